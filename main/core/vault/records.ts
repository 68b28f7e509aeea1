/** Sealed key–value records, for what belongs to the vault but is no secret: settings, drafts, targets, grants. */
import type { Result } from '../../../shared/failure.ts'
import type { AuditEvent } from './audit.ts'
import { recordIndex, type VaultContext } from './context.ts'
import type { Ledger, LedgerTx } from './ledger.ts'
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
  conflicts: 8,
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
  return changeRecords(context, [{ collection, key, value }], event)
}

/** A record to keep, or with `value` undefined to forget. */
export interface RecordChange {
  readonly collection: Collection
  readonly key: string
  readonly value: unknown
}

/** All of the changes in one transaction, or none. */
export function changeRecords(
  context: VaultContext,
  changes: readonly RecordChange[],
  event?: AuditEvent,
  durability?: Parameters<Ledger['write']>[1],
): Result<null> {
  return context.ledger.write((tx) => {
    for (const change of changes) changeRecord(context, tx, change)
    if (event !== undefined) tx.audit(event)
    return null
  }, durability)
}

function changeRecord(context: VaultContext, tx: LedgerTx, { collection, key, value }: RecordChange): void {
  const keyIndex = recordIndex(context, collection, key)
  if (value === undefined) {
    deleteRecordRow(tx, collection, keyIndex)
    return
  }
  const old = readRecordRow(tx.db, collection, keyIndex)
  const row = { recordId: old?.recordId ?? randomBytes(16), revision: (old?.revision ?? 0) + 1 }
  const body = sealJson(context.ledger.keys.meta, context.ledger.context, place(row), { key, value })
  putRecordRow(tx, { ...row, collection, keyIndex, body })
}

/**
 * Runs an operation on the vault with these records changed in the very transaction of its write, so that what was done
 * and the note of it are both there or neither. An operation that finds nothing to write leaves the records to a
 * transaction of their own. `lazily` is for what another place still has, and a later look brings again.
 */
export function withRecords<T>(
  context: VaultContext,
  changes: readonly RecordChange[],
  event: AuditEvent | undefined,
  operation: (context: VaultContext) => Result<T>,
  lowest: Parameters<Ledger['write']>[1] = 'durably',
): Result<T> {
  let isKept = false
  const write: Ledger['write'] = (body, durability = lowest) => {
    const written = context.ledger.write((tx) => {
      const value = body(tx)
      if (!isKept) for (const change of changes) changeRecord(context, tx, change)
      if (!isKept && event !== undefined) tx.audit(event)
      return value
    }, durability)
    isKept ||= written.ok
    return written
  }
  const done = operation({ ...context, ledger: { ...context.ledger, write } })
  if (!done.ok || isKept) return done
  const kept = changeRecords(context, changes, event, lowest)
  return kept.ok ? done : kept
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
