/** What follows the commits at a distance: the anchor, the segments, and a checkpoint when it has become quiet. */
import type { Anchor } from './anchor.ts'
import { checkpoint, type ReadDb } from './store/db.ts'

/** Segments are refreshed and the WAL is cut this long after the last write, when it has become quiet. */
const quietDelayMs = 5_000
/** The anchor follows the commits at most this far behind; a crash in between leaves it older, which is safe. */
const anchorDelayMs = 500

export interface AfterCommitWork {
  seen(): Anchor
  writeAnchor(latest: Anchor): void
  refreshSegments(): Promise<number>
}

/** Timers do not keep the process alive; `finish` does at once what is still waiting. */
export function createAfterCommit(db: ReadDb, { seen, writeAnchor, refreshSegments }: AfterCommitWork) {
  let durable: Anchor | null = null
  let anchorTimer: NodeJS.Timeout | undefined
  let quietTimer: NodeJS.Timeout | undefined
  const writeLatest = () => {
    anchorTimer = undefined
    if (durable !== null) writeAnchor(durable)
  }
  return {
    /** Only durable commits move the anchor: after power loss the file must never seem older than it is. */
    committed(durability: 'durably' | 'lazily') {
      if (durability === 'durably') {
        durable = seen()
        anchorTimer ??= setTimeout(writeLatest, anchorDelayMs).unref()
      }
      clearTimeout(quietTimer)
      quietTimer = setTimeout(() => void refreshSegments().then(() => checkpoint(db)), quietDelayMs).unref()
    },
    finish() {
      clearTimeout(anchorTimer)
      clearTimeout(quietTimer)
      if (checkpoint(db)) durable = seen()
      writeLatest()
    },
  }
}
