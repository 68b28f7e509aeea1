/** How the shell starts and ends: without a window, with one in its place, deep homes, and the place of the window. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { homePaths } from '../../shared/home.ts'
import {
  appEnv,
  electronExecutable,
  freshHome,
  openApp,
  type RunningApp,
  removeHomes,
  sandboxArgs,
} from '../support/app.ts'
import { until } from '../support/conditions.ts'
import { isRunning, processTree } from '../support/memory-scan.ts'
import { requires } from '../support/provisions.ts'
import { root } from '../support/repository.ts'
import { createVault, passwordField, unlock } from '../support/window-steps.ts'

const { describe } = requires('electron-runtime', 'app-libraries', 'virtual-display')

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
})
afterAll(removeHomes)

const boundsOf = ({ electron }: RunningApp) =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())

/** As the terminal starts it: no display is needed, so it gets none. */
function startBackground(home: string, ...words: readonly string[]): ChildProcess {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = appEnv({ COFFER_HOME: home })
  const headless = ['--ozone-platform=headless', '--disable-gpu', '--background']
  const child = spawn(electronExecutable(), [...sandboxArgs(), ...headless, root, ...words], { env, stdio: 'ignore' })
  started.push(child)
  return child
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode)
    else child.once('exit', resolve)
  })

const logOf = (home: string): string => {
  const file = join(homePaths(home).logs, 'shell.log')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
const untilListening = (home: string) => until('its socket', () => existsSync(join(home, 'run', 'core.sock')))

describe('a background process', () => {
  test('runs without a display and ends cleanly when told to', async () => {
    const home = freshHome()
    const child = startBackground(home)
    await untilListening(home)
    const processes = processTree(child.pid ?? 0)
    child.kill('SIGTERM')
    expect(await exitOf(child)).toBe(0)
    await until('all its processes to be gone', () => !processes.some(isRunning))
    expect(logOf(home)).not.toContain('"error"')
    expect(existsSync(join(homePaths(home).profile, 'first-instance'))).toBe(false)
  })

  test('a second one ends with 0 and leaves the first alone', async () => {
    const home = freshHome()
    const first = startBackground(home)
    await untilListening(home)
    expect(await exitOf(startBackground(home))).toBe(0)
    expect(first.exitCode).toBeNull()
  })

  test('gives way to a window, which then has the vault to itself', async () => {
    const home = freshHome()
    const first = startBackground(home)
    await untilListening(home)
    const app = await openApp({ home })
    expect(await exitOf(first)).toBe(0)
    await createVault(app.page)
    await app.close()
  })

  test('makes its folders for the user alone', async () => {
    const home = join(freshHome(), 'of', 'somebody')
    const child = startBackground(home)
    await untilListening(home)
    for (const folder of [home, homePaths(home).profile, homePaths(home).logs, join(home, 'run')]) {
      if (existsSync(folder)) expect(statSync(folder).mode & 0o777, folder).toBe(0o700)
    }
    child.kill('SIGTERM')
    await exitOf(child)
  })

  test('takes --home over COFFER_HOME', async () => {
    const other = freshHome()
    const child = startBackground(freshHome(), `--home=${other}`)
    await untilListening(other)
    child.kill('SIGTERM')
    expect(await exitOf(child)).toBe(0)
  })

  test.each([['--background=1'], ['--home='], ['--home=/a', '--home=/b']])(
    'refuses %s with a usage error',
    async (...words) => {
      const child = startBackground(freshHome(), ...words)
      expect(await exitOf(child)).toBe(64)
    },
  )

  test('says so and ends with 1 where it cannot have a home', async () => {
    const file = freshHome()
    writeFileSync(file, 'a file, where the folder should be')
    expect(await exitOf(startBackground(file))).toBe(1)
    expect(readFileSync(file, 'utf8')).toBe('a file, where the folder should be')
  })
})

describe('a window', () => {
  test('opens on a home so deep that no socket fits into it', async () => {
    const home = join(freshHome(), ...Array.from({ length: 12 }, () => 'a-folder-with-a-long-name'))
    const app = await openApp({ home })
    await createVault(app.page)
    expect(existsSync(homePaths(home).vault)).toBe(true)
    await app.close()
  })

  test('comes back where it was and as large, and never unusable', async () => {
    const home = freshHome()
    const bounds = { x: 80, y: 60, width: 940, height: 640 }
    const first = await openApp({ home })
    await passwordField(first.page).waitFor()
    await first.electron.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds)
    await expect.poll(() => boundsOf(first)).toEqual(bounds)
    await first.close()
    expect(statSync(homePaths(home).windowState).mode & 0o777).toBe(0o600)
    const second = await openApp({ home })
    await expect.poll(() => boundsOf(second)).toEqual(bounds)
    await second.close()
    writeFileSync(homePaths(home).windowState, JSON.stringify({ x: 90_000, y: 0, width: 1, height: 1 }))
    const third = await openApp({ home })
    await expect.poll(() => boundsOf(third)).toMatchObject({ width: 1_180, height: 760 })
    await third.close()
  })

  test('closed by its user ends the app, and the next start finds the vault locked', async () => {
    const home = freshHome()
    const first = await openApp({ home })
    await createVault(first.page)
    const ended = exitOf(first.electron.process())
    await first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    expect(await ended).toBe(0)
    const second = await openApp({ home })
    await unlock(second.page)
    await second.close()
  })

  test('stays in the tray when its user chose so, unlocked, until a second start shows it', async () => {
    const app = await openApp()
    await createVault(app.page)
    await app.page.evaluate(() => Reflect.get(window, 'bridge')['settings.set']({ change: { closeToTray: true } }))
    const isVisible = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await until('the window to be hidden', async () => (await isVisible()) === false)
    const env = appEnv({ COFFER_HOME: app.home })
    const second = spawn(electronExecutable(), [...sandboxArgs(), root], { env, stdio: 'ignore' })
    expect(await exitOf(second)).toBe(0)
    await until('the window to be shown', async () => (await isVisible()) === true)
    await app.page.getByRole('searchbox', { name: 'Search secrets' }).waitFor()
    await app.close()
  })

  test('that is killed takes its core with it', async () => {
    const app = await openApp()
    await createVault(app.page)
    const processes = processTree(app.pid)
    process.kill(app.pid, 'SIGKILL')
    await until('all its processes to be gone', () => !processes.some(isRunning))
  })
})
