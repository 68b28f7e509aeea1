/**
 * Rows of `secret`, `version` and `record`, which the manifest covers. Every write goes through a `Tx`, whose manifest
 * it keeps in step: the old row's tag is subtracted, the new one's added, in the same transaction.
 */
import { u64 } from '../bytes.ts'
import type { ManifestTable, RowColumns } from '../manifest.ts'
import { prepare, preparePluck, type ReadDb } from './db.ts'
import { markStale } from './segment-rows.ts'
import type { Tx } from './tx.ts'

export interface SecretRow {
  readonly secretId: Uint8Array
  readonly nameIndex: Uint8Array
  readonly revision: number
  readonly wrappedKey: Uint8Array
  readonly body: Uint8Array
}

export interface VersionRow {
  readonly versionRow: Uint8Array
  readonly secretId: Uint8Array
  readonly versionIndex: Uint8Array
  /** 1, 2, 3 … within its secret. */
  readonly number: number
  readonly revision: number
  readonly body: Uint8Array
  readonly value: Uint8Array
}

export interface RecordRow {
  readonly recordId: Uint8Array
  readonly collection: number
  readonly keyIndex: Uint8Array
  readonly revision: number
  readonly body: Uint8Array
}

export const secretColumns = (row: SecretRow): RowColumns => [
  row.secretId,
  row.nameIndex,
  u64(row.revision),
  row.wrappedKey,
  row.body,
]
export const versionColumns = (row: VersionRow): RowColumns => [
  row.versionRow,
  row.secretId,
  row.versionIndex,
  u64(row.number),
  u64(row.revision),
  row.body,
  row.value,
]
export const recordColumns = (row: RecordRow): RowColumns => [
  row.recordId,
  u64(row.collection),
  row.keyIndex,
  u64(row.revision),
  row.body,
]

const secretFields = 'secret_id AS secretId, name_index AS nameIndex, revision, wrapped_key AS wrappedKey, body'
const versionFields =
  'version_row AS versionRow, secret_id AS secretId, version_index AS versionIndex, number, revision, body, value'
const recordFields = 'record_id AS recordId, collection, key_index AS keyIndex, revision, body'

/** Rows in order of id after `after` (exclusive; null from the start): a page, so that the loop can breathe between. */
export const secretRowsAfter = (db: ReadDb, after: Uint8Array | null, limit: number): readonly SecretRow[] =>
  prepare<[Uint8Array, number], SecretRow>(
    db,
    `SELECT ${secretFields} FROM secret WHERE secret_id > ? ORDER BY secret_id LIMIT ?`,
  ).all(after ?? new Uint8Array(0), limit)

export const readSecretRow = (db: ReadDb, secretId: Uint8Array): SecretRow | undefined =>
  prepare<[Uint8Array], SecretRow>(db, `SELECT ${secretFields} FROM secret WHERE secret_id = ?`).get(secretId)

/** Of that row its wrapped key alone, for reads of values. */
export const readWrappedKey = (db: ReadDb, secretId: Uint8Array): Uint8Array | undefined =>
  preparePluck<[Uint8Array], Uint8Array>(db, `SELECT wrapped_key FROM secret WHERE secret_id = ?`).get(secretId)

export function insertSecretRow(tx: Tx, row: SecretRow): void {
  prepare(tx.db, `INSERT INTO secret (secret_id, name_index, revision, wrapped_key, body) VALUES (?, ?, ?, ?, ?)`).run(
    row.secretId,
    row.nameIndex,
    row.revision,
    row.wrappedKey,
    row.body,
  )
  tx.added('secret', secretColumns(row))
  markStale(tx, row.secretId, row.revision)
}

/** Rewrites revision and body; the row must exist. */
export function updateSecretRow(tx: Tx, secretId: Uint8Array, revision: number, body: Uint8Array): void {
  const old = mustExist(readSecretRow(tx.db, secretId))
  tx.removed('secret', secretColumns(old))
  prepare(tx.db, `UPDATE secret SET revision = ?, body = ? WHERE secret_id = ?`).run(revision, body, secretId)
  tx.added('secret', secretColumns({ ...old, revision, body }))
  markStale(tx, secretId, revision)
}

/** Removes a secret and all its versions. */
export function deleteSecretRows(tx: Tx, secretId: Uint8Array): void {
  for (const row of versionRowsOf(tx.db, secretId)) tx.removed('version', versionColumns(row), u64(row.rowId))
  prepare(tx.db, `DELETE FROM version WHERE secret_id = ?`).run(secretId)
  tx.removed('secret', secretColumns(mustExist(readSecretRow(tx.db, secretId))))
  prepare(tx.db, `DELETE FROM secret WHERE secret_id = ?`).run(secretId)
  markStale(tx, secretId, 0)
}

export const versionRowsOf = (db: ReadDb, secretId: Uint8Array): readonly StoredVersion[] =>
  prepare<[Uint8Array], StoredVersion>(
    db,
    `SELECT rowid AS rowId, ${versionFields} FROM version WHERE secret_id = ? ORDER BY number`,
  ).all(secretId)

