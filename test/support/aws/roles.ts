/** Roles of the test server: who may take them on, with which proof, and the temporary keys that this gives. */
import { randomBytes } from 'node:crypto'
import type { AwsError } from '../../../main/core/endpoint/protocol/aws-error.ts'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { type AccessKey, userArn } from './accounts.ts'

export type Role = {
  readonly arn: string
  /** A device, and the code that it shows now; each code is good once. */
  readonly mfa?: { readonly serial: string; readonly code: () => string }
  readonly externalId?: string
  /** Taken on with this token instead of a key. */
  readonly webIdentityToken?: string
  /** Of the temporary keys; 1 h without it. */
  readonly lifetimeMs?: number
  readonly allow?: AccessKey['allow']
}

export type Assumed = {
  readonly key: AccessKey & { readonly sessionToken: string; readonly expiresAt: number }
  readonly arn: string
}

export type Roles = {
  readonly add: (role: Role) => void
  readonly remove: (arn: string) => void
  /** STS AssumeRole by `key`, AssumeRoleWithWebIdentity without one. */
  readonly assume: (form: URLSearchParams, key: AccessKey | undefined) => Result<Assumed, AwsError>
  /** Temporary keys without asking anything: what IAM Identity Center and `aws login` hand out. */
  readonly keysFor: (arn: string, session: string) => Assumed | undefined
}

type AddKey = (key: Omit<AccessKey, 'accessKeyId' | 'secretAccessKey'>) => AccessKey

export function createRoles(addKey: AddKey, now: () => number): Roles {
  const roles = new Map<string, Role>()
  const usedCodes = new Set<string>()
  const issue = (role: Role, session: string): Assumed => {
    const [, partition, , , accountId = '', resource = ''] = role.arn.split(':')
    const arn = `arn:${partition}:sts::${accountId}:assumed-role/${resource.split('/').at(-1)}/${session}`
    const temporary = {
      sessionToken: randomBytes(60).toString('base64'),
      expiresAt: now() + (role.lifetimeMs ?? 3_600_000),
    }
    const key = addKey({ accountId, user: session, arn, allow: role.allow, ...temporary })
    return { arn, key: { ...key, ...temporary } }
  }
  return {
    add: (role) => void roles.set(role.arn, role),
    remove: (arn) => void roles.delete(arn),
    keysFor: (arn, session) => {
      const role = roles.get(arn)
      return role && issue(role, session)
    },
    assume: (form, key) => {
      const arn = form.get('RoleArn') ?? ''
      const role = roles.get(arn)
      const problem = key ? refusal(role, form, key, usedCodes) : tokenRefusal(role, form)
      return problem || !role
        ? fail(problem ?? denied('Not', arn))
        : succeed(issue(role, form.get('RoleSessionName') ?? ''))
    },
  }
}

function refusal(
  role: Role | undefined,
  form: URLSearchParams,
  key: AccessKey,
  usedCodes: Set<string>,
): AwsError | undefined {
  const who = `User: ${userArn(key)} is not`
  const arn = form.get('RoleArn') ?? ''
  if (!role || role.webIdentityToken !== undefined) return denied(who, arn)
  if ((role.externalId ?? null) !== form.get('ExternalId')) return denied(who, arn)
  if (!role.mfa) return undefined
  const code = form.get('TokenCode')
  if (form.get('SerialNumber') !== role.mfa.serial || code === null) return denied(who, arn)
  if (code !== role.mfa.code() || usedCodes.has(code)) return wrongCode
  usedCodes.add(code)
  return undefined
}

function tokenRefusal(role: Role | undefined, form: URLSearchParams): AwsError | undefined {
  if (role?.webIdentityToken === undefined) return denied('Not', form.get('RoleArn') ?? '')
  if (form.get('WebIdentityToken') === role.webIdentityToken) return undefined
  return { code: 'InvalidIdentityToken', status: 400, message: 'The ID Token provided is not a valid JWT.' }
}

const denied = (who: string, arn: string): AwsError => ({
  code: 'AccessDenied',
  status: 403,
  message: `${who} authorized to perform: sts:AssumeRole${who === 'Not' ? 'WithWebIdentity' : ''} on resource: ${arn}`,
})

const wrongCode: AwsError = {
  code: 'AccessDenied',
  status: 403,
  message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
}
