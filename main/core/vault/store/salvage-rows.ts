/** Ways to rows that do not need a whole table to be sound. Each yields what it reaches and stops where pages are broken. */
import { guard, prepare, preparePluck, type ReadDb } from './db.ts'
import type { VersionRow } from './rows.ts'

/** Ids of `secret`, from both ends and by the name's index: together they pass around a broken page. */
export function secretIdsByRow(db: ReadDb): readonly Uint8Array[] {
  return [
    ...reachable<Uint8Array>(db, `SELECT secret_id FROM secret ORDER BY secret_id`),
    ...reachable<Uint8Array>(db, `SELECT secret_id FROM secret ORDER BY secret_id DESC`),
    ...reachable<Uint8Array>(
      db,
      `SELECT secret_id FROM secret INDEXED BY sqlite_autoindex_secret_2 ORDER BY name_index`,
    ),
    ...reachable<Uint8Array>(db, `SELECT secret_id FROM stale`),
  ]
}

/** Row numbers of `version`, from both ends and by its indexes; each number once. */
export function versionRowIds(db: ReadDb): readonly number[] {
  const found = new Set([
    ...reachable<number>(db, `SELECT rowid FROM version ORDER BY rowid`),
    ...reachable<number>(db, `SELECT rowid FROM version ORDER BY rowid DESC`),
    ...reachable<number>(db, `SELECT rowid FROM version ORDER BY version_row`),
    ...reachable<number>(db, `SELECT rowid FROM version ORDER BY version_index`),
  ])
  return [...found].sort((a, b) => a - b)
}

/** The values of a one-column query up to the first page that cannot be read. */
function reachable<T>(db: ReadDb, sql: string): readonly T[] {
  const values: T[] = []
  guard(() => {
    for (const value of preparePluck<[], T>(db, sql).iterate()) values.push(value)
  })
  return values
}

export const versionByRowId = (db: ReadDb, rowId: number): VersionRow | undefined =>
  prepare<[number], VersionRow>(
    db,
    `SELECT version_row AS versionRow, secret_id AS secretId, version_index AS versionIndex, number, revision, body, value
     FROM version WHERE rowid = ?`,
  ).get(rowId)
