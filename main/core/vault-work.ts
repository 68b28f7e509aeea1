/** What goes on in the background while a vault is open: the check of every row, automatic backups, purges. */
import { watchForBackups } from './auto-backup.ts'
import { believedUntil, type ClockMemory, clockKey, lookAtClock, readClockMemory } from './clock-guard.ts'
import type { Log } from './log.ts'
import { collections } from './vault/records.ts'
import type { Vault } from './vault/vault.ts'

/** The first list is on the screen by then. */
const verifyAfterMs = 3_000
const tidyEveryMs = 3_600_000
const dayMs = 86_400_000

export interface VaultWork {
  readonly vault: Vault
  readonly log: Log
  readonly now: () => number
  /** performance.now() when absent: no one can set it. */
  readonly monotonicMs?: () => number
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
  const tidy = createTidying(work)
  watchForBackups(vault, backups, log, now)
  setInterval(tidy, tidyEveryMs).unref()
  setTimeout(() => void verify(work).then(tidy), verifyAfterMs).unref()
}

const rememberEveryMs = 6 * 3_600_000

/**
 * Ends what time ends, as far as the clock is believed: secrets past their recovery window, audit entries past the
 * retention rule. Call it from time to time.
 */
export function createTidying({ vault, now, monotonicMs = () => performance.now(), auditDays }: VaultWork): () => void {
  let lookedMs: number | null = null
  let memory: ClockMemory | null = null
  let keptAt = Number.NEGATIVE_INFINITY

  const look = (): ClockMemory => {
    const nowMs = monotonicMs()
    const before = lookedMs === null ? readClockMemory(vault.getRecord(collections.settings, clockKey)) : memory
    const seen = lookAtClock(before, now(), lookedMs === null ? 0 : nowMs - lookedMs)
    lookedMs = nowMs
    memory = seen
    return seen
  }
  return () => {
    if (vault.isClosed() || vault.isReadOnly()) return
    const seen = look()
    if (Math.abs(seen.seenAt - keptAt) >= rememberEveryMs || seen.steadyMs === 0) {
      vault.putRecord(collections.settings, clockKey, seen)
      keptAt = seen.seenAt
    }
    const until = believedUntil(seen)
    if (until === null) return
    vault.purgeExpired(until)
    if (auditDays() > 0) vault.dropOldAudit(until - auditDays() * dayMs)
  }
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
