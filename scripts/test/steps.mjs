import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from '../build.mjs'
import { runElectronNode } from '../lib/electron-node.mjs'
import { cacheDir, root } from '../lib/paths.mjs'
import { run } from '../lib/run.mjs'
import { say } from '../lib/say.mjs'
import { countsOf, nothing } from './report.mjs'

/** @import { Counts } from './report.mjs' */
/** @typedef {() => Promise<Counts>} Step */

const bin = (/** @type {string} */ path) => join(root, 'node_modules', path)

/** Folders with a tsconfig of their own: what each may see is written there. */
export const zones = ['shared', 'main', 'preload', 'renderer', 'cli', 'scripts', 'test']

/** Vitest projects (vitest.config.ts) that need no window. */
export const quickProjects = ['unit', 'property', 'vectors', 'boundaries', 'aws', 'rotation', 'transcripts']

/** @param {boolean} good */
const one = (good) => (good ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 })

/** Biome colours its output for a file too, unless told. */
const colours = process.stdout.isTTY ? [] : ['--colors=off']

/** @type {Step} */
export const lint = async () => {
  const done = await run(process.execPath, [bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', ...colours], {
    output: 'show',
  })
  return one(done.code === 0)
}

/**
 * @param {string} zone
 * @returns {Step}
 */
export const typecheck = (zone) => async () => {
  const done = await run(process.execPath, [bin('typescript/bin/tsc'), '-p', zone], { output: 'show' })
  return one(done.code === 0)
}

/** @type {Step} */
export const build = async () => {
  try {
    await ensureBuilt()
    return one(true)
  } catch (error) {
    say('build', error instanceof Error ? error.message : String(error))
    return one(false)
  }
}

/**
 * @param {readonly string[]} projects
 * @param {readonly string[]} filters parts of file names; all files when empty
 * @param {{ display?: boolean }} [options]
 * @returns {Step}
 */
export const vitest =
  (projects, filters, options = {}) =>
  async () => {
    const reportFile = join(cacheDir, 'reports', `${projects.join('-')}.json`)
    rmSync(reportFile, { force: true })
    const args = [
      bin('vitest/vitest.mjs'),
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
      ...filters,
    ]
    const done = await runElectronNode(args, { ...options, output: 'show', env: colour() })
    return countsOf(readReport(reportFile), done.code)
  }

/** Colour only for a person: in a file the codes hide the text. */
const colour = () => (process.stdout.isTTY ? {} : { NO_COLOR: '1' })

/** @param {string} file */
const readReport = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
