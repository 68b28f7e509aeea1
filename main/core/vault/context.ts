/** What every operation of an open vault works on, and the places where its ciphertexts belong. */
import { type FailureOf, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { Actor, AuditEvent } from './audit.ts'
import type { SecretBody, VersionBody } from './bodies.ts'
import { concat, sameBytes, u8, utf8 } from './bytes.ts'
import type { Ledger } from './ledger.ts'
import { columns, noParent, open, openJson, type Place, sealJson, tables } from './seal.ts'
import type { SecretEntry, SecretIndex } from './secret-index.ts'
import { keyedHash } from './sodium.ts'
import { readVersionRow, readWrappedKey, type VersionHead, type VersionRow } from './store/rows.ts'

export interface VaultContext {
  readonly ledger: Ledger
  readonly index: SecretIndex
  readonly now: () => number
  /** Called after a commit and after memory has it, with what a secret is now, or was when it is gone. */
  readonly changed: (entry: SecretEntry) => void
}

const scope = (name: string, ...parts: readonly Uint8Array[]) => concat(utf8(name), u8(0), ...parts)

/** Blind index of a secret's name. */
export const nameIndex = ({ ledger }: VaultContext, name: string): Uint8Array =>
  keyedHash(16, ledger.keys.index, scope('name', utf8(name)))

/** Blind index of a version id within its secret. */
export const versionIndex = ({ ledger }: VaultContext, secretId: Uint8Array, versionId: string): Uint8Array =>
  keyedHash(16, ledger.keys.index, scope('version', secretId, utf8(versionId)))

export const recordIndex = ({ ledger }: VaultContext, collection: number, key: string): Uint8Array =>
  keyedHash(16, ledger.keys.index, scope('record', u8(collection), utf8(key)))

export const secretPlace = (secretId: Uint8Array, revision: number): Place => ({
  table: tables.secret,
  column: columns.body,
  rowId: secretId,
  parentId: noParent,
  revision,
})
export const keyPlace = (secretId: Uint8Array): Place => ({
  table: tables.secret,
  column: columns.key,
  rowId: secretId,
  parentId: noParent,
  revision: 0,
})
export const versionPlace = (row: Pick<VersionRow, 'versionRow' | 'secretId'>, revision: number): Place => ({
  table: tables.version,
  column: columns.body,
  rowId: row.versionRow,
  parentId: row.secretId,
  revision,
})
export const valuePlace = (row: Pick<VersionRow, 'versionRow' | 'secretId' | 'number'>): Place => ({
  table: tables.version,
  column: columns.value,
  rowId: row.versionRow,
  parentId: row.secretId,
  revision: row.number,
})

export const sealSecretBody = ({ ledger }: VaultContext, secretId: Uint8Array, revision: number, body: SecretBody) =>
  sealJson(ledger.keys.meta, ledger.context, secretPlace(secretId, revision), body)

export const sealVersionBody = (
  { ledger }: VaultContext,
  row: Pick<VersionRow, 'versionRow' | 'secretId'>,
  revision: number,
  body: VersionBody,
) => sealJson(ledger.keys.meta, ledger.context, versionPlace(row, revision), body)

/**
 * A version's sealed facts, or null when they do not verify. The id inside must be the one the row was found by: rows
 * and indexes of `version` are summed in the background only, and an older value under the current id would mislead.
 */
export function openVersionBody(context: VaultContext, row: VersionHead): VersionBody | null {
  const { keys, context: sealContext } = context.ledger
  const body = openJson<VersionBody>(keys.meta, sealContext, versionPlace(row, row.revision), row.body)
  if (body === null || !sameBytes(row.versionIndex, versionIndex(context, row.secretId, body.versionId))) return null
  return body
}

/** The data key of a secret, owned by the caller, who wipes it. */
export function openDataKey(
  { ledger }: VaultContext,
  secretId: Uint8Array,
  wrappedKey: Uint8Array | undefined = readWrappedKey(ledger.db, secretId),
): Uint8Array | null {
  return wrappedKey === undefined ? null : open(ledger.keys.wrap, ledger.context, keyPlace(secretId), wrappedKey)
}

/** The plaintext of a version, owned by the caller; null when it does not verify. */
export function openValue(context: VaultContext, row: VersionRow, wrappedKey?: Uint8Array): Uint8Array | null {
  const dataKey = openDataKey(context, row.secretId, wrappedKey)
  if (dataKey === null) return null
  const value = open(dataKey, context.ledger.context, valuePlace(row), row.value)
  dataKey.fill(0)
  return value
}

/** The row of a version id. It may still be damaged: `openVersionBody` tells. */
export function findVersion(context: VaultContext, secretId: Uint8Array, versionId: string): VersionRow | undefined {
  const index = versionIndex(context, secretId, versionId)
  const row = readVersionRow(context.ledger.db, index)
  // What was asked for, not what an index of SQLite may have led to.
  return row === undefined ? undefined : { ...row, secretId, versionIndex: index }
}

export const notFound = (name: string): FailureOf<'not-found'> => ({
  kind: 'not-found',
  message: `There is no secret named ${name}.`,
})

/** The entry of a name, deleted or not. */
export function findSecret({ index }: VaultContext, name: string): Result<SecretEntry> {
  const entry = index.get(name)
  return entry === undefined ? fail(notFound(name)) : succeed(entry)
}

/** The entry of a name that is not scheduled for deletion. */
export function findLiveSecret(context: VaultContext, name: string): Result<SecretEntry> {
  const found = findSecret(context, name)
  if (!found.ok || found.value.body.deletionAt === null) return found
  return fail({
    kind: 'scheduled-for-deletion',
    deletionAt: found.value.body.deletionAt,
    message: `${name} is scheduled for deletion. Restore it first.`,
  })
}

export const auditEvent = (
  { now }: VaultContext,
  actor: Actor,
  action: AuditEvent['action'],
  rest: Pick<AuditEvent, 'secret' | 'versionId' | 'detail'> = {},
): AuditEvent => ({ at: now(), actor, action, ...rest })

export const damagedValue = (name: string): FailureOf<'vault-damaged'> => ({
  kind: 'vault-damaged',
  detail: 'a value does not verify',
  message: `A value of ${name} is damaged and was not shown. Restore it from a backup.`,
})
