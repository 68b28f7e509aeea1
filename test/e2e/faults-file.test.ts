/** A vault file that is none, is broken, or is of another time: told by name in the window and at the terminal, untouched. */
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect } from 'vitest'
import { openApp, removeHomes } from '../support/app.ts'
import { alertWith, listRows, tryPassword, waitForUnlockScreen } from '../support/person.ts'
import {
  homeWith,
  preparedPassword,
  preparedSecret,
  prepareHome,
  vaultFiles,
  vaultOf,
} from '../support/prepared-home.ts'
import { requires } from '../support/provisions.ts'
import { coffer } from '../support/terminal.ts'
import { tamper } from '../support/vault-attack.ts'
import { button, openSecret, unlock } from '../support/window-steps.ts'

const { describe, test } = requires('electron-runtime', 'app-libraries', 'virtual-display')

let prepared: string
beforeAll(async () => {
  prepared = await prepareHome()
})
afterAll(() => removeHomes())

const changed = (vault: Buffer, at: number, bytes: Uint8Array): Buffer => {
  vault.set(bytes, at)
  return vault
}
const u32 = (number: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return bytes
}

interface Broken {
  readonly what: string
  readonly change: (vault: Buffer) => Buffer
  readonly code: 'vault-foreign' | 'vault-newer' | 'vault-damaged'
  readonly says: string
}

const foreign = { code: 'vault-foreign', says: 'This file is not a Coffer vault.' } as const
const damaged = { code: 'vault-damaged', says: 'The vault file is damaged.' } as const
const newer = { code: 'vault-newer', says: 'This vault was written by a newer Coffer' } as const

const broken: readonly Broken[] = [
  { what: 'an empty file', change: () => Buffer.alloc(0), ...foreign },
  { what: 'a text', change: () => Buffer.from('DATABASE_URL=postgres://\n'.repeat(400)), ...foreign },
  { what: 'another program’s database', change: (vault) => changed(vault, 68, u32(0x0f055112)), ...foreign },
  { what: 'a vault of a newer Coffer', change: (vault) => changed(vault, 60, u32(99)), ...newer },
  { what: 'a vault cut in half', change: (vault) => vault.subarray(0, vault.length / 2), ...damaged },
  {
    what: 'a vault with a broken schema',
    change: (vault) => changed(vault, 100, Buffer.alloc(2_000, 0xff)),
    ...damaged,
  },
]

for (const { what, change, code, says } of broken) {
  test(`${what} in the place of the vault is named, and left as it is`, async () => {
    const home = homeWith(prepared, change)
    const before = vaultFiles(home)
    const app = await openApp({ home })
    const { page } = app
    await alertWith(page, says).waitFor()
    expect(await button(page, 'Create vault').count()).toBe(0)
    expect(await button(page, 'Unlock').count()).toBe(0)
    for (const words of [
      ['get', preparedSecret.name],
      ['unlock', '--password-stdin'],
      ['put', 'x'],
    ]) {
      const ran = await coffer([...words, '--json'], { home, input: preparedPassword })
      expect([ran.exitCode, JSON.parse(ran.stderr).error]).toMatchObject([
        9,
        { code, message: expect.stringContaining(says) },
      ])
      expect(ran.stdout.toString()).toBe('')
    }
    const made = await coffer(['init', '--password-stdin'], { home, input: preparedPassword })
    expect(made.exitCode, 'init would replace it').toBe(5)
    await app.close()
    expect(vaultFiles(home)).toEqual(before)
  })
}

describe('a vault that is put right', () => {
  test('opens on Try again, without a restart', async () => {
    const home = homeWith(prepared, (vault) => vault.subarray(0, 5_000))
    const app = await openApp({ home })
    await alertWith(app.page, damaged.says).waitFor()
    writeFileSync(vaultOf(home), readFileSync(vaultOf(prepared)))
    await button(app.page, 'Try again').click()
    await waitForUnlockScreen(app.page)
    await unlock(app.page, preparedPassword)
    await listRows(app.page).first().waitFor()
    await app.close()
  })
})

describe('a vault damaged where only its keys can tell', () => {
  const flip = (table: string, column: string) => (path: string) =>
    tamper(path, (db) => {
      const row = db.prepare(`SELECT rowid AS id, ${column} AS bytes FROM ${table} ORDER BY rowid DESC LIMIT 1`).get()
      const { id, bytes } = row as { readonly id: number; readonly bytes: Buffer }
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20)
      db.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`).run(bytes, id)
    })

  test('in what all rows are counted by, is told at unlock, shows nothing, and is left as it is', async () => {
    const home = homeWith(prepared, (vault) => vault)
    flip('state', 'body')(vaultOf(home))
    const before = vaultFiles(home)
    const app = await openApp({ home })
    await waitForUnlockScreen(app.page)
    await tryPassword(app.page, preparedPassword)
    await alertWith(app.page, damaged.says).waitFor()
    expect(await listRows(app.page).count()).toBe(0)
    const got = await coffer(['get', preparedSecret.name, '--password-stdin'], { home, input: preparedPassword })
    expect([got.exitCode, got.stdout.toString()]).toEqual([9, ''])
    await app.close()
    expect(vaultFiles(home)).toEqual(before)
  })

  test('in one value, is told where it is asked for, and nothing is written any more', async () => {
    const home = homeWith(prepared, (vault) => vault)
    flip('version', 'value')(vaultOf(home))
    const app = await openApp({ home })
    await waitForUnlockScreen(app.page)
    await unlock(app.page, preparedPassword)
    await openSecret(app.page, preparedSecret.name)
    await button(app.page, 'Reveal value').click()
    await alertWith(app.page, `A value of ${preparedSecret.name} is damaged and was not shown.`).waitFor()
    await alertWith(app.page, 'The check found damage, so nothing more is written.').waitFor()
    const put = await coffer(['put', 'another', '--json'], { home, input: 'x' })
    expect(put.exitCode).not.toBe(0)
    await app.close()
  })
})
