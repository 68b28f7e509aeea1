/** What locks the vault besides the button, and what the shell does when its processes end. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { until } from '../support/conditions.ts'
import { isRunning, processName, processTree } from '../support/memory-scan.ts'
import { requires } from '../support/provisions.ts'
import { button, createVault, lock, shownAfterLock, unlock, waitForUnlockScreen } from '../support/window-steps.ts'

const { describe } = requires('electron-runtime', 'app-libraries', 'virtual-display')

const core = 'node.mojom.NodeService'
let app: RunningApp

/** Undefined in the moment between two. */
const pidOf = (name: string): number | undefined => processTree(app.pid).find((pid) => processName(pid) === name)
const isAlive = (pid: number | undefined): boolean => pid !== undefined && isRunning(pid)

/** As the OS would tell it. */
const systemSays = (event: 'suspend' | 'resume' | 'lock-screen' | 'user-did-resign-active') =>
  app.electron.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event)

const setSettings = (change: Readonly<Record<string, unknown>>) =>
  app.page.evaluate((wanted) => Reflect.get(window, 'bridge')['settings.set']({ change: wanted }), change)

beforeEach(async () => {
  app = await openApp()
  await createVault(app.page)
})
afterEach(() => app.close())
afterAll(removeHomes)

describe('the system locks the vault', () => {
  for (const [event, sentence] of [
    ['suspend', 'Locked because the computer went to sleep.'],
    ['lock-screen', 'Locked because the screen was locked.'],
    ['user-did-resign-active', 'Locked because the screen was locked.'],
  ] as const) {
    test(`on ${event}: the core and the page are other processes, and the page says why`, async () => {
      const before = [pidOf(core), pidOf('renderer')]
      await systemSays(event)
      await until('the old core to end', () => !isAlive(before[0]))
      await shownAfterLock(app.page.getByText(sentence))
      await until('the old page to end', () => !isAlive(before[1]))
      await unlock(app.page)
    })
  }

  test('unless the user said otherwise', async () => {
    await setSettings({ lockOnSuspend: false, lockOnScreenLock: false })
    const before = pidOf(core)
    await systemSays('suspend')
    await systemSays('lock-screen')
    await app.page.waitForTimeout(1_000)
    expect(pidOf(core)).toBe(before)
    expect(await button(app.page, 'Lock').isVisible()).toBe(true)
  })

  test('when nobody was there for as long as the settings say', async () => {
    await setSettings({ autoLockMinutes: 1 })
    await app.electron.evaluate(({ powerMonitor }) => {
      const startedAt = Date.now()
      const wall = Date.now
      /** A minute a second: what the window still does after the change of settings counts as use, and passes too. */
      Date.now = () => startedAt + (wall() - startedAt) * 60
      powerMonitor.getSystemIdleTime = () => 120
    })
    await shownAfterLock(app.page.getByText('Locked because nobody used Coffer for a while.'))
  })
})

describe('a lock', () => {
  test('of any number at once is one lock, and the window stays where it was', async () => {
    const bounds = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
    const before = await bounds()
    await app.electron.evaluate(({ powerMonitor }) => {
      for (let time = 0; time < 5; time++) {
        powerMonitor.emit('suspend')
        powerMonitor.emit('lock-screen')
      }
    })
    await waitForUnlockScreen(app.page)
    await unlock(app.page)
    expect(await bounds()).toEqual(before)
    expect(processTree(app.pid).filter((pid) => processName(pid) === core)).toHaveLength(1)
    await until('one page', () => processTree(app.pid).filter((pid) => processName(pid) === 'renderer').length === 1)
  })

  test('again and again leaves no process behind and the vault usable', async () => {
    for (let time = 0; time < 5; time++) {
      await lock(app.page)
      await unlock(app.page)
    }
    const names = processTree(app.pid).map(processName)
    expect(names.filter((name) => name === core)).toHaveLength(1)
    await until('one page', () => processTree(app.pid).filter((pid) => processName(pid) === 'renderer').length === 1)
  })

  test('does not let the user go back to the page that was', async () => {
    await lock(app.page)
    const history = () =>
      app.electron.evaluate(
        ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.navigationHistory.length() ?? 0,
      )
    await until('one entry in the history', async () => (await history()) === 1)
  })

  test('takes effect on a page that does not answer', async () => {
    const before = pidOf('renderer')
    void app.page
      .evaluate(() => {
        for (;;);
      })
      .catch(() => {})
    await app.page.waitForTimeout(300)
    await systemSays('suspend')
    await until('the hanging page to end', () => !isAlive(before))
    await until('another page', () => pidOf('renderer') !== undefined)
    const shown = () =>
      app.electron.evaluate(async ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]
          ?.webContents.executeJavaScript('document.body.innerText')
          .catch(() => ''),
      )
    await until('the unlock screen', async () => String(await shown()).includes('Locked because the computer'))
  })
})

requires('electron-runtime', 'app-libraries', 'virtual-display', 'session-bus').describe('a Linux desktop', () => {
  test('locks the vault when its screen saver begins', async () => {
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [line] = bus.stdout === null ? [''] : await once(bus.stdout, 'data')
    const env = { DBUS_SESSION_BUS_ADDRESS: String(line).trim() }
    const desktop = await openApp({ env })
    await createVault(desktop.page)
    const begin = ['--session', '--type=signal', '/ScreenSaver', 'org.freedesktop.ScreenSaver.ActiveChanged']
    // Again and again: what is said before the app listens is said to nobody.
    const saying = setInterval(
      () => execFile('dbus-send', [...begin, 'boolean:true'], { env: { ...process.env, ...env } }, () => undefined),
      1_000,
    )
    await shownAfterLock(desktop.page.getByText('Locked because the screen was locked.'))
    clearInterval(saying)
    await desktop.close()
    bus.kill()
  })
})

describe('a core that keeps ending', () => {
  test('is given up after three times with a question, and started again when the user says so', async () => {
    await app.electron.evaluate(({ dialog }) => {
      const asked: string[] = []
      Reflect.set(globalThis, 'asked', asked)
      dialog.showMessageBox = async (...args: unknown[]) => {
        asked.push(Reflect.get(Object(args.at(-1)), 'message'))
        await new Promise((resolve) => Reflect.set(globalThis, 'answer', resolve))
        return { response: 0, checkboxChecked: false }
      }
    })
    const asked = () => app.electron.evaluate(() => Reflect.get(globalThis, 'asked') as string[])
    for (let time = 0; time < 3; time++) {
      await until('a core', () => pidOf(core) !== undefined)
      const pid = pidOf(core)
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
      await until('it to end', () => !isAlive(pid))
    }
    await until('the question', async () => (await asked()).length === 1)
    expect(await asked()).toEqual(['Coffer’s vault process keeps ending'])
    expect(pidOf(core)).toBeUndefined()
    await app.electron.evaluate(() => Reflect.get(globalThis, 'answer')())
    await until('a core', () => pidOf(core) !== undefined)
    await unlock(app.page)
  })
})
