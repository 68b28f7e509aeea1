/**
 * What is left in the memory of every process of the app, one second after a lock. Values that are read from files,
 * come from the terminal and are revealed leave nothing. What is typed, pasted or copied passes through Chromium's
 * browser process, which is our shell and lives on: how much stays there is counted and kept within bounds.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeForEachAccount } from '../support/accounts.ts'
import { freshHome, openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { until } from '../support/conditions.ts'
import { type Needle, processName, processTree } from '../support/memory-scan.ts'
import { chownToUser, type OrdinaryUser } from '../support/ordinary-user.ts'
import {
  addSecretFrom,
  listRows,
  lock,
  reveal,
  tryPassword,
  versionRow,
  waitForUnlockScreen,
} from '../support/person.ts'
import { type Planted, passwordNeedles, plant, randomWord, valueNeedles } from '../support/planted.ts'
import { requires } from '../support/provisions.ts'
import { root } from '../support/repository.ts'
import { createFinder, type Finder, type Trace, tally, tracesInMemory } from '../support/residue.ts'
import { coffer } from '../support/terminal.ts'
import { button, openSecret } from '../support/window-steps.ts'
import { offerText, readClipboard } from '../support/x-clipboard.ts'

/** The time a lock is given; nothing else here waits by the clock. */
const oneSecond = () => new Promise((resolve) => setTimeout(resolve, 1_000))

describeForEachAccount('one second after a lock', nothingIsLeft, 'openssh')
requires('electron-runtime', 'app-libraries', 'virtual-display', 'xclip').describe(
  'what passes through the shell',
  whatStaysIsBounded,
)

interface Started {
  readonly app: RunningApp
  readonly folder: string
  readonly planted: Planted
  readonly terminal: (words: readonly string[], input?: string) => Promise<void>
  readonly end: () => Promise<void>
}

/** An app whose vault the terminal made, so that its password was never typed in the window. */
async function startWithVault(user?: OrdinaryUser): Promise<Started> {
  const folder = mkdtempSync('/tmp/coffer-e2e-planted-')
  chmodSync(folder, 0o755)
  if (user !== undefined) chownToUser(folder, user)
  const planted = plant(folder)
  const home = freshHome(user)
  const app = await openApp({ home, user })
  await button(app.page, 'Create vault').waitFor()
  const terminal = async (words: readonly string[], input = '') => {
    const { exitCode, stderr } = await coffer(words, { home, user, input })
    expect(exitCode, stderr).toBe(0)
  }
  await terminal(['init', '--password-stdin'], planted.password)
  await app.page.getByRole('searchbox', { name: 'Search secrets' }).waitFor()
  return {
    app,
    folder,
    planted,
    terminal,
    end: async () => {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
      removeHomes()
    },
  }
}

const ofShell = ({ where }: Trace): boolean => where.startsWith('shell ')

