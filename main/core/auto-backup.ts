/** Automatic backups: a while after a change, at most one an hour, and never while another is being made. */
import type { Log } from './log.ts'
import { listBackups } from './vault/backup.ts'
import type { Vault } from './vault/vault.ts'

/** Long enough to catch a burst of edits in one backup. */
const settleMs = 15_000
const everyMs = 3_600_000

/** Begins to watch a vault. Timers do not keep the process alive. */
export function watchForBackups(vault: Vault, folder: string, log: Log, now: () => number): void {
  const newest = listBackups(folder).find(({ automatic, vaultId }) => automatic && vaultId === vault.vaultId)
  let lastAt = newest?.createdAt ?? Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined

  function schedule(): void {
    if (timer !== undefined || vault.isReadOnly()) return
    const waitMs = Math.min(Math.max(settleMs, lastAt + everyMs - now()), everyMs)
    timer = setTimeout(() => void run(), waitMs).unref()
  }

  async function run(): Promise<void> {
    if (vault.isClosed()) return
    const made = await vault.backUpAutomatically(folder)
    timer = undefined
    lastAt = now()
    if (made.ok) log.info('backup.made', { bytes: made.value.sizeBytes })
    else log.error('backup.failed', { kind: made.failure.kind })
  }

  vault.onChange(schedule)
  // What changed in an earlier session and was locked before its backup.
  const changes = vault.ledger.state().generation - (newest?.generation ?? 0)
  if (vault.size() > 0 && changes > unlockWrites) schedule()
}

/** An unlock, a look at the clock and the reads of a day write too, but bring nothing that a backup lacks. */
const unlockWrites = 4
