/**
 * `npm run bench [-- NAME ARG…]`: runs scripts/bench/NAME.ts, or all of them, in Electron's Node and prints JSON.
 *
 * A benchmark prints one JSON document on stdout and nothing else; remarks go to stderr. All of them together are one
 * object with a key for each.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { runElectronNode } from './lib/electron-node.mjs'
import { root } from './lib/paths.mjs'
import { say } from './lib/say.mjs'
import { prepare } from './prepare.mjs'

const folder = join(root, 'scripts', 'bench')
const known = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => name.slice(0, -'.ts'.length))
      .sort()
  : []

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Promise<unknown>}
 */
const measure = async (name, args) => {
  say('bench', name)
  const done = await runElectronNode([join(folder, `${name}.ts`), ...args], { display: true })
  process.stderr.write(done.stderr)
  if (done.code !== 0) throw new Error(`${name} ended with code ${done.code ?? done.signal}`)
  return JSON.parse(done.stdout)
}

const [name, ...args] = process.argv.slice(2)
if (name !== undefined && !known.includes(name)) {
  say('bench', `there is no ${name}; there is ${known.join(', ')}`)
  process.exit(2)
}
await prepare('test')
await ensureBuilt()
/** @type {Record<string, unknown>} */
const results = {}
for (const each of name === undefined ? known : [name]) results[each] = await measure(each, args)
console.log(JSON.stringify(name === undefined ? results : results[name], null, 2))
