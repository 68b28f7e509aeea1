/** The window at the smallest size it is drawn for: nothing is cut off, and nothing lies over what is to be pressed. */
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { addSecret, button, createVault, openSecret, region } from '../support/window-steps.ts'

const longName = 'partners/ledger-reconciliation/service.account.key-of-march.production.json'

let app: RunningApp

beforeAll(async () => {
  app = await openApp()
  await createVault(app.page)
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600))
  await app.page.waitForFunction(() => window.innerWidth === 900 && window.innerHeight === 600)
  await addSecret(app.page, { name: longName, value: '{"GOOGLE_APPLICATION_CREDENTIALS_OF_MARCH":"x"}' })
  const login = { username: 'ada', password: 'correct-horse-battery', totp: 'JBSWY3DPEHPK3PXPJBSWY3DP' }
  await addSecret(app.page, { name: 'web/login', value: JSON.stringify(login) })
})

afterAll(async () => {
  await app.close()
  removeHomes()
})

/** Texts that are broken within, of an element whose texts are the parts of a name. */
const brokenParts = (element: Element): readonly string[] => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const broken: string[] = []
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const range = document.createRange()
    range.selectNodeContents(node)
    if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(node.textContent ?? '')
  }
  return broken
}

/** What cannot be seen whole: beyond the window, behind the edge of something that does not scroll, or scrolled sideways. */
function cutOff(): readonly string[] {
  const isSideways = (element: Element): boolean =>
    element.scrollWidth > element.clientWidth + 1 &&
    ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) &&
    !element.matches('.overflow-x-auto, pre, textarea, input')
  const edgeOf = (element: Element): number => {
    let edge = window.innerWidth
    for (let above = element.parentElement; above !== null; above = above.parentElement) {
      if (above.closest('.overflow-x-auto') !== null) return Number.POSITIVE_INFINITY
      if (getComputedStyle(above).overflowX !== 'visible') edge = Math.min(edge, above.getBoundingClientRect().right)
    }
    return edge
  }
  const controls = [...document.querySelectorAll('button, select, input, textarea')].filter((element) => {
    const { width, right, left } = element.getBoundingClientRect()
    return width > 1 && (left < -1 || right > edgeOf(element) + 1)
  })
  return [...controls, ...[...document.querySelectorAll('div, section, dialog')].filter(isSideways)].map(
    (element) => `${element.tagName} ${element.ariaLabel ?? ''} ${element.textContent?.slice(0, 40)}`,
  )
}

/** Whether it would be what a click on its middle meets. */
const isOnTop = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })

const expectWhole = async (): Promise<void> => expect.poll(() => app.page.evaluate(cutOff)).toEqual([])
const show = (name: RegExp): Promise<void> => app.page.getByRole('treeitem', { name }).click()

describe('at 900 by 600', () => {
  test('a long name breaks after slashes, dots and dashes, as the keys of a value do at underscores', async () => {
    const { page } = app
    await openSecret(page, longName)
    const heading = page.getByRole('heading', { name: longName, exact: true })
    expect(await heading.evaluate(brokenParts)).toEqual([])
    expect((await heading.boundingBox())?.height).toBeGreaterThan(24)
    expect(await region(page, 'Value').getByRole('term').evaluate(brokenParts)).toEqual([])
  })

  test('the parts of a one-time code stand in one line', async () => {
    await openSecret(app.page, 'web/login')
    const code = region(app.page, 'One-time code')
    await code.getByRole('button', { name: 'Show code' }).click()
    const parts = [
      code.getByRole('status'),
      code.getByRole('button', { name: 'Hide code' }),
      button(app.page, 'Copy code'),
    ]
    const middles = await Promise.all(
      parts.map((part) =>
        part.evaluate((each) => each.getBoundingClientRect()).then(({ top, height }) => top + height / 2),
      ),
    )
    expect(Math.max(...middles) - Math.min(...middles)).toBeLessThan(4)
    await code.getByRole('button', { name: 'Hide code' }).click()
  })

  test('the buttons of a long dialog are in sight before anything is scrolled', async () => {
    await region(app.page, 'Rotation').getByRole('button', { name: 'Set a rule…' }).click()
    const form = app.page.getByRole('dialog', { name: 'Rotation of web/login' })
    await form.getByRole('combobox', { name: 'Rotator' }).selectOption({ label: 'PostgreSQL password' })
    await form.getByRole('textbox', { name: 'Secret of an administrator' }).waitFor()
    await expect.poll(() => isOnTop(form.getByRole('button', { name: 'Save the rule' }))).toBe(true)
    await expect.poll(() => isOnTop(form.getByRole('button', { name: 'Cancel' }))).toBe(true)
    await expectWhole()
    await app.page.keyboard.press('Escape')
    await form.waitFor({ state: 'detached' })
  })

  test('messages come from below, and from above while a dialog has its buttons there', async () => {
    const { page } = app
    const place = () => page.locator('#toasts').evaluate((element) => element.getBoundingClientRect().top)
    await expect.poll(place).toBeGreaterThan(300)
    await page.keyboard.press('Control+,')
    await page.getByRole('dialog', { name: 'Settings' }).waitFor()
    await expect.poll(place).toBeLessThan(40)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Settings' }).waitFor({ state: 'detached' })
  })

  test.each(['General', 'Security', 'Backups', 'Programs', 'Audit', 'Health'])(
    'the settings are whole: %s',
    async (tab) => {
      const { page } = app
      await page.keyboard.press('Control+,')
      const settings = page.getByRole('dialog', { name: 'Settings' })
      await settings.getByRole('tab', { name: tab }).click()
      await settings.getByRole('tabpanel', { name: tab }).waitFor()
      await expectWhole()
      await page.keyboard.press('Escape')
      await settings.waitFor({ state: 'detached' })
    },
  )

  test('so are a secret, its editor and every page', async () => {
    const { page } = app
    await openSecret(page, longName)
    await expectWhole()
    await page.keyboard.press('Control+e')
    await region(page, 'Editor').waitFor()
    await expectWhole()
    await page.keyboard.press('Escape')
    for (const [item, heading] of [
      [/^Needs attention/, 'Needs attention'],
      [/^Rotation due/, 'Rotation'],
      [/^Sync/, 'Sync'],
    ] as const) {
      await show(item)
      await page.getByRole('heading', { name: heading, exact: true }).waitFor()
      await expectWhole()
    }
    await button(page, 'Import').click()
    await page.getByRole('heading', { name: 'Import', exact: true }).waitFor()
    await expectWhole()
  })

  test('the settings lead to the targets', async () => {
    const { page } = app
    await page.keyboard.press('Control+,')
    await button(page, 'Go to Sync').click()
    await page.getByRole('tab', { name: 'Targets', selected: true }).waitFor()
  })
})
