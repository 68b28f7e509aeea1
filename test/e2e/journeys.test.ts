/** The journeys of a day, by role and name: each with the mouse, and each with the keyboard alone. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { kindTitles } from '../../shared/limits.ts'
import { freshHome, openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { seriousViolations } from '../support/axe.ts'
import { answerFileDialogs } from '../support/file-dialogs.ts'
import { nameOf } from '../support/fill-vault.ts'
import { fillHome } from '../support/filled-home.ts'
import { type Hands, keyboard, mouse } from '../support/hands.ts'
import { isInHeap, textsInHeap } from '../support/page-heap.ts'
import { heading, listRows, valueField } from '../support/person.ts'
import { makeSamples } from '../support/samples.ts'
import { coffer } from '../support/terminal.ts'
import { button, lockBy, passwordField, region, rowOf, testPassword } from '../support/window-steps.ts'

let app: RunningApp | undefined
afterEach(async () => {
  await app?.close()
  app = undefined
  removeHomes()
})

describe.each([
  ['with the mouse', mouse],
  ['with the keyboard alone', keyboard],
] as const)('%s', (_way, handsOf) => {
  let hands: Hands
  let home: string

  async function begin(at = freshHome()) {
    home = at
    app = await openApp({ home })
    hands = handsOf(app.page)
    return app.page
  }
  const page = () => {
    if (app === undefined) throw new Error('the app has not begun')
    return app.page
  }
  const textbox = (name: string) => page().getByRole('textbox', { name, exact: true })

  async function createVault(): Promise<void> {
    await hands.enter(passwordField(page()), testPassword)
    await hands.enter(textbox('Confirm password'), testPassword)
    await hands.press(button(page(), 'Create vault'))
    await page().getByRole('searchbox', { name: 'Search secrets' }).waitFor()
  }
  async function unlock(password: string): Promise<void> {
    await hands.enter(passwordField(page()), password)
    await hands.press(button(page(), 'Unlock'))
    await page().getByRole('searchbox', { name: 'Search secrets' }).waitFor()
  }
  async function add(name: string, value: string): Promise<void> {
    await hands.press(button(page(), 'New secret'))
    await hands.enter(textbox('Name'), name)
    await hands.enter(valueField(page()), value)
    await hands.press(button(page(), 'Save'))
    await heading(page(), name).waitFor()
  }
  /** By the palette, which is how a keyboard does it; with the mouse by the row. */
  async function open(name: string): Promise<void> {
    await page().getByRole('searchbox', { name: 'Search secrets' }).waitFor()
    if (handsOf === mouse) await rowOf(page(), name).click()
    else {
      await page().keyboard.press('ControlOrMeta+K')
      await page().getByRole('dialog', { name: 'Find anything' }).waitFor()
      await page().keyboard.type(name)
      await page().getByRole('option').filter({ hasText: name }).first().waitFor()
      await page().keyboard.press('Enter')
    }
    await heading(page(), name).waitFor()
  }

  describe('in a vault of its own', () => {
    beforeEach(async () => {
      await begin()
      await createVault()
    })

    test('first run to first secret: made, revealed, copied, found again after a lock', async () => {
      await add('prod/mail', 'the-first-value-of-all')
      await hands.press(button(page(), 'Reveal value'))
      await region(page(), 'Value').getByText('the-first-value-of-all').waitFor()
      await hands.press(button(page(), 'Hide value'))
      await hands.press(button(page(), 'Copy value'))
      await page().getByText('Copied. The clipboard is cleared').waitFor()
      expect(await isInHeap(page(), 'the-first-value-of-all')).toBe(false)
      await lockBy(page(), hands.press(button(page(), 'Lock')))
      await unlock(testPassword)
      await open('prod/mail')
    })

    test('each of ten kinds is pasted, recognised and saved', async () => {
      const samples = new Map(
        makeSamples(Date.now())
          .toReversed()
          .filter(({ bytes }) => !new TextDecoder().decode(bytes).includes('\ufffd'))
          .map((sample) => [sample.kind, sample]),
      )
      expect(samples.size).toBe(10)
      for (const { kind, bytes } of samples.values()) {
        await hands.press(button(page(), 'New secret'))
        await hands.enter(textbox('Name'), `kinds/${kind}`)
        await hands.enter(valueField(page()), new TextDecoder().decode(bytes))
        await page().getByRole('status').filter({ hasText: kindTitles[kind] }).first().waitFor()
        await hands.press(button(page(), 'Save'))
        await heading(page(), `kinds/${kind}`).waitFor()
        expect(await detailOf(`kinds/${kind}`)).toMatchObject({ kind })
      }
      expect(await seriousViolations(page())).toEqual([])
    })

    test('an edit meets a change from the terminal, and both are merged', async () => {
      await add('prod/db', '{"host":"db.internal","password":"old","port":"5432"}')
      await hands.press(button(page(), 'Edit'))
      await hands.enter(textbox('password'), 'mine')
      const put = await coffer(['put', 'prod/db', '--set', 'host=-', '--quiet'], { home, input: 'db2.internal' })
      expect(put.stderr).toBe('')
      const banner = page().getByRole('alert').filter({ hasText: 'This secret was changed meanwhile' })
      await banner.getByText('from the terminal').waitFor()
      expect(await seriousViolations(page())).toEqual([])
      await hands.press(banner.getByRole('button', { name: 'Merge' }))
      await page().getByText('Merged: your changes and theirs.').waitFor()
      await hands.press(button(page(), 'Save'))
      await heading(page(), 'prod/db').waitFor()
      const { stdout } = await coffer(['get', 'prod/db'], { home })
      expect(JSON.parse(stdout.toString())).toEqual({ host: 'db2.internal', password: 'mine', port: '5432' })
      await expect.poll(() => region(page(), 'Versions').getByRole('row').count()).toBe(3)
    })

    test('a secret is scheduled for deletion and restored', async () => {
      await add('old/ftp', 'no longer needed')
      await hands.press(button(page(), 'More actions'))
      if (handsOf === mouse) await page().getByRole('menuitem', { name: 'Schedule deletion…' }).click()
      else {
        const item = page().getByRole('menuitem', { name: 'Schedule deletion…' })
        while (!(await item.evaluate((element) => element === document.activeElement)))
          await page().keyboard.press('ArrowDown')
        await page().keyboard.press('Enter')
      }
      await hands.choose(page().getByRole('combobox', { name: 'Recovery window' }), '7 days')
      await hands.press(button(page(), 'Schedule deletion in 7 days'))
      await rowOf(page(), 'old/ftp').waitFor({ state: 'detached' })
      if (handsOf === mouse) {
        await page()
          .getByRole('treeitem', { name: /^Scheduled for deletion/ })
          .click()
        await rowOf(page(), 'old/ftp').click()
      } else {
        await page().keyboard.press('/')
        await page().keyboard.type('is:scheduled')
        await rowOf(page(), 'old/ftp').waitFor()
        await page().keyboard.press('Enter')
        await page().keyboard.press('ArrowDown')
        await page().keyboard.press('Enter')
      }
      await page().getByText('Until then it can be restored').waitFor()
      expect(await seriousViolations(page())).toEqual([])
      await hands.press(button(page(), 'Restore'))
      await button(page(), 'Reveal value').waitFor()
    })

    test('a table of a password manager is imported, looked at and taken back', async () => {
      await add('web/Bank', 'the value before the import')
      const table = join(mkdtempSync(join(home, '..', 'files-')), 'passwords.csv')
      const rows = [
        'Bank,ada,imported-bank-marker-4711',
        'Mail,ada,imported-mail-marker-4712',
        'Old,ada,not-wanted-4713',
      ]
      writeFileSync(table, ['name,username,password', ...rows, ''].join('\n'))
      if (app) await answerFileDialogs(app.electron, table)
      await hands.press(button(page(), 'Import'))
      await hands.press(button(page(), 'Choose a CSV file…'))
      await hands.enter(textbox('Put before each name'), 'web/')
      const found = page().getByRole('grid', { name: 'What would be imported' })
      await found.getByRole('row', { name: 'web/Bank' }).getByText('exists').waitFor()
      await hands.untick(page().getByRole('checkbox', { name: 'Import web/Old' }))
      await hands.tick(page().getByRole('checkbox', { name: /^Replace what exists/ }))
      await found.getByRole('row', { name: 'web/Bank' }).getByText('new version').waitFor()
      expect(await seriousViolations(page())).toEqual([])
      await hands.press(button(page(), 'Import 2 secrets'))
      await heading(page(), '2 secrets imported').waitFor()
      await hands.press(button(page(), 'Show them'))
      await expect.poll(() => listRows(page()).count()).toBe(2)
      await open('web/Bank')
      await hands.press(button(page(), 'Reveal value'))
      await region(page(), 'Value').getByText('imported-bank-marker-4711').waitFor()
      await hands.press(button(page(), 'Hide value'))
      expect(await textsInHeap(page(), ['imported-mail-marker-4712', 'not-wanted-4713'])).toEqual([])
      await hands.press(button(page(), 'Import'))
      await hands.press(button(page(), 'Take the import back'))
      await heading(page(), 'The import was taken back').waitFor()
      const names = await coffer(['ls', '--quiet'], { home })
      expect(names.stdout.toString().trim().split('\n')).toEqual(['web/Bank'])
      const before = await coffer(['get', 'web/Bank'], { home })
      expect(before.stdout.toString()).toBe('the value before the import')
    })

    test('the password is changed, lost, and replaced with the kit', async () => {
      await add('kept', 'still here')
      await page().keyboard.press('ControlOrMeta+,')
      const security = page().getByRole('tab', { name: 'Security' })
      if (handsOf === mouse) await security.click()
      else {
        while (
          !(await page()
            .getByRole('tab')
            .first()
            .evaluate((tab) => tab === document.activeElement))
        )
          await page().keyboard.press('Tab')
        await page().keyboard.press('ArrowRight')
      }
      await hands.enter(textbox('Current password'), testPassword)
      await hands.enter(textbox('New password'), 'one-that-will-be-forgotten')
      await hands.enter(textbox('Confirm new password'), 'one-that-will-be-forgotten')
      await hands.press(button(page(), 'Change password'))
      await page().getByText('Password changed.').waitFor()
      await hands.press(button(page(), 'Make a recovery kit'))
      const key = (await page().getByRole('status', { name: 'Recovery key' }).textContent()) ?? ''
      await page().keyboard.press('Escape')
      await lockBy(page(), page().keyboard.press('ControlOrMeta+L'))
      await hands.enter(passwordField(page()), testPassword)
      await hands.press(button(page(), 'Unlock'))
      await page().getByRole('alert').filter({ hasText: 'not the password' }).waitFor()
      await hands.press(button(page(), 'Lost the password?'))
      await hands.enter(textbox('Recovery key'), key)
      await hands.enter(textbox('New password'), 'remembered-from-now-on')
      await hands.enter(textbox('Confirm new password'), 'remembered-from-now-on')
      await hands.press(button(page(), 'Open and set the new password'))
      await open('kept')
      await lockBy(page(), page().keyboard.press('ControlOrMeta+L'))
      await unlock('remembered-from-now-on')
    })
  })

  test('one of ten thousand is found by the filter', async () => {
    const full = freshHome()
    await fillHome(full, testPassword, 10_000)
    await begin(full)
    await unlock(testPassword)
    const search = page().getByRole('searchbox', { name: 'Search secrets' })
    await hands.enter(search, 'service-7777 tag:team=payments kind:note')
    await expect.poll(() => listRows(page()).count()).toBeLessThan(2)
    await hands.enter(search, 'service-7777')
    await rowOf(page(), nameOf(7_777)).waitFor()
    await page().keyboard.press('Enter')
    await page().keyboard.press('ArrowDown')
    await heading(page(), nameOf(7_777)).waitFor()
  })

  const detailOf = (name: string): Promise<unknown> =>
    page().evaluate(
      async (wanted) => (await Reflect.get(window, 'bridge')['secrets.describe']({ name: wanted })).value,
      name,
    )
})
