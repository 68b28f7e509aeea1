/** The lock: everything that could know a value ends, and what comes after is fresh. */
import type { PageNotice } from '../shared/page-notice.ts'
import type { ClipboardWriter } from './clipboard.ts'
import type { Log } from './core/log.ts'
import type { Face } from './face.ts'
import type { VaultWatch } from './vault-watch.ts'

export interface Locking {
  /** Ends the core, the page's process, and our text on the clipboard. `notice` is why, for the next page to say. */
  readonly lock: (notice: PageNotice | null) => void
  /** The half of a lock that is left to do when the core is gone already. */
  readonly forget: (notice: PageNotice) => void
}

export interface LockingParts {
  readonly replaceCore: () => void
  readonly vault: VaultWatch
  readonly face: () => Pick<Face, 'refresh'>
  readonly clipboard: ClipboardWriter
  /** An app that is ending locks by ending. */
  readonly isEnding: () => boolean
  /** Gets rid of what typed, pasted and copied texts left in this process. */
  readonly scrub: () => void
  readonly log: Log
}

export function createLocking({ replaceCore, vault, face, clipboard, isEnding, scrub, log }: LockingParts): Locking {
  const clear = async () => {
    const outcome = await clipboard.clear()
    if (outcome?.cleared === false) void face().refresh('clipboard-kept')
  }
  const forget = (notice: PageNotice | null) => {
    vault.onGone()
    /** Scrubbing holds up everything for a moment, so the old page is gone first. */
    void Promise.all([face().refresh(notice), clear()]).then(scrub)
  }
  return {
    lock: (notice) => {
      if (isEnding()) return
      log.info('lock', { reason: notice ?? 'asked' })
      replaceCore()
      forget(notice)
    },
    forget,
  }
}
