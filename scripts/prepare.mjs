/**
 * Makes ready what a command needs from outside the repository: `node scripts/prepare.mjs start|test|faults|package`.
 *
 * One line for each thing it did or could not do, none for what was there. The results stand in
 * `.cache/provisions.json`, where tests look them up (test/support/provisions.ts).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cacheDir, root } from './lib/paths.mjs'
import { say } from './lib/say.mjs'
import { provisions } from './provisions/list.mjs'

/** @import { Command, Provision } from './provisions/list.mjs' */
/** @typedef {{ ok: boolean, reason: string | null }} Result */

const file = join(cacheDir, 'provisions.json')

/**
 * @param {Command} command
 * @returns {Promise<Record<string, Result>>} by name, those of this command
 */
export const prepare = async (command) => {
  if (!existsSync(join(root, 'node_modules', 'electron'))) {
    say('prepare', 'the packages are not installed; run: npm ci')
    process.exit(1)
  }
  /** @type {Record<string, Result>} */
  const results = {}
  for (const provision of provisions) {
    if (provision.fits() && provision.commands.includes(command)) results[provision.name] = await provide(provision)
  }
  mkdirSync(cacheDir, { recursive: true })
  writeFileSync(file, `${JSON.stringify({ ...remembered(), ...results }, null, 2)}\n`)
  return results
}

/**
 * @param {Provision} provision
 * @returns {Promise<Result>}
 */
const provide = async (provision) => {
  if ((await provision.check()) === null) return { ok: true, reason: null }
  const reason = (await provision.install()) ?? (await provision.check())
  say('prepare', reason === null ? `${provision.name} ready (${provision.purpose})` : `${provision.name}: ${reason}`)
  return { ok: reason === null, reason }
}

/** @returns {Record<string, Result>} what an earlier run of any command found */
const remembered = () => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const asked = process.argv[2] ?? 'test'
  const results = await prepare(/** @type {Command} */ (asked))
  if (Object.values(results).some((result) => !result.ok)) process.exitCode = 1
}
