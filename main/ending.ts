/** How the app ends: our text leaves the clipboard, the vault is closed, then the process goes. */
import { setTimeout as wait } from 'node:timers/promises'
import type { App } from 'electron'
import type { ClipboardWriter } from './clipboard.ts'

export interface Ending {
  readonly begun: () => boolean
  /** The second call and all later ones do nothing. `first` runs before anything ends, and may take its time. */
  readonly end: (code: number, first?: () => Promise<void>) => void
}

export interface EndingParts {
  readonly app: Pick<App, 'exit' | 'on'>
  readonly clipboard: ClipboardWriter
  readonly stopCore: () => Promise<void>
  /** Saves what is to be saved; must not throw. */
  readonly leave: () => void
}

/** A clipboard whose owner hangs must not keep the app from ending. */
const clipboardPatienceMs = 1_000

export function createEnding({ app, clipboard, stopCore, leave }: EndingParts): Ending {
  let begun = false
  const run = async (code: number, first: () => Promise<void>) => {
    const stopped = stopCore()
    await first()
    const cleared = Promise.race([clipboard.clear(), wait(clipboardPatienceMs)])
    await Promise.allSettled([stopped, cleared])
    leave()
    app.exit(code)
  }
  const end = (code: number, first = async () => {}) => {
    if (begun) return
    begun = true
    void run(code, first)
  }
  /** However Electron was asked to quit, by a menu, a signal or the session: it goes our way. */
  app.on('before-quit', (event) => {
    event.preventDefault()
    end(0)
  })
  return { begun: () => begun, end }
}
