/** Starts the core without a window or a display, in a process that outlives this command. */
import { spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { succeed } from '../../shared/failure.ts'
import type { CliFailure } from '../failure.ts'
import { findApp } from './app.ts'
import type { Starting } from './opening.ts'
import type { Place } from './place.ts'

/** Chromium's own switches for a process that needs no display. */
const headless = ['--ozone-platform=headless', '--disable-gpu']

export async function startBackground(place: Place, quiet: boolean): Promise<Starting> {
  const app = await findApp(quiet)
  if (!app.ok) return app
  const output = createUnnamedFile()
  const words = [...headless, ...app.value.args, '--background', `--home=${place.home}`]
  const child = spawn(app.value.executable, words, {
    detached: true,
    cwd: '/',
    env: environment(),
    stdio: ['ignore', output ?? 'ignore', output ?? 'ignore'],
    windowsHide: true,
  })
  let failure: CliFailure | null = null
  child.once('error', (error) => {
    failure = explain(error.message, null)
  })
  child.once('exit', (code, signal) => {
    // 0: another process was first to start the same app, and will listen.
    if (code !== 0) failure ??= explain(readBack(output), code ?? signal)
  })
  child.unref()
  return succeed({ failed: () => failure })
}

/** What makes Electron a plain Node, or prints more than it should, stays behind; so does nothing else. */
function environment(): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ELECTRON_NO_ATTACH_CONSOLE: __, ...env } = process.env
  return env
}

/**
 * For what the app prints while it starts: a file without a name, so nothing stays behind, and unlike a pipe it does
 * not break when this command ends. Null where a file that is open cannot lose its name (Windows).
 */
function createUnnamedFile(): number | null {
  if (process.platform === 'win32') return null
  try {
    const path = join(tmpdir(), `coffer-start-${process.pid}-${Date.now()}`)
    const descriptor = openSync(path, 'wx+', 0o600)
    unlinkSync(path)
    return descriptor
  } catch {
    return null
  }
}

const mostRead = 16_384

function readBack(descriptor: number | null): string {
  if (descriptor === null) return ''
  const size = Math.min(fstatSync(descriptor).size, mostRead)
  const bytes = Buffer.alloc(size)
  readSync(descriptor, bytes, 0, size, 0)
  closeSync(descriptor)
  return bytes.toString('utf8')
}

/** The libraries Electron is linked with, as Debian and Ubuntu name them. */
const libraryCommand = 'sudo apt-get install -y libgtk-3-0 libnss3 libasound2 libgbm1 libxss1 libatk-bridge2.0-0'

/** From what the app printed to what the user can do. PURE but for the platform's names. */
export function explain(printed: string, code: number | string | null): CliFailure {
  const library = /error while loading shared libraries: ([\w.+-]+)/.exec(printed)?.[1]
  if (library !== undefined)
    return failed(`Coffer cannot start: the system library ${library} is missing.`, `Install it: ${libraryCommand}`)
  if (/sandbox/i.test(printed) && /(SUID|namespace|No usable sandbox)/i.test(printed))
    return failed(
      "Coffer cannot start: this system does not let ordinary users have Chromium's sandbox.",
      'Allow it: sudo sysctl -w kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0',
    )
  const own = /^coffer: (.+)$/m.exec(printed)?.[1]
  if (own !== undefined) return failed(`Coffer cannot start: ${own}`)
  if (/EACCES|ENOENT|EPERM/.test(printed)) return failed(`Coffer cannot start: ${printed}`)
  const ending = code === null ? '' : typeof code === 'number' ? ` (exit code ${code})` : ` (${code})`
  return failed(`Coffer was started in the background and ended at once${ending}.`, 'See the log in logs/ of the home.')
}

const failed = (message: string, hint?: string): CliFailure =>
  hint === undefined ? { kind: 'not-started', message } : { kind: 'not-started', message, hint }
