/** `npm start`: prepares the machine, builds what is stale, opens the app and ends with it. */
import { spawn } from 'node:child_process'
import { ensureBuilt } from './build.mjs'
import { resolveElectron } from './electron-runtime.mjs'
import { hasDisplay } from './lib/electron-node.mjs'
import { root } from './lib/paths.mjs'
import { isRoot } from './lib/run.mjs'
import { prepare } from './prepare.mjs'

const withoutDisplay = `There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.
Coffer is built and works from the terminal:

  npx coffer init       make a vault
  npx coffer unlock     unlock it
  npx coffer --help     everything else
`

/** @param {readonly string[]} args passed on to the app */
const openApp = async (args) => {
  const { executable } = await resolveElectron()
  // Chromium refuses to start as root with its sandbox on.
  const sandbox = isRoot() ? ['--no-sandbox'] : []
  const app = spawn(executable, [...sandbox, root, ...args], { stdio: 'inherit', env: appEnvironment() })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => app.kill(signal))
  app.on('close', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
}

/** Set by mistake in a shell, this variable would make the app a plain Node. */
const appEnvironment = () => {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  return env
}

const results = await prepare('start')
if (Object.values(results).some((result) => !result.ok)) process.exit(1)
await ensureBuilt()
if (hasDisplay()) await openApp(process.argv.slice(2))
else {
  process.stderr.write(withoutDisplay)
  process.exitCode = 1
}
