/** What a user does in the window, by role and name, as the journeys share it. */
import type { Locator, Page } from 'playwright-core'
import { until } from './conditions.ts'

export const testPassword = 'zookeeper-abacus-jigsaw'

export const passwordField = (page: Page): Locator => page.getByRole('textbox', { name: 'Password', exact: true })
export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
export const rowOf = (page: Page, name: string): Locator =>
  page.getByRole('grid', { name: 'Secrets' }).getByRole('row', { name, exact: true })
export const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

/** From the welcome screen to an open, empty vault. */
export async function createVault(page: Page, password = testPassword): Promise<void> {
  await passwordField(page).fill(password)
  await page.getByRole('textbox', { name: 'Confirm password' }).fill(password)
  await button(page, 'Create vault').click()
  await page.getByRole('searchbox', { name: 'Search secrets' }).waitFor()
}

const isCrash = (error: unknown): boolean => String(error).includes('Target crashed')

/** Waits for something on the page that follows a lock; whoever waits while the page's process is ended is told of a crash. */
export const shownAfterLock = (locator: Locator): Promise<void> =>
  until(`${locator} after a lock`, () =>
    locator.isVisible().catch((error) => {
      if (isCrash(error)) return false
      throw error
    }),
  )

export const waitForUnlockScreen = (page: Page): Promise<void> => shownAfterLock(button(page, 'Unlock'))

/** What locks may end the page before its own end is told. */
export async function lockBy(page: Page, pressing: Promise<void>): Promise<void> {
  await pressing.catch((error) => {
    if (!isCrash(error)) throw error
  })
  await waitForUnlockScreen(page)
}

export const lock = (page: Page): Promise<void> => lockBy(page, button(page, 'Lock').click())

export async function unlock(page: Page, password = testPassword): Promise<void> {
  await waitForUnlockScreen(page)
  await passwordField(page).fill(password)
  await button(page, 'Unlock').click()
  await page.getByRole('searchbox', { name: 'Search secrets' }).waitFor()
}

/** Adds a secret through the editor and waits until it is shown. */
export async function addSecret(page: Page, secret: { name: string; value: string; kind?: string }): Promise<void> {
  await button(page, 'New secret').click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(secret.name)
  if (secret.kind) await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: secret.kind })
  await page.getByRole('textbox', { name: 'Value', exact: true }).fill(secret.value)
  await button(page, 'Save').click()
  await page.getByRole('heading', { name: secret.name, exact: true }).waitFor()
}

export async function openSecret(page: Page, name: string): Promise<void> {
  await rowOf(page, name).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
}

/**
 * Whether a text is anywhere in the page: its markup, hidden parts included, and its fields. A page that a lock replaces
 * while it is looked at is looked at again when it is there.
 */
export async function isInPage(page: Page, text: string | undefined): Promise<boolean> {
  try {
    return await page.evaluate((wanted) => {
      if (!wanted) throw new Error('nothing to look for')
      const fields = [...document.querySelectorAll('input, textarea')].map((field) => Reflect.get(field, 'value'))
      return `${document.documentElement.outerHTML}\n${fields.join('\n')}`.includes(wanted)
    }, text)
  } catch (error) {
    if (!String(error).includes('Execution context was destroyed')) throw error
    return await isInPage(page, text)
  }
}
