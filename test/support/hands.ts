/** Two ways to use the window: with the mouse, and with the keyboard alone. A journey is written once for both. */
import type { Locator, Page } from 'playwright-core'

export interface Hands {
  /** Presses a button or a link, or opens what it stands for. */
  press(target: Locator): Promise<void>
  /** Replaces what is in a field, as one paste does. */
  enter(field: Locator, text: string): Promise<void>
  choose(field: Locator, label: string): Promise<void>
}

export const mouse = (page: Page): Hands => ({
  press: (target) => target.click(),
  async enter(field, text) {
    await field.click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText(text)
  },
  choose: async (field, label) => void (await field.selectOption({ label })),
})

/** Enough for any screen: a journey that needs more has lost its way. */
const mostTabs = 120

const hasFocus = (target: Locator): Promise<boolean> => target.evaluate((element) => element === document.activeElement)

/** Tab by Tab, as a person without a mouse goes; throws when the focus does not get there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let tabs = 0; tabs < mostTabs; tabs += 1) {
    if (await hasFocus(target)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not get to ${target}`)
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
})
