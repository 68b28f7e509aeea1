/** A user's first day with the window, in order: each step stands on the ones before. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import {
  addSecret,
  button,
  createVault,
  isInPage,
  lock,
  openSecret,
  passwordField,
  region,
  rowOf,
  testPassword,
  unlock,
} from '../support/window-steps.ts'

let app: RunningApp
let folder: string
const refusals: string[] = []
/** The password that the generator made for the database. */
let generated = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-ui-'))
  app = await openApp()
  app.page.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text())) refusals.push(message.text())
  })
})

afterAll(async () => {
  await app.close()
  removeHomes()
  rmSync(folder, { recursive: true, force: true })
})

const versions = () => region(app.page, 'Versions')

test('two passwords that differ are told in place', async () => {
  const { page } = app
  await passwordField(page).fill(testPassword)
  await page.getByRole('textbox', { name: 'Confirm password' }).fill('something else')
  await button(page, 'Create vault').click()
  expect(await page.getByRole('alert').textContent()).toBe('The two passwords differ.')
})

test('the strength of a password is told with the reason', async () => {
  const { page } = app
  await passwordField(page).fill('password')
  await page.getByText('Guessed at once.').waitFor()
  await page.getByText('This is a heavily used password.').waitFor()
})

test('a vault is created and empty', async () => {
  const { page } = app
  await createVault(page)
  await page.getByText('No secrets yet').waitFor()
  expect(await button(page, 'Lock').isVisible()).toBe(true)
})

test('a pasted SSH key is recognised, filed, and shown by its fingerprint alone', async () => {
  const { page } = app
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ada@laptop', '-f', join(folder, 'key')])
  const key = readFileSync(join(folder, 'key'), 'utf8')
  await button(page, 'New secret').click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('ops/bastion')
  await page.getByRole('textbox', { name: 'Value', exact: true }).fill(key)
  await page.getByText('Recognised: SSH key.').waitFor()
  expect(await page.getByRole('combobox', { name: 'Kind' }).inputValue()).toBe('ssh-key')
  await button(page, 'Save').click()
  await page.getByRole('heading', { name: 'ops/bastion', exact: true }).waitFor()
  const fingerprint = execFileSync('ssh-keygen', ['-lf', join(folder, 'key')], { encoding: 'utf8' }).split(' ')[1]
  await region(page, 'Facts')
    .getByText(fingerprint ?? 'none', { exact: true })
    .waitFor()
  expect(await isInPage(page, key.split('\n')[2])).toBe(false)
})

test('a .env becomes a row a key, masked until it is revealed', async () => {
  const { page } = app
  const lines = Array.from({ length: 20 }, (_, at) => `SETTING_${at}=env-marker-${at}`)
  await addSecret(page, { name: 'prod/web/env', value: lines.join('\n') })
  const value = region(page, 'Value')
  await expect.poll(() => value.getByRole('term').allTextContents()).toEqual(lines.map((line) => line.split('=')[0]))
  expect(await isInPage(page, 'env-marker')).toBe(false)
  await button(page, 'Reveal value').click()
  await value.getByText('env-marker-19', { exact: true }).waitFor()
  await button(page, 'Hide value').click()
  await button(page, 'Reveal value').waitFor()
  expect(await isInPage(page, 'env-marker')).toBe(false)
})

test('a database is entered field by field, its password made by the generator', async () => {
  const { page } = app
  await button(page, 'New secret').click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('prod/billing/db')
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Database' })
  for (const [key, typed] of [
    ['engine', 'postgres'],
    ['host', 'db.example.com'],
    ['port', '5432'],
    ['username', 'billing'],
  ] as const)
    await page.getByRole('textbox', { name: key, exact: true }).fill(typed)
  await button(page, 'Generate password').click()
  await button(page, 'Use it').click()
  generated = await page.getByRole('textbox', { name: 'password', exact: true }).inputValue()
  expect(generated).toHaveLength(24)
  await button(page, 'Save').click()
  await page.getByRole('heading', { name: 'prod/billing/db', exact: true }).waitFor()
  await region(page, 'Facts').getByText('db.example.com', { exact: true }).waitFor()
  await button(page, 'Reveal value').click()
  await button(page, 'Hide value').waitFor()
  expect(await region(page, 'Value').getByRole('term').allTextContents()).not.toContain('dbname')
})

test('a name that AWS would refuse is refused at its field, and what was typed is kept', async () => {
  const { page } = app
  await button(page, 'New secret').click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('two words')
  await page.getByRole('textbox', { name: 'Value', exact: true }).fill('kept')
  await button(page, 'Save').click()
  expect(await page.getByRole('alert').textContent()).toMatch(/^A name may hold letters/)
  expect(await page.getByRole('textbox', { name: 'Value', exact: true }).inputValue()).toBe('kept')
})

test('leaving with something typed asks first', async () => {
  const { page } = app
  await rowOf(page, 'ops/bastion').click()
  const question = page.getByRole('dialog', { name: 'Discard what you typed?' })
  await question.getByRole('button', { name: 'Keep editing' }).click()
  expect(await page.getByRole('textbox', { name: 'Value', exact: true }).inputValue()).toBe('kept')
  await rowOf(page, 'ops/bastion').click()
  await question.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('heading', { name: 'ops/bastion', exact: true }).waitFor()
})

