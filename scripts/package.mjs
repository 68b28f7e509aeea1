/**
 * `npm run package [-- TARGET…]`: an unpacked app in dist/, for the platform it runs on; other electron-builder targets
 * (AppImage, deb, dmg, nsis …) by name, they download their tools.
 *
 * Refuses an Electron runtime nobody could verify; `--allow-unverified-runtime` makes such a package anyway, to test.
 */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { compile } from './compile-cli.mjs'
import { resolveElectron } from './electron-runtime.mjs'
import { outDir, root } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { say } from './lib/say.mjs'
import { differences, expectedFuses } from './package/fuses.mjs'

const args = process.argv.slice(2)
const allowUnverified = args.includes('--allow-unverified-runtime')
const targets = args.filter((arg) => !arg.startsWith('--'))

const platforms = /** @type {const} */ ({ linux: 'linux', darwin: 'mac', win32: 'win' })
const windows = process.platform === 'win32'
const platform = platforms[/** @type {keyof typeof platforms} */ (process.platform)] ?? 'linux'

/** The app as electron-builder leaves it for the target `dir`: what the fuses are in. */
const packagedApp = () => {
  const dist = join(root, 'dist')
  const folder = readdirSync(dist).find((name) => name.startsWith(platform) && !name.endsWith('.yml'))
  if (folder === undefined) throw new Error(`electron-builder left no folder in ${dist}`)
  const names = { linux: 'coffer', mac: 'Coffer.app', win: 'Coffer.exe' }
  return join(dist, folder, names[platform])
}

/** @param {import('./electron-runtime.mjs').Runtime} runtime */
const pack = (runtime) =>
  run(
    process.execPath,
    [
      join(root, 'node_modules', 'electron-builder', 'cli.js'),
      `--${platform}`,
      ...(targets.length === 0 ? ['dir'] : targets),
      '--publish=never',
      `-c.electronDist=${runtime.distDir}`,
      `-c.electronVersion=${runtime.version}`,
    ],
    { output: 'show' },
  )

/** The compiled `coffer` command, where electron-builder.yml takes it from. */
const compileCommand = async () => {
  const folder = join(outDir, 'bin')
  rmSync(folder, { recursive: true, force: true })
  const reason = await compile(join(root, 'cli', 'index.ts'), join(folder, windows ? 'coffer.exe' : 'coffer'))
  if (reason !== null) say('package', `the coffer command was not compiled: ${reason}`)
  return reason === null
}

/** @param {string} app */
const checkFuses = async (app) => {
  const { getCurrentFuseWire } = await import('@electron/fuses')
  const found = differences(expectedFuses, await getCurrentFuseWire(app))
  for (const line of found) say('package', line)
  return found.length === 0
}

const runtime = await resolveElectron()
if (!runtime.verified && !allowUnverified) {
  say('package', `refused: the Electron ${runtime.version} here could not be verified, so it must not be shipped`)
  say('package', 'get the official one: node scripts/electron-runtime.mjs --retry')
  say('package', 'or make a package to test with: npm run package -- --allow-unverified-runtime')
  process.exit(1)
}
await ensureBuilt()
if (!(await compileCommand())) process.exit(1)
const packed = await pack(runtime)
if (packed.code !== 0) process.exit(packed.code ?? 1)
const app = packagedApp()
if (!(await checkFuses(app))) process.exit(1)
say('package', `${app}${runtime.verified ? '' : ' (UNVERIFIED runtime: for tests only)'}`)
