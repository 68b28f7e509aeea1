/**
 * Chromium, without a window, on a page that wants what the endpoint has: `electron hostile-browser.mjs PAGE-URL`.
 * Prints what the page got hold of as one line of JSON. The page calls `report(...)` by setting its title.
 */
import { app, BrowserWindow, session } from 'electron'

const url = process.argv.at(-1) ?? ''
const GIVE_UP_MS = 30_000

app.commandLine.appendSwitch('host-resolver-rules', 'MAP evil.example 127.0.0.1')
app.disableHardwareAcceleration()
// Not awaited at the top: the app is ready only once this module has been run.
app.whenReady().then(async () => {
  // Whatever else would stop the page is out of its way: only what stops every page is left.
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, allow) => allow(true))
  const window = new BrowserWindow({ show: false })
  window.on('page-title-updated', (_event, title) => {
    if (!title.startsWith('RESULT ')) return
    process.stdout.write(`${title.slice('RESULT '.length)}\n`, () => app.exit(0))
  })
  setTimeout(() => app.exit(3), GIVE_UP_MS)
  await window.loadURL(url)
})
