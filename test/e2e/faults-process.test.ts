/** Processes that end when nobody expects it, and one that starts twice. */
import { spawn } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import {
  appEnv,
  electronExecutable,
  freshHome,
  openApp,
  type RunningApp,
  removeHomes,
  sandboxArgs,
} from '../support/app.ts'
import { eventually, until } from '../support/conditions.ts'
import { processName, processTree } from '../support/memory-scan.ts'
import { listRows, waitForUnlockScreen } from '../support/person.ts'
import { preparedPassword, preparedSecret, prepareHome } from '../support/prepared-home.ts'
import { requires } from '../support/provisions.ts'
import { root } from '../support/repository.ts'
import { connectRaw, type RawClient } from '../support/socket-client.ts'
import { coffer } from '../support/terminal.ts'
import { button, createVault, openSecret, rowOf, unlock } from '../support/window-steps.ts'

const { describe, test } = requires('electron-runtime', 'app-libraries', 'virtual-display')

let prepared: string
let app: RunningApp
beforeAll(async () => {
  prepared = await prepareHome()
})
async function openPrepared(): Promise<void> {
  const home = freshHome()
  cpSync(prepared, home, { recursive: true })
  app = await openApp({ home })
  await unlock(app.page, preparedPassword)
  await rowOf(app.page, preparedSecret.name).waitFor()
}

/** The tests of a description each get an app of their own, or all the same one. */
const anAppEach = () =>
  beforeEach(async () => {
    await openPrepared()
    return () => app.close()
  })
const oneApp = () =>
  beforeAll(async () => {
    await openPrepared()
    return () => app.close()
  })
afterAll(() => removeHomes())

const pidOf = (name: string): number => {
  const found = processTree(app.pid).find((pid) => processName(pid) === name)
  if (found === undefined) throw new Error(`no process ${name}`)
  return found
}
const core = 'node.mojom.NodeService'
const terminal = (words: readonly string[], input = '') => coffer(words, { home: app.home, input })

async function killApp(): Promise<void> {
  const closed = app.electron.waitForEvent('close')
  process.kill(app.pid, 'SIGKILL')
  await closed
}

/** Saves one secret after the other until the core is gone; answers the names of those that were confirmed. */
async function saveUntilTheEnd(client: RawClient): Promise<readonly string[]> {
  const confirmed: string[] = []
  for (let at = 0; ; at++) {
    const name = `staging/burst/${at}`
    const value = { form: 'text', bytes: new TextEncoder().encode(`value ${at}`) }
    const response = await client.request(at + 1, 'secrets.create', { name, value }).catch(() => null)
    if (response === null) return confirmed
    if (!response.answer.ok) throw new Error(response.answer.failure.message)
    confirmed.push(name)
  }
}

describe('the core, killed while the window is open', () => {
  anAppEach()
  test('leaves a locked window that says so, and nothing is lost', async () => {
    const client = await connectRaw(join(app.home, 'run', 'core.sock'))
    const saving = saveUntilTheEnd(client)
    await until('forty secrets in the list', async () => (await countAll()) > 40)
    process.kill(pidOf(core), 'SIGKILL')
    const confirmed = await saving
    expect(confirmed.length).toBeGreaterThan(39)
    await waitForUnlockScreen(app.page)
    await app.page.getByText('vault process ended unexpectedly').waitFor()
    await unlock(app.page, preparedPassword)
    const listed = JSON.parse((await terminal(['ls', '--json'])).stdout.toString()).SecretList.map(
      ({ Name }: { readonly Name: string }) => Name,
    )
    expect(confirmed.filter((name) => !listed.includes(name))).toEqual([])
    expect((await terminal(['get', confirmed.at(-1) ?? ''])).stdout.toString()).toBe(`value ${confirmed.length - 1}`)
    await openSecret(app.page, preparedSecret.name)
  })

  test('is there again for a terminal that comes in between', async () => {
    const before = pidOf(core)
    process.kill(before, 'SIGKILL')
    const gap = await terminal(['get', preparedSecret.name])
    expect([gap.exitCode, gap.stdout.toString()], gap.stderr).toEqual([3, ''])
    const status = JSON.parse((await terminal(['status', '--json'])).stdout.toString())
    expect(status).toMatchObject({ vault: 'locked', running: true })
    expect((await terminal(['get', preparedSecret.name, '--password-stdin'], preparedPassword)).stdout.toString()).toBe(
      preparedSecret.value,
    )
    expect(pidOf(core)).not.toBe(before)
    await rowOf(app.page, preparedSecret.name).waitFor()
  })

  test('while a value is revealed, takes it off the screen', async () => {
    await openSecret(app.page, preparedSecret.name)
    await button(app.page, 'Reveal value').click()
    await app.page.getByText(preparedSecret.value).waitFor()
    process.kill(pidOf(core), 'SIGKILL')
    await waitForUnlockScreen(app.page)
    expect(await app.page.getByText(preparedSecret.value).count()).toBe(0)
  })
})

