import type { Kind } from '../../shared/limits.ts'
import type { FieldType } from './fields.ts'

export interface FieldTemplate {
  readonly key: string
  readonly type: FieldType
  /** Made by the generator, as a password is. */
  readonly generated?: boolean
}

const plain = (key: string): FieldTemplate => ({ key, type: 'string' })
const made = (key: string): FieldTemplate => ({ key, type: 'string', generated: true })

/** The fields of kinds whose value is JSON, in AWS's spelling where AWS has one. Empty ones are not saved. */
const templates: Readonly<Partial<Record<Kind, readonly FieldTemplate[]>>> = {
  database: [
    plain('engine'),
    plain('host'),
    { key: 'port', type: 'json' },
    plain('username'),
    made('password'),
    plain('dbname'),
  ],
  'aws-credentials': [plain('AccessKeyId'), plain('SecretAccessKey'), plain('SessionToken'), plain('Region')],
  'oauth-token': [
    plain('client_id'),
    plain('client_secret'),
    plain('access_token'),
    plain('refresh_token'),
    plain('expires_at'),
  ],
  login: [plain('username'), made('password'), plain('url'), plain('totp')],
}

export const fieldTemplates = (kind: Kind | null): readonly FieldTemplate[] => (kind ? (templates[kind] ?? []) : [])

/** Whether a key by its name holds something the generator makes. */
export const isGenerated = (key: string): boolean => /pass(word|phrase|wd)?$|secret$|token$/i.test(key)
