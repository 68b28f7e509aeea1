/** Access keys of the test server: which account they belong to, what they may do, until when. */
import type { Access, OperationName, SecretAddress } from '../../../main/core/endpoint/port.ts'
import { decide, globMatches, parsePolicy } from '../../../main/core/endpoint/protocol/policy.ts'
import type { SigningKey } from '../../../main/core/endpoint/sigv4.ts'
import type { World } from './world.ts'

export type AccessKey = SigningKey & {
  readonly accessKeyId: string
  readonly accountId: string
  /** The user's name in messages. */
  readonly user: string
  /** Of a role's session; a user's follows from the account and the name. */
  readonly arn?: string | undefined
  /** What the key may do; undefined: everything. */
  readonly allow?: { readonly operations?: readonly OperationName[]; readonly names?: readonly string[] } | undefined
}

export const userArn = (key: AccessKey): string => key.arn ?? `arn:aws:iam::${key.accountId}:user/${key.user}`

/** Own secrets by the key's permissions; another account's by that secret's resource policy. */
export function accessOf(world: World, key: AccessKey, region: string): Access {
  const denied = (operation: OperationName, resource: string, kind: string): string =>
    `User: ${userArn(key)} is not authorized to perform: secretsmanager:${operation} on resource: ${resource} because no ${kind} policy allows the secretsmanager:${operation} action`
  return {
    sees: () => true,
    denial: (operation, address) => {
      const foreign = address?.arn !== undefined && address.arn.accountId !== key.accountId
      const resource = address ? resourceOf(address) : '*'
      if (foreign && address && !policyAllows(world, key, region, operation, address)) {
        return denied(operation, resource, 'resource-based')
      }
      return isAllowed(key, operation, address?.name) ? undefined : denied(operation, resource, 'identity-based')
    },
  }
}

function isAllowed(key: AccessKey, operation: OperationName, name: string | undefined): boolean {
  const { operations, names } = key.allow ?? {}
  if (operations && !operations.includes(operation)) return false
  return name === undefined || !names || names.some((glob) => globMatches(glob, name))
}

function policyAllows(
  world: World,
  key: AccessKey,
  region: string,
  operation: OperationName,
  address: SecretAddress,
): boolean {
  const secret = world.region(address.arn?.accountId ?? '', region).secrets.get(address.name)?.record
  const statements = secret?.policy === undefined ? undefined : parsePolicy(secret.policy)
  if (!secret || !statements) return false
  const caller = { arn: userArn(key), accountId: key.accountId }
  return decide(statements, caller, `secretsmanager:${operation}`, secret.arn) === 'allow'
}

function resourceOf({ name, arn }: SecretAddress): string {
  if (!arn) return name
  const suffix = arn.suffix === undefined ? '' : `-${arn.suffix}`
  return `arn:${arn.partition}:secretsmanager:${arn.region}:${arn.accountId}:secret:${name}${suffix}`
}
