/** Starts the real, built app under Playwright: its own home folder, a real window, the runtime the tests run on. */
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { chownToUser, type OrdinaryUser } from './ordinary-user.ts'
import { type ReachableApp, reachableApp } from './reachable.ts'

export interface RunningApp {
  readonly electron: ElectronApplication
  /** The window's page. It stays the same object over a lock. */
  readonly page: Page
  readonly home: string
  /** Of the shell. */
  readonly pid: number
  /** What the app printed so far, on stdout and stderr. */
  readonly printed: () => string
  /** Quits as a user would and waits for the end. The home stays. */
  readonly close: () => Promise<void>
}

export interface OpenOptions {
  /** An existing home, as of an app that was closed; a fresh one when absent. */
  readonly home?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Runs as this account, with Chromium's sandbox on; else as the account of the tests. */
  readonly user?: OrdinaryUser | undefined
}

const homes: string[] = []

/** In the account's own temp folder, so that the account can use it. Removed by `removeHomes`. */
export function freshHome(user?: OrdinaryUser): string {
  const folder = mkdtempSync('/tmp/coffer-e2e-')
  homes.push(folder)
  if (user !== undefined) chownToUser(folder, user)
  return join(folder, 'home')
}

export function removeHomes(): void {
  // The last of an app's processes may be ending, and write.
  for (const folder of homes.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
  for (const { copy } of reached.values()) if (copy !== null) rmSync(copy, { recursive: true, force: true })
  reached.clear()
}

/** The runtime that runs the tests is the runtime that runs the app. */
export function electronExecutable(): string {
  if (process.versions.electron === undefined) throw new Error('run the tests in Electron’s Node: npm test -- e2e')
  return process.execPath
}

/** Root cannot use Chromium's sandbox. */
export const sandboxArgs = (user?: OrdinaryUser): readonly string[] =>
  user === undefined && userInfo().uid === 0 ? ['--no-sandbox'] : []

/** The tests' own environment without what would change the app. */
export function appEnv(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(ELECTRON_|NODE_|VITEST|COFFER_)/.test(name)) env[name] = value
  }
  return { ...env, ...more }
}

/** Copied once at most, however often the app is opened. */
const reached = new Map<string, ReachableApp>()

/** The built app where `user` can read it. */
export function reachable(user: OrdinaryUser | undefined): ReachableApp {
  const name = user?.name ?? ''
  const found = reached.get(name) ?? reachableApp(user, electronExecutable())
  reached.set(name, found)
  return found
}

/** Opening takes a second or two; a hook of the tests waits for longer and then cannot say what was printed. */
const startLimitMs = 120_000

/** For what hangs, on a machine that has other work. */
const actionLimitMs = 60_000

export async function openApp({ home = '', args = [], env = {}, user }: OpenOptions = {}): Promise<RunningApp> {
  const folder = home === '' ? freshHome(user) : home
  const place = reachable(user)
  const electron = await _electron.launch({
    executablePath: user === undefined ? place.executable : wrapperFor(user, place.executable),
    args: [...sandboxArgs(user), '-r', join(place.root, 'test/support/hold-ready.cjs'), place.root, ...args],
    env: appEnv({ COFFER_HOME: folder, ...(user === undefined ? {} : userEnv(user)), ...env }),
    timeout: startLimitMs,
  })
  let output = ''
  for (const stream of [electron.process().stdout, electron.process().stderr]) {
    stream?.on('data', (text: Buffer) => {
      output += text.toString()
    })
  }
  const page = await electron.firstWindow({ timeout: startLimitMs }).catch((error: unknown) => {
    electron.process().kill('SIGKILL')
    throw new Error(`the app opened no window: ${String(error)}\n${output}`)
  })
  page.setDefaultTimeout(actionLimitMs)
  return {
    electron,
    page,
    home: folder,
    pid: electron.process().pid ?? 0,
    printed: () => output,
    close: () => electron.close(),
  }
}

/**
 * A program that becomes Electron under another account and keeps its pid. It drops the --no-sandbox that Playwright
 * adds because the tests are root.
 */
function wrapperFor(user: OrdinaryUser, executable: string): string {
  const file = join(mkdtempSync('/tmp/coffer-e2e-run-'), 'electron')
  homes.push(join(file, '..'))
  const as = `setpriv --reuid=${user.uid} --regid=${user.gid} --init-groups --inh-caps=-all`
  const keep = 'for word do shift; [ "$word" = --no-sandbox ] || set -- "$@" "$word"; done'
  writeFileSync(file, `#!/bin/sh\n${keep}\nexec ${as} '${executable}' "$@"\n`)
  chmodSync(file, 0o755)
  return file
}

/** Xvfb's cookie belongs to the account that started it, so the other account gets a copy. */
function userEnv(user: OrdinaryUser): Record<string, string> {
  const cookie = process.env.XAUTHORITY ?? ''
  const env = { HOME: user.home, USER: user.name, LOGNAME: user.name }
  if (!existsSync(cookie)) return env
  const copy = join(mkdtempSync('/tmp/coffer-e2e-x-'), 'Xauthority')
  homes.push(join(copy, '..'))
  cpSync(cookie, copy)
  chownToUser(join(copy, '..'), user)
  chownToUser(copy, user)
  return { ...env, XAUTHORITY: copy }
}
