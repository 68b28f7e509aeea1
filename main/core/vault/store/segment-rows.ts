/**
 * Rows of `segment` and `stale`: many secrets' bodies in one ciphertext, so that unlocking opens hundreds of blobs where
 * it would open a hundred thousand. They repeat what `secret` holds and can be made anew; `stale` names the secrets that
 * changed since, with the revision they have now, so that an older row of such a secret is not taken for its newest.
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
/** A secret that no segment holds as it is now. */
export interface StaleRow {
  readonly secretId: Uint8Array
  /** Of its row in `secret`; 0 when it is gone. */
  readonly revision: number
}

export const staleColumns = ({ secretId, revision }: StaleRow): RowColumns => [secretId, u64(revision)]

export const segmentRowsAfter = (db: ReadDb, after: number, limit: number): readonly SegmentRow[] =>
  prepare<[number, number], SegmentRow>(
    db,
    `SELECT number, body FROM segment WHERE number > ? ORDER BY number LIMIT ?`,
  ).all(after, limit)

export const staleRowsAfter = (db: ReadDb, after: Uint8Array | null, limit: number): readonly StaleRow[] =>
  prepare<[Uint8Array, number], StaleRow>(
    db,
    `SELECT secret_id AS secretId, revision FROM stale WHERE secret_id > ? ORDER BY secret_id LIMIT ?`,
  ).all(after ?? new Uint8Array(0), limit)

/** Says that no segment holds this secret as it is now: at this revision, or gone (0). */
export function markStale(tx: Tx, secretId: Uint8Array, revision: number): void {
  unmarkStale(tx, secretId)
  prepare(tx.db, `INSERT INTO stale (secret_id, revision) VALUES (?, ?)`).run(secretId, revision)
  tx.added('stale', staleColumns({ secretId, revision }))
}

export function unmarkStale(tx: Tx, secretId: Uint8Array): void {
  const old = preparePluck<[Uint8Array], number>(tx.db, `SELECT revision FROM stale WHERE secret_id = ?`).get(secretId)
  if (old === undefined) return
  prepare(tx.db, `DELETE FROM stale WHERE secret_id = ?`).run(secretId)
  tx.removed('stale', staleColumns({ secretId, revision: old }))
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