describe('the whole app, killed while it saves', () => {
  anAppEach()
  test('has kept everything it confirmed', async () => {
    const client = await connectRaw(join(app.home, 'run', 'core.sock'))
    const saving = saveUntilTheEnd(client)
    await until('forty secrets in the list', async () => (await countAll()) > 40)
    await killApp()
    const confirmed = await saving
    app = await openApp({ home: app.home })
    await unlock(app.page, preparedPassword)
    await expect.poll(() => countAll()).toBeGreaterThan(confirmed.length)
    expect((await terminal(['get', confirmed.at(-1) ?? ''])).stdout.toString()).toBe(`value ${confirmed.length - 1}`)
    expect((await terminal(['doctor'])).exitCode).toBe(0)
  })
})

const countAll = (): Promise<number> =>
  app.page.evaluate(async () => (await Reflect.get(window, 'bridge')['secrets.overview']({})).value?.total ?? 0)

describe('the window’s own processes, killed', () => {
  anAppEach()
  test('the page comes back in a new process, with the vault as it was', async () => {
    const before = pidOf('renderer')
    process.kill(before, 'SIGKILL')
    const text = await eventually('the page with its list', async () => {
      const shown = await textOfWindow()
      return shown.includes('billing') ? shown : null
    })
    expect(text).toContain('New')
    expect(pidOf('renderer')).not.toBe(before)
    expect((await terminal(['get', preparedSecret.name])).stdout.toString()).toBe(preparedSecret.value)
  })

  test('without its GPU process it goes on', async () => {
    process.kill(pidOf('gpu-process'), 'SIGKILL')
    await openSecret(app.page, preparedSecret.name)
    await button(app.page, 'Reveal value').click()
    await app.page.getByText(preparedSecret.value).waitFor()
  })
})

/** By way of the shell: a test tool gives a page up whose process ended. */
const textOfWindow = (): Promise<string> =>
  app.electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    /** A page that is just coming or going may never answer. */
    const silence = new Promise<string>((resolve) => setTimeout(resolve, 2_000, ''))
    const text = contents?.executeJavaScript('document.body.innerText').catch(() => '') ?? ''
    return String(await Promise.race([silence, text]))
  })

describe('a second start on the same home', () => {
  oneApp()
  test('shows the first one’s window and ends with 0', async () => {
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    expect(await start([])).toBe(0)
    await expect.poll(() => windowState()).toEqual({ windows: 1, visible: true, focused: true })
    expect(await listRows(app.page).count(), 'and the vault is as it was').toBe(1)
  })

  test('in the background leaves the window alone and ends with 0', async () => {
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    expect(await start(['--background'])).toBe(0)
    expect(await windowState()).toMatchObject({ windows: 1, visible: false })
  })

  test('with arguments that make no sense is refused, and the first one does not mind', async () => {
    expect(await start(['--home=', '--background=maybe'])).toBe(64)
    expect(await windowState()).toMatchObject({ windows: 1 })
  })

  test('on another home is an app of its own', async () => {
    const other = await openApp()
    await createVault(other.page)
    expect(await listRows(other.page).count()).toBe(0)
    await other.close()
    expect(await listRows(app.page).count()).toBe(1)
  })
})

const windowState = () =>
  app.electron.evaluate(({ BrowserWindow }) => {
    const all = BrowserWindow.getAllWindows()
    return { windows: all.length, visible: all[0]?.isVisible() ?? false, focused: all[0]?.isFocused() ?? false }
  })

/** Its exit code. */
const start = (words: readonly string[]): Promise<number | null> =>
  new Promise((resolve) => {
    const env = appEnv({ COFFER_HOME: app.home })
    spawn(electronExecutable(), [...sandboxArgs(), root, ...words], { env, stdio: 'ignore' }).once('exit', resolve)
  })
