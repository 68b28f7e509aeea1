import type { ManifestTable, RowColumns } from '../manifest.ts'
import type { WriteDb } from './db.ts'

/** What a write needs besides the connection; `ledger.ts` makes it. */
export interface Tx {
  readonly db: WriteDb
  /** `scanKey` is the row's place in the order in which the table is summed, where that is not its first column. */
  added(table: ManifestTable, columns: RowColumns, scanKey?: Uint8Array): void
  removed(table: ManifestTable, columns: RowColumns, scanKey?: Uint8Array): void
}
