/** Rotation and what needs attention in the real window: rule, run, due list, calendar, charts; by keyboard, under axe. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { violationsInBothThemes } from '../support/axe.ts'
import { addSecret, button, createVault, isInPage, openSecret, region, rowOf } from '../support/window-steps.ts'

let app: RunningApp
const folder = mkdtempSync(join(tmpdir(), 'coffer-ics-'))

beforeAll(async () => {
  app = await openApp()
  await createVault(app.page)
  await addSecret(app.page, { name: 'ci/token', kind: 'API key', value: 'first-token-value-4711' })
  await addSecret(app.page, {
    name: 'prod/weak',
    value: JSON.stringify({ username: 'admin', password: 'password1' }),
  })
})

afterAll(async () => {
  await app.close()
  removeHomes()
  rmSync(folder, { recursive: true, force: true })
})

async function expectAccessible(): Promise<void> {
  expect(await violationsInBothThemes(app.page)).toEqual([])
}

const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await app.page.keyboard.press(key)
}

const showPage = (name: RegExp): Promise<void> => app.page.getByRole('treeitem', { name }).click()
const dialog = (name: string): Locator => app.page.getByRole('dialog', { name })

describe('a rotation', () => {
  test('gets a rule, with its next windows before it is saved', async () => {
    const { page } = app
    await openSecret(page, 'ci/token')
    await region(page, 'Rotation').getByRole('button', { name: 'Set a rule…' }).click()
    const form = dialog('Rotation of ci/token')
    await form.getByRole('textbox', { name: 'Days', exact: true }).fill('30')
    await form.getByText(/ to /).first().waitFor()
    await form.getByRole('combobox', { name: 'Rotator' }).selectOption({ label: 'New random value' })
    await expectAccessible()
    await form.getByRole('textbox', { name: 'Length' }).fill('3')
    await form.getByRole('button', { name: 'Save the rule' }).click()
    await form.getByRole('alert').getByText('From 8 to 4,096.').waitFor()
    await form.getByRole('textbox', { name: 'Length' }).fill('40')
    await form.getByRole('button', { name: 'Save the rule' }).click()
    await form.waitFor({ state: 'detached' })
    await region(page, 'Rotation').getByText('every 30 days', { exact: true }).waitFor()
  })

  test('says what is wrong with an expression as it is typed', async () => {
    const { page } = app
    await region(page, 'Rotation').getByRole('button', { name: 'More about the rotation' }).click()
    await page.getByRole('menuitem', { name: 'Change…' }).click()
    const form = dialog('Rotation of ci/token')
    await form.getByRole('radio', { name: 'Expression' }).click()
    await form.getByRole('textbox', { name: 'Schedule expression' }).fill('rate(1 minute)')
    await form.getByText(/^A schedule is written/).waitFor()
    await press('Escape')
    await form.waitFor({ state: 'detached' })
  })

  test('waits for the user, shows its steps, and moves AWSCURRENT when it is confirmed', async () => {
    const { page } = app
    const card = region(page, 'Rotation')
    await card.getByRole('button', { name: 'Rotate now' }).click()
    const run = card.getByRole('region', { name: 'A rotation is under way' })
    await run.getByRole('button', { name: 'I have done this' }).waitFor()
    await expect.poll(() => run.getByRole('listitem').first().textContent()).toMatch(/Create the new value.*done/)
    await expectAccessible()
    expect(await isInPage(page, 'first-token-value-4711')).toBe(false)
    await run.getByRole('button', { name: 'I have done this' }).click()
    await run.waitFor({ state: 'detached' })
    await card.getByText('finished', { exact: true }).waitFor()
    await region(page, 'Activity').getByText('Rotation finished').waitFor()
    const rows = region(page, 'Versions').getByRole('row')
    await expect.poll(() => rows.count()).toBe(2)
    await expect.poll(() => rows.first().textContent()).toContain('AWSCURRENT')
    expect(await rows.filter({ hasText: 'AWSCURRENT' }).count()).toBe(1)
  })

  test('that is cancelled leaves the value as it was', async () => {
    const { page } = app
    const card = region(page, 'Rotation')
    const before = await region(page, 'Versions').getByRole('row').filter({ hasText: 'AWSCURRENT' }).textContent()
    await card.getByRole('button', { name: 'Rotate now' }).click()
    await card.getByRole('button', { name: 'Cancel the rotation' }).click()
    await card.getByText('cancelled', { exact: true }).waitFor()
    const after = region(page, 'Versions').getByRole('row').filter({ hasText: 'AWSCURRENT' })
    expect((await after.textContent())?.slice(0, 8)).toBe(before?.slice(0, 8))
  })
})

describe('the rotation page', () => {
  test('lists what falls due, puts a reminder off and brings it back', async () => {
    const { page } = app
    await showPage(/^Rotation due/)
    await page.getByRole('radio', { name: 'Within 90 days' }).click()
    const row = page.getByRole('list', { name: 'Due secrets' }).getByRole('listitem').filter({ hasText: 'token' })
    await row.waitFor()
    await expectAccessible()
    await row.getByRole('button', { name: 'Snooze ci/token' }).click()
    await page.getByRole('menuitem', { name: 'For a week' }).click()
    await page
      .getByRole('status')
      .getByText(/ci\/token is snoozed until/)
      .waitFor()
    await press('Control+z')
    await page.getByRole('status').getByText('ci/token is no longer snoozed').waitFor()
  })

  test('shows the year, and the days of it to the keyboard', async () => {
    const { page } = app
    const year = region(page, 'The year')
    const day = year.getByRole('button', { name: /1 rotation$/ }).first()
    await day.focus()
    await press('Enter')
    await year.getByRole('status').getByRole('button', { name: 'ci/token' }).waitFor()
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? 'nothing')
    const first = await focused()
    await press('ArrowRight')
    expect(await focused()).toMatch(/1 rotation$/)
    expect(await focused()).not.toBe(first)
    await press('ArrowLeft')
    expect(await focused()).toBe(first)
    await expectAccessible()
  })

  test('saves the year as a calendar file where the user says', async () => {
    const { page, electron } = app
    const path = join(folder, 'rotations.ics')
    await electron.evaluate(({ dialog: shown }, filePath) => {
      shown.showSaveDialog = async () => ({ canceled: false, filePath })
    }, path)
    await button(page, 'Export calendar (.ics)').click()
    await page
      .getByRole('status')
      .getByText(/^Saved .*rotations\.ics/)
      .waitFor()
    const text = readFileSync(path, 'utf8')
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n/)
    expect(text).toContain('ci/token')
  })

  test('sets rules for many at once, after showing which', async () => {
    const { page } = app
    await button(page, 'Set rules…').click()
    const bulk = dialog('Set rules for many secrets')
    await bulk.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Login' })
    await bulk.getByRole('button', { name: 'Show which' }).click()
    await bulk.getByText('prod/weak').waitFor()
    await expectAccessible()
    await bulk.getByRole('button', { name: 'Set 1 rule' }).click()
    await page.getByRole('status').getByText('1 rule set').waitFor()
  })
})

describe('what needs attention', () => {
  test('is a chart whose bars lead to their lists', async () => {
    const { page } = app
    await showPage(/^Needs attention/)
    await button(page, 'Weak 1 secret').click()
    const row = page.getByRole('list', { name: 'Weak' }).getByRole('listitem')
    await row.getByText(/first that anybody would try/).waitFor()
    await expectAccessible()
    await button(page, 'Show these in the list').click()
    await rowOf(page, 'prod/weak').waitFor()
    await expect.poll(() => page.getByRole('grid', { name: 'Secrets' }).getByRole('row').count()).toBe(1)
    expect(await page.getByRole('searchbox', { name: 'Search secrets' }).inputValue()).toBe('is:weak')
  })

  test('shows the coming months, each leading to its list', async () => {
    const { page } = app
    await showPage(/^Needs attention/)
    const months = region(page, 'The coming twelve months')
    const column = months.getByRole('button', { name: /[1-9]\d* rotations?,/ }).first()
    await column.click()
    await months.getByRole('list', { name: 'Due secrets' }).waitFor()
    await expectAccessible()
  })

  test('counts beside its name in the navigation what is known', async () => {
    const item = app.page.getByRole('treeitem', { name: /^Needs attention/ })
    await expect.poll(() => item.textContent()).toMatch(/[1-9]$/)
  })
})

test('checks speak while a value is typed, and stand in nobody’s way', async () => {
  const { page } = app
  await press('Control+n')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('prod/typed')
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'API key' })
  await page.getByRole('textbox', { name: 'Value', exact: true }).fill('changeme')
  const checks = page.getByRole('status', { name: 'Checks' })
  await checks.getByText(/placeholder/).waitFor()
  await expectAccessible()
  await button(page, 'Save').click()
  await page.getByRole('heading', { name: 'prod/typed', exact: true }).waitFor()
  await region(page, 'Vetting')
    .getByText(/placeholder/)
    .waitFor()
})

test('all of it is reached and left by the keyboard alone', async () => {
  const { page } = app
  await press('Control+k')
  await page.getByRole('dialog', { name: 'Find anything' }).waitFor()
  await page.keyboard.type('go to rotation')
  await page.getByRole('option', { name: /^Go to Rotation/, selected: true }).waitFor()
  await press('Enter')
  await page.getByRole('heading', { name: 'Rotation', level: 1 }).waitFor()
  await press('Escape')
  await page.getByRole('searchbox', { name: 'Search secrets' }).waitFor()
  await press('Control+k')
  await page.getByRole('dialog', { name: 'Find anything' }).waitFor()
  await page.keyboard.type('needs attention')
  await page.getByRole('option', { name: /^Go to Needs attention/, selected: true }).waitFor()
  await press('Enter')
  await page.getByRole('heading', { name: 'Needs attention', level: 1 }).waitFor()
  await expectAccessible()
})

test('in a window as narrow as a 200 % zoom makes it', async () => {
  const { page, electron } = app
  await electron.evaluate(({ BrowserWindow }) => {
    for (const each of BrowserWindow.getAllWindows()) each.webContents.setZoomFactor(2)
  })
  await expectAccessible()
  await button(page, 'Show navigation').click()
  await showPage(/^Rotation due/)
  await region(page, 'The year').waitFor()
  await expectAccessible()
})