function nothingIsLeft(user: () => OrdinaryUser | undefined): void {
  let started: Started
  let finder: Finder
  beforeAll(async () => {
    started = await startWithVault(user())
    finder = createFinder([...valueNeedles(started.planted), ...passwordNeedles(started.planted)])
  })
  afterAll(() => started.end())

  test('every value was in use: from the terminal, from files, revealed, compared', async () => {
    const { app, planted, terminal } = started
    const { page } = app
    const { ssh, env, binary, token } = planted
    await terminal(['put', ssh.name], ssh.text)
    for (const text of token.texts) await terminal(['put', token.name], text)
    await addSecretFrom(page, { name: env.name, value: { from: 'file', path: env.file } })
    await addSecretFrom(page, { name: binary.name, value: { from: 'file', path: binary.file } })
    await until('four rows in the list', async () => (await listRows(page).count()) === 4)
    for (const { name } of [ssh, env, binary, token]) {
      await openSecret(page, name)
      await reveal(page)
    }
    await versionRow(page, 'AWSPREVIOUS')
      .getByRole('button', { name: /^Actions for version/ })
      .click()
    await page.getByRole('menuitem', { name: 'Compare with current…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Compare two versions' })
    await dialog.getByRole('button', { name: 'Reveal both' }).click()
    await dialog.getByRole('button', { name: 'Hide both' }).waitFor()
    const found = tracesInMemory(app.pid, finder)
    const whats = new Set(found.map(({ what }) => what))
    expect(shownLast(planted).filter((what) => !whats.has(what))).toEqual([])
    expect(tally(found.filter(ofShell)), 'in the shell, even while unlocked').toEqual({})
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  test('none of them is in the memory of any process', async () => {
    const { app } = started
    await lock(app.page)
    await oneSecond()
    const processes = processTree(app.pid).map(processName)
    expect(processes).toEqual(
      expect.arrayContaining(['shell', 'gpu-process', 'renderer', 'network.mojom.NetworkService', coreName]),
    )
    expect(tally(tracesInMemory(app.pid, finder))).toEqual({})
  })

  test('nor after the next unlock and a lock by the terminal', async () => {
    const { app, planted, terminal } = started
    await terminal(['unlock', '--password-stdin'], planted.password)
    await app.page.getByRole('searchbox', { name: 'Search secrets' }).waitFor()
    await openSecret(app.page, planted.env.name)
    await reveal(app.page)
    await terminal(['lock'])
    await waitForUnlockScreen(app.page)
    await oneSecond()
    expect(tally(tracesInMemory(app.pid, finder))).toEqual({})
  })
}

/** What Chromium calls the process that the core runs in. */
const coreName = 'node.mojom.NodeService'

/** The values of what was shown last; the search must see them, or it could not see a leak. */
const shownLast = (planted: Planted): readonly string[] =>
  [...new Set(valueNeedles(planted).map(({ name }) => name))].filter((name) => /version [12] of the token/.test(name))

interface Way {
  readonly name: string
  readonly text: string
  /** The most copies that may be in the shell's memory one second after a lock. */
  readonly bound: number
}

function whatStaysIsBounded(): void {
  let started: Started
  let finder: Finder
  const ways: readonly Way[] = [
    { name: 'a password of 32 characters, typed', text: '', bound: 12 },
    { name: 'a value of 40 characters, typed', text: randomWord(40), bound: 20 },
    { name: 'a value of 411 characters, pasted', text: randomWord(411), bound: 12 },
    { name: 'a value of 40 characters, copied', text: randomWord(40), bound: 4 },
    { name: 'a value of 8,000 characters, copied', text: randomWord(8_000), bound: 12 },
  ]
  const [password, typed, pasted, ...copied] = ways as [Way, Way, Way, ...Way[]]
  const counts = new Map<string, { readonly inUse: number; readonly cleared: number; locked: number }>()

  beforeAll(async () => {
    started = await startWithVault()
    const texts = ways.map((way) => (way === password ? { ...way, text: started.planted.password } : way))
    finder = createFinder(texts.map(({ name, text }): Needle => ({ name, text: text.slice(-25, -5) })))
  })
  afterAll(() => started.end())

  const inShell = ({ name }: Way): number =>
    tracesInMemory(started.app.pid, finder).filter((trace) => ofShell(trace) && trace.what === name).length

  test('a password typed key by key', async () => {
    const { app, planted } = started
    await lock(app.page)
    await tryPassword(app.page, planted.password)
    await app.page.getByRole('searchbox', { name: 'Search secrets' }).waitFor()
    const inUse = inShell(password)
    counts.set(password.name, { inUse, cleared: inUse, locked: 0 })
  })

  test('values typed and pasted', async () => {
    const { page } = started.app
    await addSecretFrom(page, { name: 'x/typed', value: { from: 'keys', text: typed.text } })
    const inUse = inShell(typed)
    counts.set(typed.name, { inUse, cleared: inUse, locked: 0 })
    const takeAway = await offerText(pasted.text)
    await addSecretFrom(page, { name: 'x/pasted', value: { from: 'clipboard' } })
    takeAway()
    const whenPasted = inShell(pasted)
    counts.set(pasted.name, { inUse: whenPasted, cleared: whenPasted, locked: 0 })
  })

  test('values copied, until the clipboard is cleared', async () => {
    const { app, terminal } = started
    const { page } = app
    await app.page.evaluate(() => Reflect.get(window, 'bridge')['settings.set']({ change: { clipboardSeconds: 15 } }))
    for (const [at, way] of copied.entries()) {
      await terminal(['put', `x/copied-${at}`], way.text)
      await openSecret(page, `x/copied-${at}`)
      await button(page, 'Copy value').click()
      await until('the value on the clipboard', () => readClipboard() === way.text)
      const inUse = inShell(way)
      expect(inUse).toBeGreaterThan(0)
      await until('an empty clipboard', () => readClipboard() === '')
      await page.getByRole('status').getByText('was removed from the clipboard').last().waitFor()
      counts.set(way.name, { inUse, cleared: inShell(way), locked: 0 })
    }
  })

  test('one second after a lock it is within bounds in the shell, and nowhere else', async () => {
    const { app } = started
    await lock(app.page)
    await oneSecond()
    const traces = tracesInMemory(app.pid, finder)
    expect(tally(traces.filter((trace) => !ofShell(trace)))).toEqual({})
    for (const { name, bound } of ways) {
      const locked = traces.filter(({ what }) => what === name).length
      const before = counts.get(name) ?? { inUse: 0, cleared: 0, locked: 0 }
      counts.set(name, { ...before, locked })
      expect(locked, name).toBeLessThanOrEqual(bound)
    }
    process.stderr.write(`${table().join('\n')}\n`)
    if (process.env.WRITE_RESIDUE === '1') writeFigures()
  })

  const table = (): readonly string[] => [
    '| What | In use | Cleared | 1 s after the lock | Bound |',
    '|---|---|---|---|---|',
    ...ways.map(({ name, bound }) => {
      const { inUse = 0, cleared = 0, locked = 0 } = counts.get(name) ?? {}
      return `| ${name} | ${inUse} | ${cleared} | ${locked} | ${bound} |`
    }),
  ]

  function writeFigures(): void {
    const file = join(root, 'docs', 'residue.md')
    const [before = '', , after = ''] = readFileSync(file, 'utf8').split(/(<!-- figures -->\n[\s\S]*?<!-- end -->\n)/)
    writeFileSync(file, `${before}<!-- figures -->\n${table().join('\n')}\n<!-- end -->\n${after}`)
  }
}
