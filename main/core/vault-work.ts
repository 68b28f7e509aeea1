/** What goes on in the background while a vault is open: the check of every row, automatic backups, purges. */
import { watchForBackups } from './auto-backup.ts'
import type { Log } from './log.ts'
import type { Vault } from './vault/vault.ts'

/** The first list is on the screen by then. */
const verifyAfterMs = 3_000
const tidyEveryMs = 3_600_000
const dayMs = 86_400_000

export interface VaultWork {
  readonly vault: Vault
  readonly log: Log
  readonly now: () => number
  /** How long audit entries stay; 0: for ever. */
  readonly auditDays: () => number
  /** The folder of automatic backups. */
  readonly backups: string
  /** The complete check found damage; the vault is read-only from now on. */
  readonly onFault: () => void
}

/** Timers do not keep the process alive; it ends them by ending. */
export function startVaultWork(work: VaultWork): void {
  const { vault, log, now, backups } = work
  watchForBackups(vault, backups, log, now)
  setInterval(() => tidy(work), tidyEveryMs).unref()
  setTimeout(() => void verify(work).then(() => tidy(work)), verifyAfterMs).unref()
}

/** What time ends: secrets past their recovery window, audit entries past the retention rule. */
function tidy({ vault, now, auditDays }: VaultWork): void {
  if (vault.isClosed() || vault.isReadOnly()) return
  vault.purgeExpired()
  if (auditDays() > 0) vault.dropOldAudit(now() - auditDays() * dayMs)
}

/** Damage is never repaired in place: nothing more is written, and the user is told. */
async function verify({ vault, log, onFault }: VaultWork): Promise<void> {
  const report = await checkUnlessClosed(vault)
  if (report === null || !report.ok || report.value.faults.length === 0) return
  log.error('vault.damaged', { count: report.value.faults.length })
  vault.standing.noteFaults(report.value.faults)
  onFault()
}

/** The check reads a page at a time; a vault that is closed in between has no more pages, which is no bug. */
async function checkUnlessClosed(vault: Vault): Promise<Awaited<ReturnType<Vault['verifyRows']>> | null> {
  if (vault.isClosed()) return null
  try {
    return await vault.verifyRows()
  } catch (error) {
    if (vault.isClosed()) return null
    throw error
  }
}
