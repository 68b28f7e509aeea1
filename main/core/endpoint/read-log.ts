/**
 * Reads of values in the audit log. The first read of a version by a program is entered before the value leaves. What
 * the same program reads of the same version within the second after is counted and entered as one: a service that asks
 * a thousand times a second would otherwise bury everything else in the log, and wait for the disk each time.
 */
import type { Result } from '../../../shared/failure.ts'
import type { Actor, AuditEvent } from '../vault/audit.ts'
import type { OpenedValue, ReadAction } from '../vault/secret-reads.ts'
import type { Vault } from '../vault/vault.ts'

export type ReadSelection = { readonly name: string; readonly versionId: string }

/** How a read is entered: as one, unless the door says what it was for. */
export type ReadEntry = { readonly action: ReadAction; readonly detail?: string }

export type ReadLog = {
  readonly read: (vault: Vault, actor: Actor, selection: ReadSelection, entry?: ReadEntry) => Result<OpenedValue>
  /** Enters what was counted so far: before the vault closes. A crash loses at most a second of counts. */
  readonly flush: () => void
}

const WINDOW_MS = 1_000

type Window = {
  readonly vault: Vault
  readonly actor: Actor
  readonly selection: ReadSelection
  readonly entry: ReadEntry
  /** UTC day of the first read: the first of another day is entered again, since it moves the date of last access. */
  readonly day: number
  more: number
}

export function createReadLog(now: () => number, windowMs = WINDOW_MS): ReadLog {
  let windows = new Map<string, Window>()
  let timer: NodeJS.Timeout | undefined

  /** A version that was read on stays counted without a new first entry; one that was not starts anew. */
  const turn = (): void => {
    const counted = [...windows].filter(([, window]) => window.more > 0)
    enterCounts(
      counted.map(([, window]) => window),
      now,
    )
    windows = new Map(counted.map(([key, window]) => [key, { ...window, more: 0 }]))
    timer = windows.size > 0 ? setTimeout(turn, windowMs).unref() : undefined
  }

  return {
    read: (vault, actor, selection, entry = { action: 'secret.reveal' }) => {
      const key = JSON.stringify([actor.program, selection.name, selection.versionId, entry.action])
      const window = windows.get(key)
      const day = Math.floor(now() / 86_400_000)
      if (window?.vault === vault && window.day === day) {
        const opened = vault.reveal(actor, selection, null)
        if (opened.ok) window.more += 1
        return opened
      }
      const opened = vault.reveal(actor, selection, entry.action, entry.detail)
      if (opened.ok) {
        windows.set(key, { vault, actor, selection, entry, day, more: window?.vault === vault ? window.more : 0 })
        timer ??= setTimeout(turn, windowMs).unref()
      }
      return opened
    },
    flush: () => {
      clearTimeout(timer)
      timer = undefined
      enterCounts(
        [...windows.values()].filter((window) => window.more > 0),
        now,
      )
      windows = new Map()
    },
  }
}

/** One transaction for all of a vault. On a read-only vault there is nowhere to enter anything, as with any read. */
function enterCounts(counted: readonly Window[], now: () => number): void {
  for (const [vault, windows] of Map.groupBy(counted, (window) => window.vault)) {
    vault.ledger.write((tx) => {
      for (const window of windows) tx.audit(eventOf(window, now()))
    }, 'lazily')
  }
}

const eventOf = ({ actor, selection, entry, more }: Window, at: number): AuditEvent => ({
  at,
  actor,
  action: entry.action,
  secret: selection.name,
  versionId: selection.versionId,
  detail: `${more} more within a second`,
})
