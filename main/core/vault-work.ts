/** What goes on in the background while a vault is open: the check of every row, automatic backups, purges. */
import { watchForBackups } from './auto-backup.ts'
import type { Log } from './log.ts'
import type { Vault } from './vault/vault.ts'

/** The first list is on the screen by then. */
const verifyAfterMs = 3_000
const purgeEveryMs = 3_600_000

export interface VaultWork {
  readonly vault: Vault
  readonly log: Log
  readonly now: () => number
  /** The folder of automatic backups. */
  readonly backups: string
  /** The complete check found damage; the vault is read-only from now on. */
  readonly onFault: () => void
}

/** Timers do not keep the process alive; it ends them by ending. */
export function startVaultWork(work: VaultWork): void {
  const { vault, log, now, backups } = work
  watchForBackups(vault, backups, log, now)
  setInterval(() => vault.purgeExpired(), purgeEveryMs).unref()
  setTimeout(() => void verify(work), verifyAfterMs).unref()
}

/** Damage is never repaired in place: nothing more is written, and the user is told. */
async function verify({ vault, log, onFault }: VaultWork): Promise<void> {
  const report = await vault.verifyRows()
  if (!report.ok || report.value.faults.length === 0) return
  log.error('vault.damaged', { count: report.value.faults.length })
  vault.standing.noteFaults(report.value.faults)
  onFault()
}
