/** What every page is refused, whatever page it is: leaving, opening windows, devices, permissions, the network. */
import type { App, Session, WebContents } from 'electron'
import { externalUrl } from './external.ts'
import { appScheme } from './scheme.ts'

export interface RefusalOptions {
  readonly packaged: boolean
  /** Address of the developer's page server; null in every other run. */
  readonly devUrl: string | null
}

/** For every web contents there is or ever will be. Call before the first window. */
export function refuseInAllPages(app: App, packaged: boolean, openExternal: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    refuseLeaving(contents)
    contents.setWindowOpenHandler(({ url }) => {
      const external = externalUrl(url)
      if (external !== null) openExternal(external)
      return { action: 'deny' }
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
    if (packaged) contents.on('devtools-opened', () => contents.closeDevTools())
  })
}

function refuseLeaving(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  /** A page may not hold itself open: preventing means leaving anyway. */
  contents.on('will-prevent-unload', (event) => event.preventDefault())
}

/** For the one session our window uses. */
export function refuseInSession(session: Session, { packaged, devUrl }: RefusalOptions): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayRequest(url, packaged, devUrl) }))
}

/** Only `app:`; a developer's run also reaches its page server and Chromium's own developer tools. */
export function mayRequest(text: string, packaged: boolean, devUrl: string | null): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, host } = new URL(text)
  if (protocol === `${appScheme}:`) return true
  if (packaged) return false
  if (protocol === 'devtools:') return true
  return devUrl !== null && (protocol === 'http:' || protocol === 'ws:') && host === new URL(devUrl).host
}
