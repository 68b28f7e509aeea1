/** What a locked vault keeps: the count of failed tries, which slows guessing, and sealed notes for the audit log. */
import type { AuditEvent } from './audit.ts'
import { utf8 } from './bytes.ts'
import { sealTo } from './sodium.ts'
import { guard, inTransaction, type ReadDb } from './store/db.ts'
import {
  countLockedEvents,
  insertLockedEvent,
  readThrottle,
  type Throttle,
  writeThrottle,
} from './store/header-rows.ts'
import { remainingDelay } from './throttle.ts'

/** More events than this while locked are counted, not kept. */
const maxLockedEvents = 1_000
const untried: Throttle = { failures: 0, lastAt: 0, dropped: 0 }

export interface LockedNotes {
  failures(): number
  /** Milliseconds to wait before the next try. */
  remainingDelay(): number
  /** Keeps what happened while locked; on a disk that takes no writes the count in memory still slows guessing. */
  note(event: AuditEvent, isFailedUnlock: boolean): void
  /** A right password for a vault that is open already: the next wrong one is the first again. */
  forgive(): void
  /** The vault opened, and wrote a fresh count and the notes into its log itself. */
  folded(): void
  /** The file turned out to be damaged: from now on it stays as it is. */
  stopWriting(): void
}

export function createLockedNotes(input: {
  readonly db: ReadDb
  readonly readOnly: boolean
  readonly logPublicKey: Uint8Array
  readonly now: () => number
}): LockedNotes {
  const { db, logPublicKey, now } = input
  let readOnly = input.readOnly
  const kept = guard(() => readThrottle(db))
  let throttle = kept.ok ? kept.value : untried

  function keep(next: Throttle): void {
    throttle = next
    if (!readOnly) inTransaction(db, (writeDb) => writeThrottle(writeDb, next))
  }

  return {
    failures: () => throttle.failures,
    remainingDelay() {
      // A last failure in the future: the clock was wrong then, or is now. The wait starts anew, or it could take years.
      if (throttle.lastAt > now()) keep({ ...throttle, lastAt: now() })
      return remainingDelay(throttle, now())
    },
    note(event, isFailedUnlock) {
      const { failures, dropped } = throttle
      if (isFailedUnlock) throttle = { failures: failures + 1, lastAt: event.at, dropped }
      if (readOnly) return
      inTransaction(db, (writeDb) => {
        if (countLockedEvents(db) >= maxLockedEvents) throttle = { ...throttle, dropped: dropped + 1 }
        else insertLockedEvent(writeDb, sealTo(logPublicKey, utf8(JSON.stringify(event))))
        writeThrottle(writeDb, throttle)
      })
    },
    forgive: () => keep({ ...throttle, failures: 0 }),
    folded() {
      throttle = untried
    },
    stopWriting() {
      readOnly = true
    },
  }
}
