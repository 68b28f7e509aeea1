/** Every screen and dialog under axe-core in both themes, and the main journey by the keyboard alone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { violationsInBothThemes } from '../support/axe.ts'
import { addSecret, button, lockBy, openSecret, passwordField, region, testPassword } from '../support/window-steps.ts'

let app: RunningApp

beforeAll(async () => {
  app = await openApp()
})

afterAll(async () => {
  await app.close()
  removeHomes()
})

/** The screen as it is, in light and in dark. */
async function expectAccessible(): Promise<void> {
  expect(await violationsInBothThemes(app.page)).toEqual([])
}

const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await app.page.keyboard.press(key)
}

/** The role and the name of what has the focus, as a screen reader would say it. */
const focused = (): Promise<string> =>
  app.page.evaluate(() => {
    const at = document.activeElement
    const label =
      at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? at.labels?.[0]?.textContent : null
    return at?.getAttribute('aria-label') ?? label ?? at?.textContent ?? ''
  })

test('the welcome screen', async () => {
  await passwordField(app.page).waitFor()
  await expectAccessible()
  await passwordField(app.page).fill('weak')
  await button(app.page, 'Create vault').click()
  await app.page.getByRole('alert').first().waitFor()
  await expectAccessible()
})

test('the first steps by the keyboard alone: vault, secret, value', async () => {
  const { page } = app
  await passwordField(page).focus()
  await press('Control+a')
  await page.keyboard.type(testPassword)
  await press('Tab', 'Tab')
  await expect.poll(focused).toBe('Confirm password')
  await page.keyboard.type(testPassword)
  await press('Enter')
  await page.getByRole('searchbox', { name: 'Search secrets' }).waitFor()
  await expectAccessible()
  await press('Control+n')
  await expect.poll(focused).toBe('Name')
  await page.keyboard.type('keys/only')
  await press('Tab')
  await page.getByRole('textbox', { name: 'Value', exact: true }).focus()
  await page.keyboard.type('typed-value')
  await press('Control+s')
  await page.getByRole('heading', { name: 'keys/only', exact: true }).waitFor()
  await expect.poll(focused).toBe('keys/only')
  await press('Control+Shift+C')
  await region(page, 'Value').getByText('typed-value', { exact: true }).waitFor()
  await press('Control+Shift+C')
  await region(page, 'Value').getByText('typed-value', { exact: true }).waitFor({ state: 'detached' })
})

test('moving through the list, into a secret and back', async () => {
  const { page } = app
  await addSecret(page, { name: 'keys/second', kind: 'Note', value: 'x' })
  await press('/')
  await expect.poll(focused).toBe('Search secrets')
  await press('ArrowDown', 'Home')
  await page.getByRole('heading', { name: 'keys/only', exact: true }).waitFor()
  await press('j')
  await page.getByRole('heading', { name: 'keys/second', exact: true }).waitFor()
  await press('k')
  await page.getByRole('heading', { name: 'keys/only', exact: true }).waitFor()
  await press('Enter')
  await expect.poll(focused).toBe('keys/only')
  await press('Control+e')
  await page.getByRole('region', { name: 'Editor' }).waitFor()
  await press('Escape')
  await page.getByRole('heading', { name: 'keys/only', exact: true }).waitFor()
  await press('Escape')
  await page.getByText('Select a secret to see it here').waitFor()
})

test('the palette finds a secret and opens it', async () => {
  const { page } = app
  await press('Control+k')
  await page.getByRole('dialog', { name: 'Find anything' }).waitFor()
  await page.keyboard.type('second')
  await page.getByRole('option', { name: /second/, selected: true }).waitFor()
  await press('Enter')
  await page.getByRole('heading', { name: 'keys/second', exact: true }).waitFor()
})

test('folding and unfolding the name tree', async () => {
  const { page } = app
  const tree = page.getByRole('tree', { name: 'Names' })
  await addSecret(page, { name: 'keys/deep/third', kind: 'Note', value: 'x' })
  await tree.getByRole('treeitem', { name: /^keys/ }).focus()
  await press('ArrowRight')
  await tree.getByRole('treeitem', { name: /^deep/ }).waitFor()
  await press('ArrowDown', 'Enter')
  await expect.poll(() => page.getByRole('grid', { name: 'Secrets' }).getByRole('row').count()).toBe(1)
  await press('ArrowLeft', 'ArrowLeft')
  await tree.getByRole('treeitem', { name: /^deep/ }).waitFor({ state: 'detached' })
  await page.getByRole('treeitem', { name: /^All/ }).click()
})

