/** A disk that is full, and one that takes no writes: what cannot be done fails as a whole, what can be done works. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { standInFolder } from '../../shared/home.ts'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { until } from '../support/conditions.ts'
import { addSecretFrom, alertWith, heading, listRows, lock, reveal, shownTexts, valueField } from '../support/person.ts'
import { preparedPassword, preparedSecret, prepareHome, vaultFiles } from '../support/prepared-home.ts'
import { requires } from '../support/provisions.ts'
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { coffer } from '../support/terminal.ts'
import { button, openSecret, rowOf, unlock } from '../support/window-steps.ts'

const { describe } = requires('electron-runtime', 'app-libraries', 'virtual-display', 'small-disk')
const { test } = requires('small-disk')

let prepared: string
let disk: SmallDisk
let app: RunningApp
let home: string
beforeAll(async () => {
  prepared = await prepareHome()
})
afterAll(() => removeHomes())

async function open(): Promise<void> {
  app = await openApp({ home })
}

const terminal = (words: readonly string[], input = '') => coffer(words, { home, input })

function startOn(sizeMb: number): void {
  disk = mountSmallDisk(sizeMb)
  home = join(disk.folder, 'home')
  cpSync(prepared, home, { recursive: true })
}

/** Where the profile and the socket of a home without writes are. */
function standIn(): string {
  const homeHash = createHash('sha256').update(home).digest('hex').slice(0, 16)
  return standInFolder({ tmp: tmpdir(), uid: process.getuid?.() ?? 0, homeHash })
}

afterEach(async () => {
  await app.close()
  disk.remove()
  rmSync(standIn(), { recursive: true, force: true })
})

describe('a disk that is full', () => {
  test('takes no new secret and says so; what was typed stays, and is saved when there is room', async () => {
    startOn(16)
    await open()
    const { page } = app
    await unlock(page, preparedPassword)
    disk.fill()
    const text = 'x'.repeat(60_000)
    await button(page, 'New secret').click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('prod/new')
    await valueField(page).fill(text)
    await button(page, 'Save').click()
    await alertWith(page, 'The disk is full. Nothing was saved').waitFor()
    expect(await valueField(page).inputValue()).toBe(text)
    expect(await listRows(page).count()).toBe(1)
    const put = await terminal(['put', 'prod/another', '--json'], text)
    expect([put.exitCode, JSON.parse(put.stderr).error.code]).toEqual([1, 'disk-full'])
    expect((await terminal(['get', preparedSecret.name])).stdout.toString()).toBe(preparedSecret.value)
    disk.free()
    await button(page, 'Save').click()
    await heading(page, 'prod/new').waitFor()
    await until('two rows in the list', async () => (await listRows(page).count()) === 2)
    expect((await terminal(['get', 'prod/new'])).stdout.toString()).toBe(text)
  })

  test('lets a vault be opened and read, even after a kill', async () => {
    startOn(16)
    await open()
    await unlock(app.page, preparedPassword)
    await addSecretFrom(app.page, { name: 'prod/second', value: { from: 'fill', text: 'second-value' } })
    disk.fill()
    await lock(app.page)
    await unlock(app.page, preparedPassword)
    const closed = app.electron.waitForEvent('close')
    process.kill(app.pid, 'SIGKILL')
    await closed
    await open()
    await unlock(app.page, preparedPassword)
    for (const [name, value] of [
      [preparedSecret.name, preparedSecret.value],
      ['prod/second', 'second-value'],
    ] as const) {
      await openSecret(app.page, name)
      await reveal(app.page)
      expect(await shownTexts(app.page)).toEqual([value])
    }
    disk.free()
    const put = await terminal(['put', 'prod/third'], 'third-value')
    expect(put.exitCode, put.stderr).toBe(0)
  })
})

describe('a home that takes no writes', () => {
  test('is opened for reading, says so, and changes nothing', async () => {
    startOn(16)
    disk.makeReadOnly()
    const before = vaultFiles(home)
    await open()
    const { page } = app
    await unlock(page, preparedPassword)
    await page.getByText('Read-only', { exact: true }).first().waitFor()
    await openSecret(page, preparedSecret.name)
    await reveal(page)
    expect(await shownTexts(page)).toEqual([preparedSecret.value])
    expect((await terminal(['get', preparedSecret.name])).stdout.toString()).toBe(preparedSecret.value)
    const put = await terminal(['put', 'prod/new', '--json'], 'x')
    expect([put.exitCode, JSON.parse(put.stderr).error.code]).toEqual([6, 'read-only'])
    await lock(page)
    await unlock(page, preparedPassword)
    await rowOf(page, preparedSecret.name).waitFor()
    expect(vaultFiles(home)).toEqual(before)
    expect(existsSync(standIn())).toBe(true)
  })
})
