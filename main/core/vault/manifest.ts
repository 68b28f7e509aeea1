/**
 * Tamper evidence: a keyed multiset hash of every row (MSet-Add-Hash, Clarke et al. 2003), one sum a table, kept with
 * counts, the schema's hash, the audit head and a generation in the sealed state row. A write costs O(1): subtract the
 * old row, add the new. A row removed, replayed, moved or added behind our back changes a sum nobody can compute.
 */
import { hex } from './bytes.ts'
import type { VaultKeys } from './keys.ts'
import { keyedHash } from './sodium.ts'

/** The tables the manifest covers. */
export const manifestTables = ['secret', 'version', 'record', 'segment', 'stale'] as const
export type ManifestTable = (typeof manifestTables)[number]

const tableNumber: Readonly<Record<ManifestTable, number>> = { secret: 1, version: 2, record: 3, segment: 4, stale: 5 }

export interface TableSum {
  readonly count: number
  /** Sum of row tags mod 2^256. */
  readonly sum: bigint
}
export type Manifest = Readonly<Record<ManifestTable, TableSum>>

const modulus = 1n << 256n
export const emptySum: TableSum = { count: 0, sum: 0n }
export const emptyManifest: Manifest = {
  secret: emptySum,
  version: emptySum,
  record: emptySum,
  segment: emptySum,
  stale: emptySum,
}

/** A row's columns in the order of the schema, numbers as big-endian u32 pairs by the caller. */
export type RowColumns = readonly Uint8Array[]

/** One flipped bit makes a blob of SQLite's a number, a text or nothing: that is damage, as SQLite would say it. */
function lengthOf(column: Uint8Array): number {
  if (column instanceof Uint8Array) return column.length
  throw Object.assign(new Error('a column of another type'), { code: 'SQLITE_CORRUPT' })
}

/** The keyed tag of one row: over the table's number and each column behind its length. */
export function rowTag(keys: VaultKeys, table: ManifestTable, columns: RowColumns): bigint {
  let length = 1
  for (const column of columns) length += 4 + lengthOf(column)
  const message = new Uint8Array(length)
  const view = new DataView(message.buffer)
  message[0] = tableNumber[table]
  let at = 1
  for (const column of columns) {
    view.setUint32(at, column.length)
    message.set(column, at + 4)
    at += 4 + column.length
  }
  return BigInt(`0x${hex(keyedHash(32, keys.manifest, message))}`)
}

export const addTag = ({ count, sum }: TableSum, tag: bigint): TableSum => ({
  count: count + 1,
  sum: (sum + tag) % modulus,
})

export const removeTag = ({ count, sum }: TableSum, tag: bigint): TableSum => ({
  count: count - 1,
  sum: (sum - tag + modulus) % modulus,
})

export const sameSum = (a: TableSum, b: TableSum): boolean => a.count === b.count && a.sum === b.sum