describe('axe-core finds nothing serious', () => {
  beforeAll(async () => {
    const { page } = app
    const value = JSON.stringify({ engine: 'postgres', host: 'db', port: 5432, username: 'a', password: 'b' })
    await addSecret(page, { name: 'prod/db', kind: 'Note', value })
    await page.evaluate(async () => {
      const bridge = Reflect.get(window, 'bridge')
      const put = (text: string, more: object) =>
        bridge['secrets.put']({
          name: 'prod/db',
          value: { form: 'text', bytes: new TextEncoder().encode(text) },
          ...more,
        })
      await put('{"password":"c"}', { note: 'Rotated' })
      await put('{"password":"d"}', { stages: ['AWSPENDING', 'own-label'] })
      await bridge['secrets.tag']({ name: 'prod/db', tags: { team: 'payments' } })
    })
  })

  test('on a secret, masked and revealed', async () => {
    await openSecret(app.page, 'prod/db')
    await expectAccessible()
    await button(app.page, 'Reveal value').click()
    await button(app.page, 'Hide value').waitFor()
    await expectAccessible()
  })

  test('in its menus', async () => {
    await button(app.page, 'More actions').click()
    await app.page.getByRole('menu').waitFor()
    await expectAccessible()
    await press('Escape')
    await app.page.getByRole('button', { name: /^Sort by/ }).click()
    await app.page.getByRole('menu').waitFor()
    await expectAccessible()
    await press('Escape')
  })

  test('in the editor, new and changing, with the generator open', async () => {
    await press('Control+e')
    await expectAccessible()
    await app.page.getByRole('button', { name: 'Generate password' }).click()
    await expectAccessible()
    await press('Escape')
    await button(app.page, 'Cancel').click()
    await press('Control+n')
    await app.page.getByRole('textbox', { name: 'Value', exact: true }).fill('ghp_abcdefghijklmnopqrstuvwxyz0123456789')
    await app.page.getByText('API key.').waitFor()
    await expectAccessible()
    await button(app.page, 'Save').click()
    await app.page.getByRole('alert').first().waitFor()
    await expectAccessible()
    await button(app.page, 'Cancel').click()
    await expectAccessible()
    await button(app.page, 'Discard').click()
  })

  test.each([
    ['palette', 'Control+k', 'Find anything'],
    ['keyboard overview', '?', 'Keyboard'],
  ])('in the %s', async (_title, keys, name) => {
    await press(keys)
    await app.page.getByRole('dialog', { name }).waitFor()
    await expectAccessible()
    await press('Escape')
    await app.page.getByRole('dialog', { name }).waitFor({ state: 'detached' })
  })

  test('on every page of the settings', async () => {
    await press('Control+,')
    const dialog = app.page.getByRole('dialog', { name: 'Settings' })
    const tabs = dialog.getByRole('tab')
    for (let at = 0; at < (await tabs.count()); at += 1) {
      await tabs.nth(at).click()
      await expectAccessible()
    }
    await press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  test('in the dialogs of versions and of deletion', async () => {
    const { page } = app
    await openSecret(page, 'prod/db')
    const menu = region(page, 'Versions')
      .getByRole('row')
      .last()
      .getByRole('button', { name: /^Actions for version/ })
    for (const [item, dialog] of [
      ['Compare with current…', 'Compare two versions'],
      ['Add a staging label…', 'Add a staging label'],
    ] as const) {
      await menu.click()
      await page.getByRole('menuitem', { name: item }).click()
      await page.getByRole('dialog', { name: dialog }).waitFor()
      await expectAccessible()
      await press('Escape')
      await page.getByRole('dialog', { name: dialog }).waitFor({ state: 'detached' })
    }
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Schedule deletion…' }).click()
    await expectAccessible()
    await button(page, 'Schedule deletion in 30 days').click()
    await page.getByRole('status').getByText('prod/db is deleted on').waitFor()
    await page.getByRole('treeitem', { name: /^Scheduled for deletion/ }).click()
    await openSecret(page, 'prod/db')
    await expectAccessible()
  })

  test('when nothing is found', async () => {
    await app.page.getByRole('searchbox', { name: 'Search secrets' }).fill('no such thing')
    await app.page.getByText('Nothing found').waitFor()
    await expectAccessible()
  })

  test('in a window as narrow as a 200 % zoom makes it', async () => {
    const { page } = app
    await app.electron.evaluate(({ BrowserWindow }) => {
      for (const each of BrowserWindow.getAllWindows()) each.webContents.setZoomFactor(2)
    })
    await button(page, 'Back to the list').click()
    await button(page, 'Show navigation').click()
    await expectAccessible()
    await page.getByRole('treeitem', { name: /^All/ }).click()
    await page.getByRole('searchbox', { name: 'Search secrets' }).fill('keys/only')
    await openSecret(page, 'keys/only')
    await expectAccessible()
    await button(page, 'Back to the list').click()
    await app.electron.evaluate(({ BrowserWindow }) => {
      for (const each of BrowserWindow.getAllWindows()) each.webContents.setZoomFactor(1)
    })
  })

  test('on the unlock screen, with a wrong password too', async () => {
    const { page } = app
    await lockBy(page, press('Control+l'))
    await expectAccessible()
    await passwordField(page).fill('wrong')
    await press('Enter')
    await page.getByRole('alert').first().waitFor()
    await expectAccessible()
  })
})
