/** `node scripts/electron-node.mjs FILE ARG…` runs a script, TypeScript too, in the Node inside Electron. */
import { runElectronNode } from './lib/electron-node.mjs'

const done = await runElectronNode(process.argv.slice(2), { output: 'show' })
process.exitCode = done.code ?? 1