test('a file of bytes is kept as bytes', async () => {
  const { page } = app
  const bytes = Buffer.alloc(61_440, 0xf7)
  await button(page, 'New secret').click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('ops/blob')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'blob.bin', mimeType: 'application/octet-stream', buffer: bytes })
  await page.getByText('Binary, 60 KB').waitFor()
  await button(page, 'Save').click()
  await page.getByRole('heading', { name: 'ops/blob', exact: true }).waitFor()
  await button(page, 'Reveal value').click()
  await region(page, 'Value').getByText('000ff0  f7 f7 f7').waitFor()
  const file = join(folder, 'saved.bin')
  /** The system's own dialog cannot be driven from here: it answers as if this file had been chosen. */
  await app.electron.evaluate(({ dialog }, filePath) => {
    Reflect.set(dialog, 'showSaveDialog', () => Promise.resolve({ canceled: false, filePath }))
  }, file)
  await button(page, 'Save as…').click()
  await page.getByRole('status').getByText(`Saved to ${file}`).waitFor()
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('one key is changed without the others being shown', async () => {
  const { page } = app
  await openSecret(page, 'prod/billing/db')
  await button(page, 'Edit').click()
  await page.getByRole('textbox', { name: 'password', exact: true }).fill('second-password')
  await page.getByRole('textbox', { name: 'What changed' }).fill('Rotated by hand')
  expect(await isInPage(page, generated)).toBe(false)
  await button(page, 'Save').click()
  await versions().getByText('Rotated by hand').waitFor()
  await button(page, 'Reveal value').click()
  const value = region(page, 'Value')
  await value.getByText('second-password', { exact: true }).waitFor()
  await value.getByText('db.example.com', { exact: true }).waitFor()
})

test('the current value can be asked for while editing', async () => {
  const { page } = app
  await button(page, 'Edit').click()
  await button(page, 'Show the current value').click()
  await expect
    .poll(() => page.getByRole('textbox', { name: 'password', exact: true }).inputValue())
    .toBe('second-password')
  await page.getByRole('radio', { name: 'Raw' }).click()
  await expect
    .poll(() => page.getByRole('textbox', { name: 'Value', exact: true }).inputValue())
    .toContain('"port": 5432')
  await page.getByRole('radio', { name: 'Fields' }).click()
  await page.getByRole('textbox', { name: 'password', exact: true }).fill('third-password')
  await button(page, 'Save').click()
  await versions().getByRole('row').nth(2).waitFor()
})

test('an older version is made current, and Undo takes it back', async () => {
  const { page } = app
  const rows = versions().getByRole('row')
  await expect.poll(() => rows.count()).toBe(3)
  await rows.filter({ hasText: 'AWSPREVIOUS' }).getByRole('button', { name: 'Make current' }).click()
  await rows.filter({ hasText: 'AWSCURRENT' }).filter({ hasText: 'Rotated by hand' }).waitFor()
  await button(page, 'Reveal value').click()
  await region(page, 'Value').getByText('second-password', { exact: true }).waitFor()
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click()
  await rows.filter({ hasText: 'AWSPREVIOUS' }).filter({ hasText: 'Rotated by hand' }).waitFor()
})

test('a staging label of one’s own is added and taken off', async () => {
  const { page } = app
  const oldest = versions().getByRole('row').last()
  await oldest.getByRole('button', { name: /^Actions for version/ }).click()
  await page.getByRole('menuitem', { name: 'Add a staging label…' }).click()
  await page.getByRole('textbox', { name: 'Staging label' }).fill('last-known-good')
  await button(page, 'Add label').click()
  await oldest.getByText('last-known-good').waitFor()
  await oldest.getByRole('button', { name: /^Actions for version/ }).click()
  await page.getByRole('menuitem', { name: 'Take off last-known-good' }).click()
  await oldest.getByText('last-known-good').waitFor({ state: 'detached' })
})

test('two versions are compared key by key, masked', async () => {
  const { page } = app
  await versions()
    .getByRole('row')
    .last()
    .getByRole('button', { name: /^Actions for version/ })
    .click()
  await page.getByRole('menuitem', { name: 'Compare with current…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Compare two versions' })
  await dialog.getByText('1 changed, 0 added, 0 removed').waitFor()
  expect(await dialog.getByRole('row', { name: /^password/ }).textContent()).toContain('changed')
  expect(await isInPage(page, 'third-password')).toBe(false)
  await dialog.getByRole('button', { name: 'Reveal both' }).click()
  await dialog.getByText('third-password', { exact: true }).waitFor()
  await dialog.getByRole('combobox', { name: 'From' }).selectOption({ index: 0 })
  await dialog.getByText('Both versions hold the same value.').waitFor()
  expect(await isInPage(page, 'third-password')).toBe(false)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(await isInPage(page, 'third-password')).toBe(false)
})

