/**
 * `npm run dev`: the app with hot reload, on a profile of its own with made-up secrets, and a local AWS beside it. It
 * never opens a real vault and never talks to the real AWS.
 *
 * The page reloads by itself; a change in main/ or preload/ restarts the app.
 */
import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { resolveElectron } from './electron-runtime.mjs'
import { hasDisplay } from './lib/electron-node.mjs'
import { cacheDir, outDir, root, shown } from './lib/paths.mjs'
import { isRoot } from './lib/run.mjs'
import { say } from './lib/say.mjs'
import { prepare } from './prepare.mjs'
import { seed, seedPassword } from './seed.mjs'

const home = join(cacheDir, 'dev-home')

const results = await prepare('start')
if (Object.values(results).some((result) => !result.ok)) process.exit(1)
if (!hasDisplay()) {
  say('dev', 'there is no display here, and hot reload is for the window')
  process.exit(1)
}

await ensureBuilt()
if (!existsSync(home)) await seed(home)
say('dev', `the vault in ${shown(home)} opens with: ${seedPassword}`)

// The development build lands in out/ too; without its mark the next `npm start` builds afresh.
rmSync(join(outDir, 'app.inputs'), { force: true })
const { executable } = await resolveElectron()
say('dev', 'an AWS in memory to talk to, gone when this ends:')
const aws = spawn(executable, [join(root, 'scripts', 'aws-server.ts')], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
})
const server = spawn(
  process.execPath,
  [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'dev', '--watch'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      COFFER_HOME: home,
      ELECTRON_EXEC_PATH: executable,
      ...(isRoot() ? { NO_SANDBOX: '1' } : {}),
    },
  },
)
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => server.kill(signal))
server.on('close', (code) => {
  aws.kill()
  process.exitCode = code ?? 1
})
