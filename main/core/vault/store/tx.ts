import type { ManifestTable, RowColumns } from '../manifest.ts'
import type { WriteDb } from './db.ts'

/** What a write needs besides the connection; `ledger.ts` makes it. */
export interface Tx {
  readonly db: WriteDb
  added(table: ManifestTable, columns: RowColumns): void
  removed(table: ManifestTable, columns: RowColumns): void
}
