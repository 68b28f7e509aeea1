/**
 * `npm run screenshots [-- --docs]`: draws every screen of the window, in both themes and two sizes, into
 * out/screenshots/. With `--docs` those that the documents show are copied to docs/images/.
 */
import { ensureBuilt } from './build.mjs'
import { resolveElectron } from './electron-runtime.mjs'
import { runElectronNode } from './lib/electron-node.mjs'
import { prepare } from './prepare.mjs'

await prepare('test')
await ensureBuilt()
const { executable } = await resolveElectron()
const done = await runElectronNode(['scripts/screenshots.ts', executable, ...process.argv.slice(2)], {
  display: true,
  output: 'show',
})
process.exitCode = done.code ?? 1
