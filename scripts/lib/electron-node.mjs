import { resolveElectron } from '../electron-runtime.mjs'
import { run } from './run.mjs'

/** @import { Outcome, RunOptions } from './run.mjs' */

/**
 * Runs Node as it is inside Electron: the runtime that ships, and the only one here that loads better-sqlite3. It
 * strips types by itself, so a `.ts` file can be run as it stands.
 * @param {readonly string[]} args what follows `node`
 * @param {RunOptions & { display?: boolean }} [options] display: give it a virtual one, where there is xvfb-run
 * @returns {Promise<Outcome>}
 */
export const runElectronNode = async (args, options = {}) => {
  const { display, ...rest } = options
  const { executable } = await resolveElectron()
  const command = [...(display === true ? await displayPrefix() : []), executable, ...args]
  const env = { ELECTRON_RUN_AS_NODE: '1', ...rest.env }
  return run(/** @type {string} */ (command[0]), command.slice(1), { ...rest, env })
}

/** Windows of tests and benchmarks should not flash over the desktop, so a virtual display is taken even beside one. */
const displayPrefix = async () => {
  if (process.platform !== 'linux') return []
  const found = await run('xvfb-run', ['--help'])
  return found.code === null ? [] : ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24']
}

/** True when a window has somewhere to appear. */
export const hasDisplay = () =>
  process.platform !== 'linux' || (process.env.DISPLAY ?? '') !== '' || (process.env.WAYLAND_DISPLAY ?? '') !== ''
