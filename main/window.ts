/** The one place that makes a BrowserWindow. */
import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen, type WebContents, type WebPreferences } from 'electron'
import type { PageNotice } from '../shared/page-notice.ts'
import { killRenderer } from './kill.ts'
import { partition } from './page-session.ts'
import { createRefresh, type RefreshTools } from './refresh.ts'
import { emptyUrl, originOf, pageUrl, unlockPageUrl } from './scheme.ts'
import { defaultSize, readWindowState, smallestSize, type WindowState, writeWindowState } from './window-state.ts'

/** Frozen: a window's preferences cannot be changed after this object is made. `devTools` is off in a release. */
export const webPreferences = (packaged: boolean): Readonly<WebPreferences> =>
  Object.freeze({
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    partition,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
    devTools: !packaged,
    enableWebSQL: false,
    v8CacheOptions: 'none',
  } satisfies WebPreferences)

/** The page's own background, so that nothing flashes before it paints. Same values as the page's tokens. */
const backgrounds = { light: '#ffffff', dark: '#0e1013' } as const
const background = () => (nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light)

export interface AppWindow {
  readonly contents: WebContents
  /** `app://bundle`, or the developer's page server. */
  readonly origin: string
  /** Restores, shows and focuses. */
  readonly show: () => void
  /** A fresh page in a fresh renderer process; the old process is gone when it resolves. */
  readonly refresh: (notice: PageNotice | null) => Promise<void>
  readonly blockCapture: (block: boolean) => void
  readonly saveState: () => void
}

export interface AppWindowOptions {
  readonly packaged: boolean
  readonly stateFile: string
  /** Address of the developer's page server; null in every other run. */
  readonly devUrl: string | null
  /** There is a vault, which the core on its way is expected to find locked: the first page shows how to unlock it. */
  readonly awaitsUnlock: boolean
  /** The user wants to close the window: true hides it instead. */
  readonly hideOnClose: () => boolean
  /** The first page has painted. */
  readonly onPainted: () => void
  readonly onInput: () => void
  /** The page's process ended without our doing. */
  readonly onPageEnded: RefreshTools['onPageEnded']
}

function makeWindow({ bounds, maximized }: WindowState, packaged: boolean): BrowserWindow {
  const window = new BrowserWindow({
    ...defaultSize,
    ...bounds,
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    title: 'Coffer',
    show: false,
    backgroundColor: background(),
    autoHideMenuBar: true,
    webPreferences: webPreferences(packaged),
  })
  if (maximized) window.maximize()
  return window
}

export function createAppWindow(options: AppWindowOptions): AppWindow {
  const { packaged, stateFile, devUrl, awaitsUnlock } = options
  const state = readWindowState(
    stateFile,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  )
  const window = makeWindow(state, packaged)
  const { webContents: contents } = window
  const url = devUrl ?? pageUrl
  const origin = originOf(url)
  const addressOf = (notice: PageNotice | null) => (notice === null ? url : `${url}?notice=${notice}`)
  const refresh = createRefresh(contents, emptyUrl, {
    killRenderer,
    isPage: (at) => originOf(at) === origin,
    onPageEnded: options.onPageEnded,
  })

  /** The app outlives its window for a moment, while the vault is being closed. */
  const whileThere = (work: () => void) => () => {
    if (!window.isDestroyed()) work()
  }
  const saveState = whileThere(() =>
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }),
  )

  window.setContentProtection(true)
  window.once('ready-to-show', () => window.show())
  window.once('ready-to-show', options.onPainted)
  window.on('page-title-updated', (event) => event.preventDefault())
  window.on('close', (event) => {
    saveState()
    if (!options.hideOnClose()) return
    event.preventDefault()
    window.hide()
  })
  contents.on('input-event', options.onInput)
  nativeTheme.on(
    'updated',
    whileThere(() => window.setBackgroundColor(background())),
  )
  /** As end-to-end tests do; a release does not start with this switch. */
  const isDriven = app.commandLine.hasSwitch('remote-debugging-port')
  void (isDriven ? refresh.openDriven : refresh.open)(devUrl ?? (awaitsUnlock ? unlockPageUrl : pageUrl))

  return {
    contents,
    origin,
    show: whileThere(() => {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    }),
    refresh: async (notice) => {
      if (!window.isDestroyed()) await refresh.replace(addressOf(notice))
    },
    blockCapture: (block) => whileThere(() => window.setContentProtection(block))(),
    saveState,
  }
}
