/**
 * More of what a person does in the window, beside window-steps.ts: values from the keyboard, from files and from the
 * clipboard, locking, editing. Everything waits for what it needs to appear; nothing sleeps.
 */
import type { Locator, Page } from 'playwright-core'
import { until } from './conditions.ts'
import { button, passwordField, region } from './window-steps.ts'

export { lock, waitForUnlockScreen } from './window-steps.ts'

/**
 * Where a text comes from. `fill` is at once, as a test tool can; `keys` is key by key, so that no tool holds it in one
 * piece; `clipboard` pastes what another program offers.
 */
export type ValueSource =
  | { readonly from: 'fill' | 'keys'; readonly text: string }
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'clipboard' }

export interface NewSecret {
  readonly name: string
  readonly value: ValueSource
  readonly description?: string
  readonly tag?: { readonly key: string; readonly value: string }
}

export const heading = (page: Page, name: string): Locator => page.getByRole('heading', { name, exact: true })
export const valueField = (page: Page): Locator => page.getByRole('textbox', { name: 'Value', exact: true })
export const listRows = (page: Page): Locator => page.getByRole('grid', { name: 'Secrets' }).getByRole('row')

export async function addSecretFrom(page: Page, { name, value, description, tag }: NewSecret): Promise<void> {
  await button(page, 'New secret').click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await giveValue(page, value)
  if (description !== undefined) await page.getByRole('textbox', { name: 'Description' }).fill(description)
  if (tag !== undefined) {
    const field = page.getByRole('textbox', { name: 'Tags' })
    await field.fill(`${tag.key}=${tag.value}`)
    await field.press('Enter')
  }
  await button(page, 'Save').click()
  await heading(page, name).waitFor()
}

async function giveValue(page: Page, value: ValueSource): Promise<void> {
  const field = valueField(page)
  switch (value.from) {
    case 'fill':
      return field.fill(value.text)
    case 'keys':
      return field.pressSequentially(value.text)
    case 'clipboard':
      return field.press('ControlOrMeta+V')
    case 'file': {
      const chooser = page.waitForEvent('filechooser')
      await button(page, 'Choose a file').click()
      await (await chooser).setFiles(value.path)
      await until('the file in the editor', () => page.evaluate(isFileRead))
      return
    }
  }
}

/** Bytes take the place of the field for text. Asked in the page: what is read stays there. */
function isFileRead(): boolean {
  const field = document.getElementById('editor-value')
  return !(field instanceof HTMLTextAreaElement) || field.value !== ''
}

/** A new version of the secret that is open: its text replaced, with a word on why. */
export async function editValue(page: Page, name: string, text: string, note: string): Promise<void> {
  await button(page, 'Edit').click()
  await valueField(page).fill(text)
  await page.getByRole('textbox', { name: 'What changed' }).fill(note)
  await button(page, 'Save').click()
  await heading(page, name).waitFor()
  await versionRow(page, note).waitFor()
}

/** The rows of the versions whose text holds these words: a staging label, a note. */
export const versionRow = (page: Page, ...words: readonly string[]): Locator =>
  words.reduce((rows, word) => rows.filter({ hasText: word }), region(page, 'Versions').getByRole('row') as Locator)

export async function reveal(page: Page): Promise<void> {
  await button(page, 'Reveal value').click()
  await button(page, 'Hide value').waitFor()
}

/** The revealed texts on the screen, one a key where the value has keys. They pass through the test's own tool. */
export const shownTexts = (page: Page): Promise<readonly string[]> =>
  region(page, 'Value').locator('pre').allInnerTexts()

/** Types a password key by key and presses Unlock; what comes of it is the caller's to see. */
export async function tryPassword(page: Page, password: string): Promise<void> {
  await passwordField(page).pressSequentially(password)
  await button(page, 'Unlock').click()
}

/** A failure where it is told, by the words in it. */
export const alertWith = (page: Page, words: string | RegExp): Locator =>
  page.getByRole('alert').filter({ hasText: words })