/** With SQLite's own number of the row, by which the table is summed. */
export type StoredVersion = VersionRow & { readonly rowId: number }

export type VersionHead = Omit<VersionRow, 'value'>

/** The versions of a secret, oldest first, without their values. */
export const versionHeadsOf = (db: ReadDb, secretId: Uint8Array): readonly VersionHead[] =>
  prepare<[Uint8Array], VersionHead>(
    db,
    `SELECT version_row AS versionRow, secret_id AS secretId, version_index AS versionIndex, number, revision, body
       FROM version WHERE secret_id = ? ORDER BY number`,
  ).all(secretId)

export const readVersionRow = (db: ReadDb, versionIndex: Uint8Array): StoredVersion | undefined =>
  prepare<[Uint8Array], StoredVersion>(
    db,
    `SELECT rowid AS rowId, ${versionFields} FROM version WHERE version_index = ?`,
  ).get(versionIndex)

/** In the order the rows lie in the file: by row number, where an order by id would jump from page to page. */
export const versionRowsAfter = (db: ReadDb, after: number, limit: number): readonly StoredVersion[] =>
  prepare<[number, number], StoredVersion>(
    db,
    `SELECT rowid AS rowId, ${versionFields} FROM version WHERE rowid > ? ORDER BY rowid LIMIT ?`,
  ).all(after, limit)

export const countVersions = (db: ReadDb, secretId: Uint8Array): number =>
  preparePluck<[Uint8Array], number>(db, `SELECT count(*) FROM version WHERE secret_id = ?`).get(secretId) ?? 0

export const lastVersionNumber = (db: ReadDb, secretId: Uint8Array): number =>
  preparePluck<[Uint8Array], number>(db, `SELECT coalesce(max(number), 0) FROM version WHERE secret_id = ?`).get(
    secretId,
  ) ?? 0

export function insertVersionRow(tx: Tx, row: VersionRow): void {
  const { lastInsertRowid } = prepare(
    tx.db,
    `INSERT INTO version (version_row, secret_id, version_index, number, revision, body, value)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(row.versionRow, row.secretId, row.versionIndex, row.number, row.revision, row.body, row.value)
  tx.added('version', versionColumns(row), u64(Number(lastInsertRowid)))
}

/** Rewrites what is known about a version; its value is immutable. */
export function updateVersionBody(tx: Tx, versionIndex: Uint8Array, revision: number, body: Uint8Array): void {
  const old = mustExist(readVersionRow(tx.db, versionIndex))
  tx.removed('version', versionColumns(old), u64(old.rowId))
  prepare(tx.db, `UPDATE version SET revision = ?, body = ? WHERE version_row = ?`).run(revision, body, old.versionRow)
  tx.added('version', versionColumns({ ...old, revision, body }), u64(old.rowId))
}

export const readRecordRow = (db: ReadDb, collection: number, keyIndex: Uint8Array): RecordRow | undefined =>
  prepare<[number, Uint8Array], RecordRow>(
    db,
    `SELECT ${recordFields} FROM record WHERE collection = ? AND key_index = ?`,
  ).get(collection, keyIndex)

export const recordRowsOf = (db: ReadDb, collection: number): readonly RecordRow[] =>
  prepare<[number], RecordRow>(db, `SELECT ${recordFields} FROM record WHERE collection = ?`).all(collection)

export const recordRowsAfter = (db: ReadDb, after: Uint8Array | null, limit: number): readonly RecordRow[] =>
  prepare<[Uint8Array, number], RecordRow>(
    db,
    `SELECT ${recordFields} FROM record WHERE record_id > ? ORDER BY record_id LIMIT ?`,
  ).all(after ?? new Uint8Array(0), limit)

export function putRecordRow(tx: Tx, row: RecordRow): void {
  const old = readRecordRow(tx.db, row.collection, row.keyIndex)
  if (old !== undefined) tx.removed('record', recordColumns(old))
  prepare(
    tx.db,
    `INSERT INTO record (record_id, collection, key_index, revision, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (collection, key_index) DO UPDATE SET revision = excluded.revision, body = excluded.body`,
  ).run(row.recordId, row.collection, row.keyIndex, row.revision, row.body)
  tx.added('record', recordColumns(row))
}

export function deleteRecordRow(tx: Tx, collection: number, keyIndex: Uint8Array): boolean {
  const old = readRecordRow(tx.db, collection, keyIndex)
  if (old === undefined) return false
  tx.removed('record', recordColumns(old))
  prepare(tx.db, `DELETE FROM record WHERE record_id = ?`).run(old.recordId)
  return true
}

export const countRows = (db: ReadDb, table: ManifestTable): number =>
  preparePluck<[], number>(db, `SELECT count(*) FROM ${table}`).get() ?? 0

/** A row that memory knows and the file has lost is damage, as SQLite would say it. */
function mustExist<T>(row: T | undefined): T {
  if (row === undefined) throw Object.assign(new Error('a row is missing'), { code: 'SQLITE_CORRUPT' })
  return row
}
