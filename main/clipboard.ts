/**
 * Puts a copied value on the clipboard and takes it away again: after its time, on lock and on quit, and only while
 * what is there is still ours. Ours is known by a keyed hash; no copy of the text is kept here.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ClipboardBackend, ClipboardBoard } from './clipboard-backend.ts'

export interface ClearOutcome {
  readonly cleared: boolean
  /** A sentence for the user. */
  readonly message: string
}

export interface ClipboardWriter {
  /** Answers null, or the sentence that says why the text is not on the clipboard. A newer write replaces an older. */
  readonly write: (text: string, clearAfterMs: number) => Promise<string | null>
  /** Takes our text away now. Null when nothing of ours was known to be there. */
  readonly clear: () => Promise<ClearOutcome | null>
  /** Clears if the time is over by the wall clock: timers stand still while the computer sleeps. */
  readonly clearIfDue: () => Promise<void>
}

export interface ClipboardWriterOptions {
  readonly backend: ClipboardBackend
  readonly onCleared: (outcome: ClearOutcome) => void
  /** Called when a text of ours, so many UTF-16 units long, has left the clipboard: it left copies in memory. */
  readonly afterClear: (length: number) => void
  /** Date.now(). */
  readonly now?: () => number
}

const outcomes = {
  cleared: { cleared: true, message: 'The copied value was removed from the clipboard.' },
  replaced: { cleared: true, message: 'The clipboard holds something else by now; it was left alone.' },
  kept: {
    cleared: false,
    message: 'The copied value is still on the clipboard: the system refused to remove it. Copy something else.',
  },
} as const satisfies Record<string, ClearOutcome>

interface Ours {
  readonly digest: Buffer
  readonly length: number
  readonly dueAt: number
  readonly timer: NodeJS.Timeout
}

export function createClipboardWriter(options: ClipboardWriterOptions): ClipboardWriter {
  const { backend, onCleared, afterClear, now = Date.now } = options
  const key = randomBytes(32)
  const digestOf = (content: string | Uint8Array) => createHmac('sha256', key).update(content).digest()
  let ours: Ours | null = null

  const holds = async (board: ClipboardBoard, digest: Buffer): Promise<boolean> => {
    const content = await board.read()
    const same = timingSafeEqual(digestOf(content), digest)
    content.fill(0)
    return same
  }

  const clearBoard = async (board: ClipboardBoard, digest: Buffer): Promise<keyof typeof outcomes> => {
    try {
      if (!(await holds(board, digest))) return 'replaced'
      await board.clear()
      return (await holds(board, digest)) ? 'kept' : 'cleared'
    } catch {
      return 'kept'
    }
  }

  /** The worst that happened on any board. */
  const takeAway = async (digest: Buffer): Promise<ClearOutcome> => {
    const all = await Promise.all(backend.boards.map((board) => clearBoard(board, digest)))
    if (all.includes('kept')) return outcomes.kept
    return all.includes('cleared') ? outcomes.cleared : outcomes.replaced
  }

  /** One after another: a lock in the middle of a write must clear what that write puts there. */
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }

  const clear = (): Promise<ClearOutcome | null> =>
    inTurn(async () => {
      if (ours === null) return null
      const { digest, length, timer } = ours
      ours = null
      clearTimeout(timer)
      const outcome = await takeAway(digest)
      afterClear(length)
      return outcome
    })

  const clearAndTell = async () => {
    const outcome = await clear()
    if (outcome !== null) onCleared(outcome)
  }

  const write = async (text: string, clearAfterMs: number): Promise<string | null> => {
    if (ours !== null) clearTimeout(ours.timer)
    const timer = setTimeout(() => void clearAndTell(), clearAfterMs)
    ours = { digest: digestOf(text), length: text.length, dueAt: now() + clearAfterMs, timer }
    try {
      await backend.write(text)
      return null
    } catch {
      return 'The system did not accept the value on its clipboard.'
    }
  }

  return {
    write: (text, clearAfterMs) => inTurn(() => write(text, clearAfterMs)),
    clear,
    clearIfDue: async () => {
      if (ours !== null && now() >= ours.dueAt) await clearAndTell()
    },
  }
}

/** The writer of a process without a display. */
export const noClipboard: ClipboardWriter = {
  write: async () => 'Coffer runs without a window here, so there is no clipboard to copy to.',
  clear: async () => null,
  clearIfDue: async () => {},
}
