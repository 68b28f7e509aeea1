/** Two ways to use the window: with the mouse, and with the keyboard alone. A journey is written once for both. */
import type { Locator, Page } from 'playwright-core'

export interface Hands {
  /** Presses a button or a link, or opens what it stands for. */
  press(target: Locator): Promise<void>
  /** Replaces what is in a field, as one paste does. */
  enter(field: Locator, text: string): Promise<void>
  choose(field: Locator, label: string): Promise<void>
  /** Ticks a box. */
  tick(box: Locator): Promise<void>
  untick(box: Locator): Promise<void>
  /** Takes one of several that share a stop of Tab: a radio, a tab, an item of a tree. */
  pick(one: Locator): Promise<void>
  /** Opens a menu by its button and takes an item. */
  menu(opener: Locator, item: string): Promise<void>
}

const itemOf = (page: Page, name: string): Locator => page.getByRole('menuitem', { name, exact: true })

export const mouse = (page: Page): Hands => ({
  press: (target) => target.click(),
  async enter(field, text) {
    await field.click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText(text)
  },
  choose: async (field, label) => void (await field.selectOption({ label })),
  tick: (box) => box.check(),
  untick: (box) => box.uncheck(),
  pick: (one) => one.click(),
  async menu(opener, item) {
    await opener.click()
    await itemOf(page, item).click()
  },
})

/** Enough for any screen: a journey that needs more has lost its way. */
const mostTabs = 120
const mostArrows = 60

const hasFocus = (target: Locator): Promise<boolean> => target.evaluate((element) => element === document.activeElement)

/** Whether the focus is on it or on another of those that share its stop of Tab. */
const isBeside = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => {
    const focused = document.activeElement
    if (focused === null || focused === document.body) return false
    if (focused === element) return true
    const group = element.closest('[role=tree], [role=tablist], [role=group], [role=radiogroup]')
    return element instanceof HTMLInputElement
      ? focused instanceof HTMLInputElement && element.name !== '' && focused.name === element.name
      : group?.contains(focused) === true && focused.role === element.role
  })

/** Tab by Tab, as a person without a mouse goes; throws when the focus does not get there. */
async function tabTo(page: Page, target: Locator, isThere = hasFocus): Promise<void> {
  await target.waitFor()
  for (let tabs = 0; tabs < mostTabs; tabs += 1) {
    if (await isThere(target)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not get to ${target}`)
}

async function arrowTo(page: Page, target: Locator, key: 'ArrowDown' | 'ArrowRight'): Promise<void> {
  for (let steps = 0; steps < mostArrows; steps += 1) {
    if (await hasFocus(target)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} does not get to ${target}`)
}

async function pickByKeys(page: Page, one: Locator): Promise<void> {
  await tabTo(page, one, isBeside)
  const role = await one.evaluate((element) => element.role)
  if (role === 'treeitem') await page.keyboard.press('Home')
  await arrowTo(page, one, role === 'treeitem' ? 'ArrowDown' : 'ArrowRight')
  await page.keyboard.press('Space')
}

export const keyboard = (page: Page): Hands => ({
  async press(target) {
    await tabTo(page, target)
    await page.keyboard.press('Enter')
  },
  async enter(field, text) {
    await tabTo(page, field)
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText(text)
  },
  async choose(field, label) {
    await tabTo(page, field)
    // A menu finds what is typed, as far as it needs to tell its choices apart.
    await page.keyboard.type(label)
    const shown = await field.evaluate((element) => (element as HTMLSelectElement).selectedOptions[0]?.label)
    if (shown !== label) throw new Error(`the keyboard does not choose ${label}, but ${shown}`)
  },
  async tick(box) {
    await tabTo(page, box)
    if (!(await box.isChecked())) await page.keyboard.press('Space')
  },
  async untick(box) {
    await tabTo(page, box)
    if (await box.isChecked()) await page.keyboard.press('Space')
  },
  pick: (one) => pickByKeys(page, one),
  async menu(opener, item) {
    await tabTo(page, opener)
    await page.keyboard.press('Enter')
    await itemOf(page, item).waitFor()
    await arrowTo(page, itemOf(page, item), 'ArrowDown')
    await page.keyboard.press('Enter')
  },
})
