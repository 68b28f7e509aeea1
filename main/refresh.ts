/**
 * Gives a window a fresh page in a fresh renderer process and ends the old process, because only the end of a process
 * erases what its page held. The way leads over an empty page of another site: Chromium gives that a process of its
 * own, and the old one, no longer shown, can be killed without the window noticing. A page that does not let go in
 * time is crashed in place.
 */

/** What we use of Electron's WebContents. */
export interface PageContents {
  readonly loadURL: (url: string) => Promise<void>
  readonly getOSProcessId: () => number
  readonly forcefullyCrashRenderer: () => void
  readonly isDestroyed: () => boolean
  readonly navigationHistory: { readonly clear: () => void }
  readonly on: {
    (event: 'render-process-gone', listener: (event: unknown, details: { reason: string }) => void): unknown
    (event: 'did-navigate', listener: (event: unknown, url: string) => void): unknown
  }
}

export interface Refresh {
  /** The window's first page. */
  readonly open: (url: string) => Promise<void>
  /**
   * The same over a blank page, for a window that is driven by a debugger: one that attaches while a first navigation
   * waits for its process to start misses the navigation's end and waits for it for ever. A blank page is there at once
   * and leaves its process, started, to the next.
   */
  readonly openDriven: (url: string) => Promise<void>
  /** Resolves when the old process is gone and the newest `url` asked for is loaded. Calls in between are joined. */
  readonly replace: (url: string) => Promise<void>
}

export interface RefreshTools {
  /** Kills a renderer process of ours. */
  readonly killRenderer: (pid: number) => void
  /** Is this an address of our page? */
  readonly isPage: (url: string) => boolean
  /** The page's process ended without our doing, or the page is another: `left`; or the one at `missing` never came: `late`. */
  readonly onPageEnded: (reason: string, missing: string | null) => void
}

/** How long the old page may take to give way to the empty one. */
export const patienceMs = 600
/** How long a page of ours may take to be there before the next is tried. */
const arrivalMs = 10_000

export function createRefresh(contents: PageContents, emptyUrl: string, tools: RefreshTools): Refresh {
  /** The address of the page to come; null when there is nothing to do. */
  let wanted: string | null = null
  let running: Promise<void> | null = null
  /** The address that is on its way, and whom to tell that it is there. */
  let awaited: { readonly url: string; readonly arrive: () => void } | null = null
  contents.on('render-process-gone', (_event, { reason }) => {
    if (running === null) tools.onPageEnded(reason, null)
  })
  /** A page can always go to about:blank, which Chromium asks nobody about. */
  contents.on('did-navigate', (_event, url) => {
    if (awaited?.url === url) awaited.arrive()
    else if (running === null && !tools.isPage(url)) tools.onPageEnded('left', null)
  })

  /**
   * True when the page is committed within the time. What `loadURL` promises is no measure: the end of the page before
   * fulfils it as well. A load that fails or is overtaken is left to the time.
   */
  const go = async (url: string, limitMs: number): Promise<boolean> => {
    const arrived = new Promise<boolean>((resolve) => {
      awaited = { url, arrive: () => resolve(true) }
    })
    contents.loadURL(url).catch(() => {})
    const there = await Promise.race([arrived, wait(limitMs).then(() => false)])
    awaited = null
    return there
  }

  const leave = async () => {
    const pid = contents.getOSProcessId()
    if (pid === 0) return
    const left = await go(emptyUrl, patienceMs)
    if (contents.isDestroyed()) return
    if (left && contents.getOSProcessId() !== pid) tools.killRenderer(pid)
    else contents.forcefullyCrashRenderer()
  }

  /** A page that did not come is one that ended. */
  const finish = (arrived: boolean, url: string | null) => {
    running = null
    if (!arrived && !contents.isDestroyed()) tools.onPageEnded('late', url)
  }

  const goAlone = (url: string) => {
    running = go(url, arrivalMs).then((arrived) => finish(arrived, url))
    return running
  }

  const run = async () => {
    let arrived = true
    let url: string | null = null
    while (wanted !== null && !contents.isDestroyed()) {
      await leave()
      url = wanted
      wanted = null
      arrived = contents.isDestroyed() || (await go(url, arrivalMs))
    }
    if (!contents.isDestroyed()) contents.navigationHistory.clear()
    finish(arrived, url)
  }

  return {
    open: goAlone,
    openDriven: async (url) => {
      await goAlone('about:blank')
      await goAlone(url)
    },
    replace: (url) => {
      wanted = url
      running ??= run()
      return running
    },
  }
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
