/** What the user sees of the shell: window, tray and menu, or nothing at all in a background process. */
import { join } from 'node:path'
import { app } from 'electron'
import { noticeOf, type PageNotice } from '../shared/page-notice.ts'
import type { Log } from './core/log.ts'
import { createEndCounter } from './crash-loop.ts'
import { setApplicationMenu } from './menu.ts'
import { preparePageSession } from './page-session.ts'
import type { PortGiver } from './ports.ts'
import { tellPageKeepsEnding } from './tell.ts'
import { type AppTray, createTray } from './tray.ts'
import { createAppWindow } from './window.ts'

export interface Face {
  /** Restores, shows and focuses the window. */
  readonly show: () => void
  /** A fresh page in a fresh process, which is there when this resolves; `notice` is what that page is to say. */
  readonly refresh: (notice: PageNotice | null) => Promise<void>
  readonly blockCapture: (block: boolean) => void
  readonly showUnlocked: (unlocked: boolean) => void
  /** How many secrets need somebody. */
  readonly showDue: (count: number) => void
  readonly saveState: () => void
  /** The page as a PDF, by its print style sheet. */
  readonly print: () => Promise<Uint8Array>
}

export const noFace: Face = {
  show: () => {},
  refresh: async () => {},
  blockCapture: () => {},
  showUnlocked: () => {},
  showDue: () => {},
  saveState: () => {},
  print: () => Promise.reject(new Error('there is no window')),
}

export interface FaceOptions {
  readonly windowState: string
  /** There is a vault, which the core is expected to find locked: the first page shows how to unlock it. */
  readonly awaitsUnlock: boolean
  readonly vaultPath: string
  /** The first page has painted, or took longer than it may. */
  readonly onPainted: () => void
  /** Address of the developer's page server; null in every other run. */
  readonly devUrl: string | null
  readonly ports: PortGiver
  readonly log: Log
  /** The user's choice; it counts only where there is a tray to come back from. */
  readonly closeToTray: () => boolean
  readonly onInput: () => void
  readonly lock: () => void
  readonly quit: () => void
}

/** A page that does not paint in time must not keep the core from starting. */
const paintLimitMs = 1_500

/** Opens the window. Call when Electron is ready. */
export function openFace(options: FaceOptions): Face {
  const { windowState, awaitsUnlock, vaultPath, devUrl, ports, log, closeToTray, onInput, lock, quit } = options
  preparePageSession(join(import.meta.dirname, '../renderer'), vaultPath, { packaged: app.isPackaged, devUrl })
  setApplicationMenu(process.platform, devUrl !== null)
  const isLoop = createEndCounter()
  const window = createAppWindow({
    packaged: app.isPackaged,
    stateFile: windowState,
    awaitsUnlock,
    devUrl,
    hideOnClose: () => tray !== null && closeToTray(),
    onPainted: () => afterPaint(),
    onInput,
    onPageEnded: (reason, missing) => {
      log.error('page.ended', { reason })
      // A page that did not come in time says the second time what it was to say the first.
      const reopen = () => void window.refresh(missing === null ? 'page-ended' : noticeOf(new URL(missing).search))
      if (isLoop(performance.now())) void tellPageKeepsEnding().then((again) => (again ? reopen() : quit()))
      else reopen()
    },
  })
  ports.admit(window.contents, window.origin)
  let tray: AppTray | null = null
  const afterPaint = once(() => {
    tray = createTray({ open: window.show, lock, quit })
    options.onPainted()
  })
  if (awaitsUnlock) setTimeout(afterPaint, paintLimitMs)
  else afterPaint()
  app.on('window-all-closed', quit)
  app.on('activate', window.show)
  return {
    show: window.show,
    refresh: window.refresh,
    blockCapture: window.blockCapture,
    showUnlocked: (unlocked) => tray?.update(unlocked),
    showDue: (count) => tray?.showDue(count),
    saveState: window.saveState,
    print: async () => window.contents.printToPDF({ printBackground: true, preferCSSPageSize: true }),
  }
}

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    work()
  }
}
