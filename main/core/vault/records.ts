/** Sealed key–value records, for what belongs to the vault but is no secret: settings, drafts, targets, grants. */
import type { Result } from '../../../shared/failure.ts'
import type { AuditEvent } from './audit.ts'
import { recordIndex, type VaultContext } from './context.ts'
import { noParent, openJson, type Place, sealJson, tables } from './seal.ts'
import { randomBytes } from './sodium.ts'
import { deleteRecordRow, putRecordRow, type RecordRow, readRecordRow, recordRowsOf } from './store/rows.ts'

/** Numbers of the format; never reused. */
export const collections = {
  settings: 1,
  drafts: 2,
  targets: 3,
  syncBase: 4,
  programKeys: 5,
  rotation: 6,
  history: 7,
} as const
export type Collection = (typeof collections)[keyof typeof collections]

interface RecordBody<T> {
  readonly key: string
  readonly value: T
}

const place = (row: Pick<RecordRow, 'recordId' | 'revision'>): Place => ({
  table: tables.record,
  column: 1,
  rowId: row.recordId,
  parentId: noParent,
  revision: row.revision,
})

function openRecord<T>({ ledger }: VaultContext, row: RecordRow): RecordBody<T> {
  const body = openJson<RecordBody<T>>(ledger.keys.meta, ledger.context, place(row), row.body)
  if (body === null) throw new Error('a record does not verify')
  return body
}

/** The value of a key, or null. The caller checks its shape if an older Coffer may have written it. */
export function getRecord<T>(context: VaultContext, collection: Collection, key: string): T | null {
  const row = readRecordRow(context.ledger.db, collection, recordIndex(context, collection, key))
  return row === undefined ? null : openRecord<T>(context, row).value
}

export function listRecords<T>(context: VaultContext, collection: Collection): readonly RecordBody<T>[] {
  return recordRowsOf(context.ledger.db, collection).map((row) => openRecord<T>(context, row))
}

export function putRecord<T>(
  context: VaultContext,
  collection: Collection,
  key: string,
  value: T,
  event?: AuditEvent,
): Result<null> {
  const keyIndex = recordIndex(context, collection, key)
  return context.ledger.write((tx) => {
    const old = readRecordRow(tx.db, collection, keyIndex)
    const row = { recordId: old?.recordId ?? randomBytes(16), revision: (old?.revision ?? 0) + 1 }
    const body = sealJson(context.ledger.keys.meta, context.ledger.context, place(row), { key, value })
    putRecordRow(tx, { ...row, collection, keyIndex, body })
    if (event !== undefined) tx.audit(event)
    return null
  })
}

/** True when there was one. */
export function deleteRecord(
  context: VaultContext,
  collection: Collection,
  key: string,
  event?: AuditEvent,
): Result<boolean> {
  return context.ledger.write((tx) => {
    const existed = deleteRecordRow(tx, collection, recordIndex(context, collection, key))
    if (existed && event !== undefined) tx.audit(event)
    return existed
  })
}
