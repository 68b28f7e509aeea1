/**
 * `npm run demo`: Coffer and AWS in half a minute, with no AWS account and no display. An AWS of two accounts and three
 * regions is started on this machine, a throw-away vault is made, and the real `coffer` command does the rest. Nothing
 * leaves the machine and nothing stays on it.
 */
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { runElectronNode } from './lib/electron-node.mjs'
import { root } from './lib/paths.mjs'
import { prepare } from './prepare.mjs'

await prepare('start')
await ensureBuilt(['cli'])
// Ctrl-C goes to both; the demo itself takes away what it made.
process.on('SIGINT', () => undefined)
const done = await runElectronNode([join(root, 'scripts', 'demo', 'main.ts')], { output: 'show' })
process.exitCode = done.code ?? 1
