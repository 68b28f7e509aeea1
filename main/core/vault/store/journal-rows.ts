/** Rows of `state` and `audit`: the sealed heart of tamper evidence, and the chained log. */
import { prepare, type ReadDb, type WriteDb } from './db.ts'

export interface StateRow {
  readonly generation: number
  readonly body: Uint8Array
}

export const readStateRow = (db: ReadDb): StateRow | undefined =>
  prepare<[], StateRow>(db, `SELECT generation, body FROM state WHERE id = 1`).get()

export function writeStateRow(db: WriteDb, { generation, body }: StateRow): void {
  prepare(
    db,
    `INSERT INTO state (id, generation, body) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET generation = excluded.generation, body = excluded.body`,
  ).run(generation, body)
}

export interface AuditRow {
  readonly number: number
  readonly body: Uint8Array
  readonly mac: Uint8Array
}

export function insertAuditRow(db: WriteDb, { number, body, mac }: AuditRow): void {
  prepare(db, `INSERT INTO audit (number, body, mac) VALUES (?, ?, ?)`).run(number, body, mac)
}

/** Rows from `after` (exclusive) on, oldest first. */
export const auditRowsAfter = (db: ReadDb, after: number, limit: number): readonly AuditRow[] =>
  prepare<[number, number], AuditRow>(
    db,
    `SELECT number, body, mac FROM audit WHERE number > ? ORDER BY number LIMIT ?`,
  ).all(after, limit)

/** Rows before `before` (exclusive), newest first. */
export const auditRowsBefore = (db: ReadDb, before: number, limit: number): readonly AuditRow[] =>
  prepare<[number, number], AuditRow>(
    db,
    `SELECT number, body, mac FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?`,
  ).all(before, limit)

export const deleteAuditRowsUpTo = (db: WriteDb, number: number): number =>
  prepare(db, `DELETE FROM audit WHERE number <= ?`).run(number).changes

export const auditExtent = (db: ReadDb): { readonly first: number; readonly last: number; readonly count: number } =>
  prepare<[], { first: number; last: number; count: number }>(
    db,
    `SELECT coalesce(min(number), 0) AS first, coalesce(max(number), 0) AS last, count(*) AS count FROM audit`,
  ).get() ?? { first: 0, last: 0, count: 0 }
