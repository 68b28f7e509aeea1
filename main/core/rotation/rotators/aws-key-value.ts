/** An access key in a secret, by whatever spelling its programs read it; the rest of the value stays as it is. */
import { invalid, type Result, succeed } from '../../../../shared/failure.ts'
import { dropDuplicates, type Member, readMembers, textMember, writeMembers } from '../../../../shared/json-members.ts'
import { plainKey } from '../../kinds/json-kind.ts'
import type { IamCredentials } from '../iam.ts'
import type { LentValue } from '../rotator.ts'
import { readText } from './value-text.ts'

export interface AwsKeyValue extends IamCredentials {
  readonly members: readonly Member[]
  /** Null: the value names none. */
  readonly region: string | null
}

const spellings = {
  id: new Set(['accesskeyid', 'awsaccesskeyid', 'accesskey', 'keyid']),
  secret: new Set(['secretaccesskey', 'awssecretaccesskey', 'secretkey']),
  session: new Set(['sessiontoken', 'awssessiontoken', 'token']),
  region: new Set(['region', 'awsregion', 'awsdefaultregion']),
  created: new Set(['createdate']),
} as const

const find = (members: readonly Member[], part: keyof typeof spellings): Member | undefined =>
  members.find((member) => spellings[part].has(plainKey(member.key)))

/** `invalid` where the value is no lasting key of a user: temporary ones end by themselves. */
export function readAwsKeyValue(lent: LentValue | null): Result<AwsKeyValue> {
  const text = readText(lent)
  if (!text.ok) return text
  const written = readMembers(text.value)
  if (written === null) return invalid('value', 'The value is no JSON object with an access key.')
  const { members } = dropDuplicates(written)
  const textOf = (part: keyof typeof spellings): string => find(members, part)?.text ?? ''
  const [accessKeyId, secretAccessKey] = [textOf('id'), textOf('secret')]
  if (accessKeyId === '' || secretAccessKey === '') {
    return invalid('value', 'The value has no AccessKeyId and SecretAccessKey.')
  }
  if (accessKeyId.startsWith('ASIA') || textOf('session') !== '') {
    return invalid('value', 'This is a temporary key: it ends by itself, and IAM cannot make another one of it.')
  }
  return succeed({ members, accessKeyId, secretAccessKey, region: textOf('region') || null })
}

/** The value's text with another key in place of the old one. */
export function writeAwsKeyValue(
  value: AwsKeyValue,
  key: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly createdAt: number },
): string {
  const [id, secret, created] = (['id', 'secret', 'created'] as const).map((part) => find(value.members, part)?.key)
  return writeMembers(
    value.members.map((member) => {
      if (member.key === id) return textMember(member.key, key.accessKeyId)
      if (member.key === secret) return textMember(member.key, key.secretAccessKey)
      return member.key === created ? textMember(member.key, new Date(key.createdAt).toISOString()) : member
    }),
  )
}
