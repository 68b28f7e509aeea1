import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshHome, openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { seriousViolations } from '../support/axe.ts'
import { answerFileDialogs } from '../support/file-dialogs.ts'
import { alertWith, lock } from '../support/person.ts'
import { button, passwordField, testPassword } from '../support/window-steps.ts'

const search = (app: RunningApp) => app.page.getByRole('searchbox', { name: 'Search secrets' })

describe('a keyfile, in the window', () => {
  let app: RunningApp
  let file: string

  beforeAll(async () => {
    app = await openApp({ home: freshHome() })
    file = join(app.home, '..', 'stick.keyfile')
    await answerFileDialogs(app.electron, file)
  })
  afterAll(async () => {
    await app.close()
    removeHomes()
  })

  test('is made with the vault', async () => {
    const { page } = app
    await button(page, 'Use a keyfile too').click()
    await button(page, 'Make a new one…').click()
    await page.getByRole('group', { name: 'Keyfile' }).getByText('stick.keyfile').waitFor()
    await passwordField(page).fill(testPassword)
    await page.getByRole('textbox', { name: 'Confirm password' }).fill(testPassword)
    expect(await seriousViolations(page)).toEqual([])
    await button(page, 'Create vault').click()
    await search(app).waitFor()
    expect(statSync(file)).toMatchObject({ size: 32 })
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('is asked for by the unlock screen, and the password alone is refused by name', async () => {
    const { page } = app
    await lock(page)
    await page.getByRole('group', { name: 'Keyfile' }).getByRole('button', { name: 'No keyfile' }).click()
    await passwordField(page).fill(testPassword)
    await button(page, 'Unlock').click()
    await alertWith(page, 'This vault needs its keyfile besides the password.').waitFor()
    expect(await seriousViolations(page)).toEqual([])
    await button(page, 'Choose a file…').click()
    await passwordField(page).fill(testPassword)
    await button(page, 'Unlock').click()
    await search(app).waitFor()
  })

  test('is known where it was at the next unlock, and another may be chosen', async () => {
    const { page } = app
    await lock(page)
    const keyfile = page.getByRole('group', { name: 'Keyfile' })
    await keyfile.getByText('stick.keyfile').waitFor()
    await keyfile.getByRole('button', { name: 'No keyfile' }).click()
    await passwordField(page).fill(testPassword)
    await button(page, 'Unlock').click()
    await alertWith(page, 'This vault needs its keyfile besides the password.').waitFor()
    await button(page, 'Choose a file…').click()
    await passwordField(page).fill(testPassword)
    await button(page, 'Unlock').click()
    await search(app).waitFor()
    expect(readFileSync(join(app.home, 'keyfile.json'), 'utf8')).toBe(JSON.stringify({ path: file }))
  })

  test('a new one is never written over the old one', async () => {
    const { page } = app
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Security' }).click()
    await page
      .getByRole('group', { name: 'Keyfile', exact: true })
      .getByRole('button', { name: 'Make a new one…' })
      .click()
    await alertWith(page, 'There is a file of that name already.').waitFor()
  })

  test('ends with a change of the password', async () => {
    const { page } = app
    const now = page.getByRole('group', { name: 'Current keyfile' })
    await now.getByRole('button', { name: 'Choose a file…' }).click()
    const next = page.getByRole('group', { name: 'Keyfile', exact: true })
    await next.getByText('stick.keyfile').waitFor()
    await next.getByRole('button', { name: 'No keyfile' }).click()
    await page.getByRole('textbox', { name: 'Current password' }).fill(testPassword)
    await page.getByRole('textbox', { name: 'New password', exact: true }).fill(testPassword)
    await page.getByRole('textbox', { name: 'Confirm new password' }).fill(testPassword)
    await button(page, 'Change password').click()
    await page.getByText('Password changed.').waitFor()
    await now.waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await lock(page)
    await passwordField(page).fill(testPassword)
    await button(page, 'Unlock').click()
    await search(app).waitFor()
    expect(existsSync(file)).toBe(true)
    expect(existsSync(join(app.home, 'keyfile.json'))).toBe(false)
  })
})
