/** Pictures of what surrounds the secrets: ways in, settings page by page, several secrets at once, an edit to merge. */
import type { Locator, Page } from 'playwright-core'
import type { Screen } from './screenshots-sync.ts'

const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
const row = (page: Page, name: string): Locator => page.getByRole('row', { name, exact: true })
const pressEscape = (page: Page): Promise<void> => page.keyboard.press('Escape')

const settingsPage = (name: string, title: string): Screen => ({
  name,
  open: async (page) => {
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: title }).click()
    await page.waitForTimeout(500)
  },
  close: pressEscape,
})

async function showCode(page: Page): Promise<void> {
  await row(page, 'prod/mail/console').click()
  await page.getByRole('heading', { name: 'prod/mail/console', exact: true }).waitFor()
  await button(page, 'Show code').click()
  await page.getByRole('status', { name: 'One-time code' }).waitFor()
}

async function mark(page: Page): Promise<void> {
  await row(page, 'ci/github').click()
  await row(page, 'ci/slack').click({ modifiers: ['ControlOrMeta'] })
  await row(page, 'deploy/bastion').click({ modifiers: ['ControlOrMeta'] })
  await page.getByText('3 secrets marked').waitFor()
}

/** Another change comes while a field is typed into. */
async function editMeanwhile(page: Page): Promise<void> {
  await row(page, 'prod/billing/db').click()
  await page.getByRole('heading', { name: 'prod/billing/db', exact: true }).waitFor()
  await page.keyboard.press('Control+e')
  await page.getByRole('textbox', { name: 'password', exact: true }).fill('typed just now')
  await page.evaluate(async () => {
    const set = { host: new TextEncoder().encode('db2.billing.example.com') }
    await Reflect.get(window, 'bridge')['secrets.put']({
      name: 'prod/billing/db',
      value: { form: 'fields', set },
      note: 'Moved to the new cluster',
    })
  })
  await button(page, 'Merge').waitFor()
}

async function discard(page: Page): Promise<void> {
  await button(page, 'Cancel').click()
  const question = button(page, 'Discard')
  if (await question.isVisible()) await question.click()
}

export const moreScreens: readonly Screen[] = [
  { name: 'totp', open: showCode, close: (page) => button(page, 'Hide code').click() },
  { name: 'marked', open: mark },
  { name: 'marked-tag', open: (page) => button(page, 'Add a tag to all…').click(), close: pressEscape },
  {
    name: 'marked-deletion',
    open: (page) => button(page, 'Schedule deletion of all…').click(),
    close: async (page) => {
      await pressEscape(page)
      await button(page, 'Take off the marks').click()
    },
  },
  { name: 'editor-stale', open: editMeanwhile },
  {
    name: 'editor-merged',
    open: async (page) => {
      await button(page, 'Merge').click()
      await page.getByText('Merged: your changes and theirs.').waitFor()
    },
    close: discard,
  },
  settingsPage('settings-security', 'Security'),
  settingsPage('settings-backups', 'Backups'),
  settingsPage('settings-programs', 'Programs'),
  settingsPage('settings-audit', 'Audit'),
  settingsPage('settings-health', 'Health'),
]

/** From the welcome screen; each leaves it as it was. */
export const welcomeScreens: readonly Screen[] = [
  { name: 'welcome', open: async () => undefined },
  {
    name: 'welcome-typed',
    open: async (page) => {
      await page.getByRole('textbox', { name: 'Password', exact: true }).fill('zookeeper abacus jigsaw')
      await page.getByText('Hard to guess').waitFor()
      await button(page, 'Use a keyfile too').click()
    },
    close: (page) => page.getByRole('textbox', { name: 'Password', exact: true }).fill(''),
  },
  {
    name: 'restore',
    open: (page) => button(page, 'Restore a backup').click(),
    close: (page) => button(page, 'Back').click(),
  },
]

/** From the unlock screen. */
export const lockedScreens: readonly Screen[] = [
  {
    name: 'recover',
    open: (page) => button(page, 'Lost the password?').click(),
    close: (page) => button(page, 'Back').click(),
  },
]

/** In a vault that was just made. */
export async function offerKit(page: Page): Promise<void> {
  const password = 'zookeeper abacus jigsaw'
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password)
  await page.getByRole('textbox', { name: 'Confirm password' }).fill(password)
  await button(page, 'Create vault').click()
  await page.getByRole('region', { name: 'Recovery kit' }).waitFor()
}

export const kitScreens: readonly Screen[] = [
  { name: 'empty-vault', open: async () => undefined },
  {
    name: 'kit',
    open: async (page) => {
      await button(page, 'Make it now').click()
      await page.getByRole('dialog').getByRole('button', { name: 'Make a recovery kit' }).click()
      await page.getByRole('status', { name: 'Recovery key' }).waitFor()
    },
  },
]
