/**
 * What the shell knows of due dates: a count for the tray, and the next date, so that a vault that stays locked does not
 * mean silence. The names are sealed in the vault; the shell never hears them.
 */

export interface DueWatch {
  readonly onDue: (count: number, nextAt: number | null) => void
  readonly onUnlocked: (unlocked: boolean) => void
}

export interface DueWatchOptions {
  readonly show: (count: number) => void
  readonly notify: (title: string, body: string) => void
  readonly now: () => number
}

const lookEveryMs = 60_000
/** While unlocked the core reminds, by the user's rules; locked this is the most that is said. */
const remindEveryMs = 24 * 3_600_000

export function createDueWatch({ show, notify, now }: DueWatchOptions): DueWatch {
  let nextAt: number | null = null
  let toldAt: number | null = null
  let timer: NodeJS.Timeout | undefined

  const look = () => {
    const at = now()
    if (nextAt === null || at < nextAt) return
    // A clock that was ahead when it was told does not make for silence now.
    const isSoon = toldAt !== null && at >= toldAt && at - toldAt < remindEveryMs
    if (isSoon) return
    toldAt = at
    nextAt = null
    notify('Coffer is locked', 'A secret has come due. Unlock to see which.')
  }
  return {
    onDue(count, next) {
      nextAt = next
      show(count)
    },
    onUnlocked(unlocked) {
      clearInterval(timer)
      timer = unlocked ? undefined : setInterval(look, lookEveryMs).unref()
    },
  }
}
