/**
 * Builds what is stale: `node scripts/build.mjs [app] [cli]`, both when none is named.
 *
 * app: out/main, out/preload, out/renderer (electron.vite.config.ts). cli: out/cli/index.js, one file for the host's Node.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fingerprint } from './lib/fingerprint.mjs'
import { outDir, root } from './lib/paths.mjs'
import { say } from './lib/say.mjs'

/**
 * @typedef {object} Part
 * @property {readonly string[]} inputs
 * @property {readonly string[]} outputs relative to out/
 * @property {() => Promise<void>} build
 */

const buildApp = async () => {
  const { build } = await import('electron-vite')
  await build({ root, configFile: join(root, 'electron.vite.config.ts'), logLevel: 'warn' })
}

/** The finished file appears by one rename: another terminal may be running the old one. */
const buildCli = async () => {
  const { build } = await import('vite')
  const work = join(outDir, `cli.${process.pid}`)
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      outDir: work,
      target: 'node20.19',
      minify: true,
      copyPublicDir: false,
      rolldownOptions: { input: { index: join(root, 'cli', 'index.ts') }, output: { codeSplitting: false } },
    },
  })
  mkdirSync(join(outDir, 'cli'), { recursive: true })
  renameSync(join(work, 'index.js'), join(outDir, 'cli', 'index.js'))
  rmSync(work, { recursive: true, force: true })
}

const shared = ['shared', 'package.json', 'package-lock.json', 'scripts/build.mjs']

/** @type {Record<'app' | 'cli', Part>} */
const parts = {
  app: {
    inputs: ['main', 'preload', 'renderer', 'electron.vite.config.ts', ...shared],
    outputs: [
      'main/index.js',
      'main/core.js',
      'main/kdf-worker.js',
      'main/structure-worker.js',
      'preload/index.cjs',
      'renderer/index.html',
    ],
    build: buildApp,
  },
  cli: { inputs: ['cli', ...shared], outputs: ['cli/index.js'], build: buildCli },
}

/** @typedef {keyof typeof parts} PartName */

/** @param {PartName} name */
const markOf = (name) => join(outDir, `${name}.inputs`)

/**
 * @param {PartName} name
 * @returns {boolean} false when an output is missing or an input changed since it was made
 */
export const isFresh = (name) => {
  const { inputs, outputs } = parts[name]
  const mark = markOf(name)
  if (!existsSync(mark) || !outputs.every((output) => existsSync(join(outDir, output)))) return false
  return readFileSync(mark, 'utf8') === fingerprint(root, inputs)
}

/**
 * Builds the named parts that are stale. The mark is taken before the build, so a file saved meanwhile is not missed.
 * @param {readonly PartName[]} [names]
 * @returns {Promise<PartName[]>} what was built
 */
export const ensureBuilt = async (names = ['app', 'cli']) => {
  const stale = names.filter((name) => !isFresh(name))
  for (const name of stale) {
    const startedAt = Date.now()
    const mark = fingerprint(root, parts[name].inputs)
    await parts[name].build()
    mkdirSync(dirname(markOf(name)), { recursive: true })
    writeFileSync(markOf(name), mark)
    say('build', `${name} built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  }
  return stale
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const asked = /** @type {PartName[]} */ (process.argv.slice(2).filter((name) => name in parts))
  await ensureBuilt(asked.length === 0 ? undefined : asked)
}
