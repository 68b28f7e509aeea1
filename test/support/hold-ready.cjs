/**
 * Holds the app's `ready` until Playwright is attached. Playwright does this itself only when it picks the executable;
 * with one given, the first window is made while it attaches, and now and then it then waits for ever. It calls
 * `__playwright_run` when it is there.
 */
const { app } = require('electron')

const emit = app.emit.bind(app)
const whenReady = app.whenReady()
let readyArgs = []
let isReady = false
let begin = () => {}
const begun = new Promise((resolve) => {
  begin = resolve
})

app.emit = (event, ...args) => {
  if (event !== 'ready') return emit(event, ...args)
  readyArgs = args
  return app.listenerCount('ready') > 0
}
app.isReady = () => isReady
app.whenReady = () => begun

globalThis.__playwright_run = async () => {
  await whenReady
  isReady = true
  begin()
  emit('ready', ...readyArgs)
}
