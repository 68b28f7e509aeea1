import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir, root } from '../lib/paths.mjs'
import { reasonIn } from '../lib/run.mjs'

const watchEveryMs = 500

/** The installed electron package; the version in it is the one package.json pins. */
export const electronPackage = join(root, 'node_modules', 'electron')

/**
 * @param {string} [packageDir]
 * @returns {string}
 */
export const officialVersion = (packageDir = electronPackage) =>
  JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')).version

/**
 * The official binary, when the electron package has already downloaded and verified it.
 * @param {string} [packageDir]
 * @returns {{ executable: string, distDir: string, version: string } | null}
 */
export const installedOfficial = (packageDir = electronPackage) => {
  const version = officialVersion(packageDir)
  const distDir = join(packageDir, 'dist')
  const pathFile = join(packageDir, 'path.txt')
  const versionFile = join(distDir, 'version')
  if (!existsSync(pathFile) || !existsSync(versionFile)) return null
  if (readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') !== version) return null
  const executable = join(distDir, readFileSync(pathFile, 'utf8').trim())
  return existsSync(executable) ? { executable, distDir, version } : null
}

/**
 * Lets the electron package fetch its own binary: its installer knows mirrors and proxies and checks the archive
 * against the SHA-256 list that came with the package. The installer's temporary folder is ours, so its growth shows
 * whether bytes still arrive: a download that brings none for `stallLimitMs` has failed, which bounds the wait on a
 * network that swallows packets without cutting off a slow one.
 * @param {{ packageDir?: string, stallLimitMs?: number, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ ok: true } | { ok: false, reason: string }>}
 */
export const installOfficial = async ({ packageDir = electronPackage, stallLimitMs = 20_000, env = {} } = {}) => {
  const tempDir = join(cacheDir, 'electron', `official-${process.pid}`)
  mkdirSync(tempDir, { recursive: true })
  const outcome = await runInstaller({ packageDir, tempDir, stallLimitMs, env })
  rmSync(tempDir, { recursive: true, force: true })
  return installedOfficial(packageDir) === null ? { ok: false, reason: outcome } : { ok: true }
}

/**
 * @param {{ packageDir: string, tempDir: string, stallLimitMs: number, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>} what the installer said, or that it stalled
 */
const runInstaller = ({ packageDir, tempDir, stallLimitMs, env }) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(packageDir, 'install.js')], {
      cwd: packageDir,
      env: { ...process.env, ...env, TMPDIR: tempDir, TMP: tempDir, TEMP: tempDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
    const stopWatching = onStall(
      stallLimitMs,
      () => bytesUnder(tempDir) + bytesUnder(join(packageDir, 'dist')),
      () => {
        said = `no byte arrived for ${stallLimitMs / 1000} s`
        child.kill()
      },
    )
    child.on('error', (error) => (said = error.message))
    child.on('close', () => {
      stopWatching()
      resolve(reasonIn(said))
    })
  })

/**
 * @param {number} stallLimitMs
 * @param {() => number} measure
 * @param {() => void} stalled called once when the measure has not changed for the stall limit
 * @returns {() => void} ends the watch
 */
const onStall = (stallLimitMs, measure, stalled) => {
  let last = -1
  let quietMs = 0
  const timer = setInterval(() => {
    const now = measure()
    quietMs = now === last ? quietMs + watchEveryMs : 0
    last = now
    if (quietMs < stallLimitMs) return
    clearInterval(timer)
    stalled()
  }, watchEveryMs)
  return () => clearInterval(timer)
}

/**
 * @param {string} dir may be missing
 * @returns {number}
 */
const bytesUnder = (dir) => {
  let bytes = 0
  for (const name of readdirSafe(dir)) bytes += statSync(join(dir, name), { throwIfNoEntry: false })?.size ?? 0
  return bytes
}

/** @param {string} dir */
const readdirSafe = (dir) => {
  try {
    return /** @type {string[]} */ (readdirSync(dir, { recursive: true }))
  } catch {
    return []
  }
}
