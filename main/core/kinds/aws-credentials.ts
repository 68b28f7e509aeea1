import type { Facts } from '../../../shared/model.ts'
import { readAwsForm } from './aws-forms.ts'
import { type JsonShape, normaliseJson, parseJson, type ReadForm, readShape, spellingsOf } from './json-kind.ts'
import { type Member, readMembers, scalarOf } from './json-members.ts'
import { secondsToMs } from './jwt.ts'
import { error, type Finding, formatDay, formatExpiry, type KindRules, type VetInput, warning } from './kind-rules.ts'
import { clip } from './text.ts'

/** Keys as `credential_process`, `sts assume-role` and `iam create-access-key` write them. */
const shape: JsonShape = {
  publicKeys: new Set(
    'Version AccessKeyId AccountId Expiration RoleArn Region Profile UserName Status CreateDate Arn'.split(' '),
  ),
  spellings: spellingsOf({
    AccessKeyId: 'awsaccesskeyid accesskey keyid',
    SecretAccessKey: 'awssecretaccesskey secretkey',
    SessionToken: 'awssessiontoken token',
    Expiration: '',
    RoleArn: 'awsrolearn role',
    Region: 'awsregion awsdefaultregion',
    AccountId: 'awsaccountid account',
    Profile: 'awsprofile',
  }),
  readForm: readAwsForm,
  unwrap,
}

/** STS answers `{Credentials: {…}, AssumedRoleUser: {…}}`, IAM `{AccessKey: {…}}`. */
function unwrap(members: readonly Member[]): ReadForm {
  const wrapper = members.find(({ key, raw }) => /^(Credentials|AccessKey)$/.test(key) && raw.startsWith('{'))
  const inner = wrapper ? readMembers(wrapper.raw) : null
  if (!wrapper || !inner) return { members, notes: [] }
  const taken = new Set(inner.map((member) => member.key))
  const others = members.filter((member) => member !== wrapper && !taken.has(member.key))
  const lost = members.filter((member) => member !== wrapper && taken.has(member.key)).map((member) => member.key)
  const notes = [`The keys were taken out of ${wrapper.key}.`, ...lost.map((key) => `The outer ${key} was left out.`)]
  return { members: [...inner, ...others], notes }
}

/** AKIA: a user's lasting key. ASIA: a temporary one, which needs its session token. */
export const isKeyId = (text: string): boolean => /^(AKIA|ASIA)[A-Z2-7]{12,124}$/.test(text)

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * The account is written into key ids issued since 2019: bits 1 to 40 of the base32 after the prefix. Older ids, whose
 * first bit is 0, do not have it; null then.
 */
export function accountOfKeyId(keyId: string): string | null {
  if (!isKeyId(keyId) || keyId.length !== 20) return null
  let bits = 0n
  for (const char of keyId.slice(4, 14)) bits = (bits << 5n) | BigInt(base32.indexOf(char))
  const first48 = bits >> 2n
  if (first48 >> 47n === 0n) return null
  const account = (first48 & 0x7fff_ffff_ff80n) >> 7n
  return account < 1_000_000_000_000n ? String(account).padStart(12, '0') : null
}

function deriveFacts(bytes: Uint8Array, nowAt?: number): Facts {
  const members = readShape(shape, bytes)
  if (!members) return {}
  const keyId = scalarOf(members, 'AccessKeyId') ?? ''
  const facts: Record<string, string | number> = {}
  const roleArn = /^arn:[\w-]+:iam::(\d{12}):role\/[\w+=,.@/-]+$/.exec(scalarOf(members, 'RoleArn') ?? '')
  if (isKeyId(keyId)) facts.keyId = keyId
  const account = [scalarOf(members, 'AccountId'), roleArn?.[1], accountOfKeyId(keyId)].find((id) =>
    /^\d{12}$/.test(id ?? ''),
  )
  if (account) facts.accountId = account
  if (roleArn) facts.roleArn = clip(roleArn[0], 300)
  const region = scalarOf(members, 'Region') ?? ''
  if (/^([a-z]+-)+\d+$/.test(region)) facts.region = region
  facts.temporary = isTemporary(members) ? 'yes' : 'no'
  const expiresAt = secondsToMs(scalarOf(members, 'Expiration'))
  if (expiresAt !== null) facts.expiresAt = expiresAt
  const place = account === undefined || account === null ? [] : [`account ${account}`]
  const expiry = expiresAt === null ? [] : [formatExpiry(expiresAt, nowAt)]
  const summary = [...(isKeyId(keyId) ? [keyId] : []), ...place, ...expiry].join(', ')
  return summary === '' ? facts : { ...facts, summary }
}

const isTemporary = (members: readonly Member[]): boolean =>
  Boolean(scalarOf(members, 'SessionToken')) || (scalarOf(members, 'AccessKeyId') ?? '').startsWith('ASIA')

function vet({ bytes, nowAt }: VetInput): readonly Finding[] {
  const members = readShape(shape, bytes)
  if (!members) return [error('json-invalid', 'This is neither JSON nor another form in which AWS writes keys.')]
  const keyId = scalarOf(members, 'AccessKeyId') ?? ''
  const secret = scalarOf(members, 'SecretAccessKey') ?? ''
  const findings: Finding[] = ['AccessKeyId', 'SecretAccessKey']
    .filter((key) => !scalarOf(members, key))
    .map((key) => error('field-missing', `The field ${key} is missing.`, key))
  if (keyId !== '' && !isKeyId(keyId)) {
    findings.push(error('key-id-invalid', 'This is no access key id: they begin with AKIA or ASIA.', 'AccessKeyId'))
  }
  if (secret !== '' && !/^[A-Za-z0-9+/]{40}$/.test(secret)) {
    findings.push(
      warning('secret-shape', 'Secret access keys have 40 characters; this looks cut off.', 'SecretAccessKey'),
    )
  }
  if (keyId.startsWith('ASIA') && !scalarOf(members, 'SessionToken')) {
    findings.push(error('field-missing', 'A key that begins with ASIA needs its SessionToken.', 'SessionToken'))
  }
  return [...findings, ...lifetimeFindings(members, nowAt)]
}

function lifetimeFindings(members: readonly Member[], nowAt: number): readonly Finding[] {
  const expiresAt = secondsToMs(scalarOf(members, 'Expiration'))
  if (expiresAt !== null && expiresAt <= nowAt)
    return [error('expired', `The keys expired on ${formatDay(expiresAt)}.`)]
  if (!isTemporary(members)) return []
  return [warning('expires-soon', 'These are temporary keys: they stop working within hours.')]
}

/** An access key to sign with. */
export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of temporary keys. */
  readonly sessionToken: string | undefined
  /** Epoch ms; null: the value names no end. */
  readonly expiresAt: number | null
}

/** Out of a value in any form in which AWS writes keys; null when there is no pair in it. The strings are secret. */
export function readAwsKeys(bytes: Uint8Array): AwsKeys | null {
  const members = readShape(shape, bytes)
  const accessKeyId = members && scalarOf(members, 'AccessKeyId')
  const secretAccessKey = members && scalarOf(members, 'SecretAccessKey')
  if (!members || !accessKeyId || !secretAccessKey) return null
  const sessionToken = scalarOf(members, 'SessionToken') || undefined
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt: secondsToMs(scalarOf(members, 'Expiration')) }
}

export const awsCredentialsRules: KindRules = {
  parse: (bytes) => parseJson(shape, bytes),
  normalise: (bytes) => normaliseJson(shape, bytes),
  deriveFacts,
  vet,
}
