/** The last import of each vault: kept in the vault, so that it can be taken back after a lock too. */
import type { ImportReport } from '../../../shared/contract-transfer.ts'
import { collections } from '../vault/records.ts'
import type { Vault } from '../vault/vault.ts'

export interface LastImports {
  /** Null: none, or one of long ago, or it was taken back. */
  of(vault: Vault): ImportReport | null
  /** Null forgets it. What cannot be written is known until the vault is locked. */
  keep(vault: Vault, report: ImportReport | null): void
}

const key = 'last-import'
/** As long as a secret that an undo deletes could be restored. */
const offeredMs = 30 * 86_400_000

export function createLastImports(): LastImports {
  const known = new WeakMap<Vault, ImportReport | null>()
  return {
    of(vault) {
      let report = known.get(vault)
      if (report === undefined) {
        report = vault.getRecord<ImportReport>(collections.settings, key)
        known.set(vault, report)
      }
      return report !== null && report.finishedAt > Date.now() - offeredMs ? report : null
    },
    keep(vault, report) {
      known.set(vault, report)
      vault.changeRecords([{ collection: collections.settings, key, value: report ?? undefined }])
    },
  }
}