test('tags are added and removed, and show in the navigation', async () => {
  const { page } = app
  const tags = region(page, 'Tags')
  await tags.getByRole('button', { name: 'Add tag' }).click()
  await tags.getByRole('textbox', { name: 'Add tag' }).fill('team=payments')
  await page.keyboard.press('Enter')
  await tags.getByText('payments').waitFor()
  await page.getByRole('tree', { name: 'Tags' }).getByRole('treeitem', { name: /^team/ }).click()
  await expect.poll(() => page.getByRole('grid', { name: 'Secrets' }).getByRole('row').count()).toBe(1)
  await tags.getByRole('button', { name: 'Remove tag team' }).click()
  await tags.getByText('payments').waitFor({ state: 'detached' })
  await page.getByRole('treeitem', { name: /^All/ }).click()
})

test('something else changes the secret meanwhile: nothing is overwritten without being asked', async () => {
  const { page } = app
  await openSecret(page, 'prod/billing/db')
  await button(page, 'Edit').click()
  await page.getByRole('textbox', { name: 'password', exact: true }).fill('mine')
  await page.evaluate(async () => {
    const set = { password: new TextEncoder().encode('theirs') }
    await Reflect.get(window, 'bridge')['secrets.put']({
      name: 'prod/billing/db',
      value: { form: 'fields', set },
      note: 'by the CLI',
    })
  })
  const banner = page.getByRole('alert').filter({ hasText: 'This secret was changed meanwhile' })
  await banner.getByText('by the CLI').waitFor()
  await banner.getByText('ago, in this window)').or(banner.getByText('(just now, in this window)')).waitFor()
  expect(await page.getByRole('textbox', { name: 'password', exact: true }).inputValue()).toBe('mine')
  await banner.getByRole('button', { name: 'Save mine as a newer version' }).click()
  await page.getByRole('heading', { name: 'prod/billing/db', exact: true }).waitFor()
  await versions().getByRole('row').filter({ hasText: 'AWSPREVIOUS' }).getByText('by the CLI').waitFor()
})

test('a deletion is scheduled by the words on its button, and taken back', async () => {
  const { page } = app
  await button(page, 'More actions').click()
  await page.getByRole('menuitem', { name: 'Schedule deletion…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Schedule deletion' })
  await dialog.getByRole('combobox', { name: 'Recovery window' }).selectOption({ label: '7 days' })
  await dialog.getByRole('button', { name: 'Schedule deletion in 7 days' }).click()
  await rowOf(page, 'prod/billing/db').waitFor({ state: 'detached' })
  await page.getByRole('treeitem', { name: /^Scheduled for deletion/ }).click()
  await openSecret(page, 'prod/billing/db')
  expect(await button(page, 'Reveal value').count()).toBe(0)
  await button(page, 'Restore').click()
  await button(page, 'Reveal value').waitFor()
  await page.getByRole('treeitem', { name: /^All/ }).click()
  await rowOf(page, 'prod/billing/db').waitFor()
})

test('secrets are found by words and terms', async () => {
  const { page } = app
  const search = page.getByRole('searchbox', { name: 'Search secrets' })
  const names = () =>
    page
      .getByRole('grid', { name: 'Secrets' })
      .getByRole('row')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')))
  await search.fill('kind:ssh-key')
  await expect.poll(names).toEqual(['ops/bastion'])
  await search.fill('prod db')
  await expect.poll(names).toEqual(['prod/billing/db'])
  await search.fill('no such thing')
  await page.getByText('Nothing found').waitFor()
  await button(page, 'Clear the search').first().click()
  await expect.poll(names).toHaveLength(4)
})

test('what was done with a secret, where and when, is told under Activity', async () => {
  const { page } = app
  await openSecret(page, 'prod/billing/db')
  const entries = region(page, 'Activity').getByRole('listitem')
  await expect.poll(() => entries.count()).toBe(5)
  await button(page, 'Show older').click()
  await entries.last().getByText('Created').waitFor()
  await button(page, 'Reveal value').click()
  await entries.first().getByText('Read').waitFor()
  expect(await entries.first().textContent()).toContain('in this window')
})

test('panes keep the width they were given, over a lock too', async () => {
  const { page } = app
  const line = page.getByRole('separator', { name: 'Width of the list' })
  const width = async () => Number(await line.getAttribute('aria-valuenow'))
  const before = await width()
  await line.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('searchbox', { name: 'Search secrets' }).focus()
  await lock(page)
  await unlock(page)
  await expect.poll(width).toBe(before - 32)
})

test('a wrong password is told in place, and nothing on the screen moves', async () => {
  const { page } = app
  await lock(page)
  const place = () => button(page, 'Unlock').boundingBox()
  const before = await place()
  await passwordField(page).fill('wrong')
  await button(page, 'Unlock').click()
  await page.getByRole('alert').filter({ hasText: 'not the password' }).waitFor()
  expect(await place()).toEqual(before)
  expect(await passwordField(page).inputValue()).toBe('')
  await unlock(page)
  await rowOf(page, 'prod/billing/db').waitFor()
})

test('the page’s own policy had nothing to refuse on the way', () => {
  expect(refusals).toEqual([])
})
