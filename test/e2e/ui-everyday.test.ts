/** What comes with every day: several secrets at once, one-time codes, links, the offer of a recovery kit. */
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { totpCode } from '../../main/core/kinds/totp.ts'
import {
  appEnv,
  electronExecutable,
  freshHome,
  openApp,
  type RunningApp,
  removeHomes,
  sandboxArgs,
} from '../support/app.ts'
import { seriousViolations } from '../support/axe.ts'
import { heading, listRows, lock } from '../support/person.ts'
import { root } from '../support/repository.ts'
import { addSecret, button, createVault, isInPage, openSecret, region, rowOf, unlock } from '../support/window-steps.ts'

const totpSecret = 'JBSWY3DPEHPK3PXP'
const login = JSON.stringify({ username: 'ada', password: 'rather-long-and-odd', totp: totpSecret })

describe('every day', () => {
  let app: RunningApp
  beforeAll(async () => {
    app = await openApp({ home: freshHome() })
  })
  afterAll(async () => {
    await app.close()
    removeHomes()
  })

  test('a vault just made offers a recovery kit, and takes no for an answer', async () => {
    const { page } = app
    await createVault(page)
    const offer = region(page, 'Recovery kit')
    await offer.getByRole('button', { name: 'Make it now' }).click()
    const dialog = page.getByRole('dialog', { name: 'Recovery kit' })
    await dialog.getByRole('button', { name: 'Make a recovery kit' }).click()
    const key = (await dialog.getByRole('status', { name: 'Recovery key' }).textContent()) ?? ''
    expect(key.replaceAll(/[\s-]/g, '')).toHaveLength(28)
    expect(await seriousViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await offer.waitFor({ state: 'detached' })
    expect(await isInPage(page, key)).toBe(false)
  })

  test('a login shows its one-time code and copies it; what it is made from stays away', async () => {
    const { page } = app
    await addSecret(page, { name: 'web/example', value: login })
    const code = region(page, 'One-time code')
    await code.getByRole('button', { name: 'Show code' }).click()
    const shown = code.getByRole('status', { name: 'One-time code' })
    await shown.waitFor()
    const text = ((await shown.textContent()) ?? '').replace(' ', '')
    const now = Date.now()
    expect([now - 30_000, now, now + 30_000].map((at) => totpCode(totpSecret, at)?.code)).toContain(text)
    expect(await isInPage(page, totpSecret)).toBe(false)
    expect(await seriousViolations(page)).toEqual([])
    await code.getByRole('button', { name: 'Hide code' }).click()
    expect(await isInPage(page, text)).toBe(false)
    await page.keyboard.press('Control+Shift+T')
    await page.getByText('One-time code copied.').waitFor()
    const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
    expect(copied).toMatch(/^\d{6}$/)
  })

  test('several secrets are marked with the mouse and the keyboard, tagged, and untagged again', async () => {
    const { page } = app
    for (const name of ['many/a', 'many/b', 'many/c', 'many/d'])
      await addSecret(page, { name, value: `value of ${name}` })
    await rowOf(page, 'many/a').click()
    await rowOf(page, 'many/c').click({ modifiers: ['ControlOrMeta'] })
    await page.getByText('2 secrets marked').waitFor()
    await rowOf(page, 'many/d').click({ modifiers: ['Shift'] })
    await expect.poll(() => markedNames(app)).toEqual(['many/c', 'many/d'])
    await rowOf(page, 'many/a').click()
    await page.getByRole('grid', { name: 'Secrets' }).focus()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await expect.poll(() => markedNames(app)).toEqual(['many/a', 'many/b', 'many/c'])
    expect(await seriousViolations(page)).toEqual([])
    await button(page, 'Add a tag to all…').click()
    await page.getByRole('textbox', { name: 'Tags' }).fill('team=payments')
    await page.keyboard.press('Enter')
    await page.getByText('Tag team added to 3 secrets').waitFor()
    await expect.poll(() => tagsOf(app, 'many/b')).toEqual({ team: 'payments' })
    await page.keyboard.press('Control+Z')
    await expect.poll(() => tagsOf(app, 'many/b')).toEqual({})
  })

  test('and scheduled for deletion together, and restored by one Undo', async () => {
    const { page } = app
    await page.getByRole('grid', { name: 'Secrets' }).focus()
    await page.keyboard.press('Escape')
    await rowOf(page, 'many/a').click()
    await rowOf(page, 'many/b').click({ modifiers: ['ControlOrMeta'] })
    await button(page, 'Schedule deletion of all…').click()
    await button(page, 'Schedule deletion in 30 days').click()
    await page.getByText('2 secrets deleted in 30 days').waitFor()
    await expect.poll(() => rowOf(page, 'many/a').count()).toBe(0)
    await page.keyboard.press('Control+Z')
    await page.getByText('2 secrets restored').waitFor()
    await rowOf(page, 'many/a').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => listRows(page).count()).toBe(5)
  })

  test('a link opens its secret in the window there is, after the unlock where it is locked', async () => {
    const { page } = app
    await secondStart(app, 'coffer://many/d')
    await heading(page, 'many/d').waitFor()
    await lock(page)
    await secondStart(app, 'coffer://many/c')
    await unlock(page)
    await heading(page, 'many/c').waitFor()
  })

  test('a link that is more than a name opens nothing', async () => {
    const { page } = app
    await openSecret(page, 'many/a')
    expect(await secondStart(app, 'coffer://many/d?version=1')).not.toBe(0)
    await page.waitForTimeout(300)
    await heading(page, 'many/a').waitFor()
  })
})

const markedNames = ({ page }: RunningApp): Promise<readonly (string | null)[]> =>
  page
    .getByRole('row', { selected: true })
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')).sort())

const tagsOf = ({ page }: RunningApp, name: string): Promise<unknown> =>
  page.evaluate(
    async (wanted) => (await Reflect.get(window, 'bridge')['secrets.describe']({ name: wanted })).value.tags,
    name,
  )

/** Starts Coffer again on the same home, as a browser does with a link; answers the exit code. */
function secondStart({ home }: RunningApp, link: string): Promise<number | null> {
  const second = spawn(electronExecutable(), [...sandboxArgs(), root, link], {
    env: appEnv({ COFFER_HOME: home }),
    stdio: 'ignore',
  })
  return new Promise((resolve) => second.once('exit', resolve))
}
