/**
 * Rows of `segment` and `stale`: many secrets' bodies in one ciphertext, so that unlocking opens hundreds of blobs where
 * it would open a hundred thousand. They repeat what `secret` holds and can be made anew; `stale` names the secrets that
 * changed since.
 */
import { u64 } from '../bytes.ts'
import type { RowColumns } from '../manifest.ts'
import { prepare, preparePluck, type ReadDb } from './db.ts'
import type { Tx } from './tx.ts'

export interface SegmentRow {
  /** 1, 2, 3 … */
  readonly number: number
  readonly body: Uint8Array
}

export const segmentColumns = ({ number, body }: SegmentRow): RowColumns => [u64(number), body]
export const staleColumns = (secretId: Uint8Array): RowColumns => [secretId]

export const segmentRowsAfter = (db: ReadDb, after: number, limit: number): readonly SegmentRow[] =>
  prepare<[number, number], SegmentRow>(
    db,
    `SELECT number, body FROM segment WHERE number > ? ORDER BY number LIMIT ?`,
  ).all(after, limit)

export const staleIdsAfter = (db: ReadDb, after: Uint8Array | null, limit: number): readonly Uint8Array[] =>
  preparePluck<[Uint8Array, number], Uint8Array>(
    db,
    `SELECT secret_id FROM stale WHERE secret_id > ? ORDER BY secret_id LIMIT ?`,
  ).all(after ?? new Uint8Array(0), limit)

/** Says that no segment holds this secret as it is now. */
export function markStale(tx: Tx, secretId: Uint8Array): void {
  const { changes } = prepare(tx.db, `INSERT OR IGNORE INTO stale (secret_id) VALUES (?)`).run(secretId)
  if (changes === 1) tx.added('stale', staleColumns(secretId))
}

export function unmarkStale(tx: Tx, secretId: Uint8Array): void {
  const { changes } = prepare(tx.db, `DELETE FROM stale WHERE secret_id = ?`).run(secretId)
  if (changes === 1) tx.removed('stale', staleColumns(secretId))
}

/** Replaces a segment; a null body removes it. */
export function putSegmentRow(tx: Tx, number: number, body: Uint8Array | null): void {
  const old = prepare<[number], SegmentRow>(tx.db, `SELECT number, body FROM segment WHERE number = ?`).get(number)
  if (old !== undefined) tx.removed('segment', segmentColumns(old))
  if (body === null) {
    prepare(tx.db, `DELETE FROM segment WHERE number = ?`).run(number)
    return
  }
  prepare(
    tx.db,
    `INSERT INTO segment (number, body) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET body = excluded.body`,
  ).run(number, body)
  tx.added('segment', segmentColumns({ number, body }))
}
