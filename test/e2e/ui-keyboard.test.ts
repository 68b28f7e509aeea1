/** What journeys leave out, by real keys alone: every dialog, where the focus is after it, and every stop of Tab. */
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { blindStops } from '../support/focus-walk.ts'
import { type Hands, keyboard } from '../support/hands.ts'
import { heading, versionRow } from '../support/person.ts'
import { button, createVault, passwordField, region, rowOf } from '../support/window-steps.ts'

let app: RunningApp
let hands: Hands

beforeAll(async () => {
  app = await openApp()
  hands = keyboard(app.page)
  await createVault(app.page)
  await app.page.evaluate(async () => {
    const bridge = Reflect.get(window, 'bridge')
    const bytes = (text: string) => new TextEncoder().encode(text)
    for (const name of ['many/a', 'many/b', 'many/c', 'prod/db'])
      await bridge['secrets.create']({ name, kind: 'note', value: { form: 'text', bytes: bytes(`{"of":"${name}"}`) } })
    const value = { form: 'text', bytes: bytes('{"of":"prod/db","more":"x"}') }
    await bridge['secrets.put']({ name: 'prod/db', value, note: 'Second' })
  })
  await rowOf(app.page, 'prod/db').waitFor()
})
afterAll(async () => {
  await app.close()
  removeHomes()
})

const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await app.page.keyboard.press(key)
}
const dialog = (name: string): Locator => app.page.getByRole('dialog', { name, exact: true })
const textbox = (name: string, within: Locator): Locator => within.getByRole('textbox', { name, exact: true })
const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === document.activeElement)
const expectFocus = (target: Locator) => expect.poll(() => isFocused(target)).toBe(true)
const toast = (words: string | RegExp): Locator => app.page.getByRole('status').getByText(words)

/** Through the palette, as a keyboard does it. */
async function run(words: string): Promise<void> {
  await press('ControlOrMeta+K')
  await dialog('Find anything').waitFor()
  await app.page.keyboard.type(words)
  await app.page
    .getByRole('option', { selected: true })
    .filter({ hasText: words.split('/').at(-1) ?? words })
    .waitFor()
  await press('Enter')
  await dialog('Find anything').waitFor({ state: 'detached' })
}

async function open(name: string): Promise<void> {
  await run(name)
  await heading(app.page, name).waitFor()
}

const zoom = (factor: number): Promise<void> =>
  app.electron.evaluate(({ BrowserWindow }, to) => {
    for (const each of BrowserWindow.getAllWindows()) each.webContents.setZoomFactor(to)
  }, factor)

describe('the parts of a secret', () => {
  const actions = (): Locator =>
    region(app.page, 'Versions')
      .getByRole('row')
      .last()
      .getByRole('button', { name: /^Actions for version/ })

  test('two versions are compared, shown and hidden; the focus comes back', async () => {
    await open('prod/db')
    await hands.menu(actions(), 'Compare with current…')
    const compare = dialog('Compare two versions')
    await compare.getByText('0 changed, 1 added, 0 removed').waitFor()
    await hands.press(compare.getByRole('button', { name: 'Reveal both' }))
    await compare.getByRole('button', { name: 'Hide both' }).waitFor()
    await press('Escape')
    await compare.waitFor({ state: 'detached' })
    await expectFocus(actions())
  })

  test('a staging label is put on and taken off; an older version is made current and back', async () => {
    await hands.menu(actions(), 'Add a staging label…')
    await app.page.keyboard.type('last-good')
    await press('Enter')
    await versionRow(app.page, 'last-good').waitFor()
    await expectFocus(actions())
    await hands.menu(actions(), 'Take off last-good')
    await versionRow(app.page, 'last-good').waitFor({ state: 'detached' })
    await hands.press(region(app.page, 'Versions').getByRole('button', { name: 'Make current' }))
    await versionRow(app.page, 'AWSPREVIOUS', 'Second').waitFor()
    await press('ControlOrMeta+Z')
    await versionRow(app.page, 'AWSCURRENT', 'Second').waitFor()
  })

  test('a note is written afterwards, and taken back by Undo', async () => {
    await hands.menu(actions(), 'Add a note…')
    await app.page.keyboard.type('Before the move')
    await press('Enter')
    await versionRow(app.page, 'Before the move').waitFor()
    await expectFocus(actions())
    await region(app.page, 'Activity').getByText('Note changed').waitFor()
    await press('ControlOrMeta+Z')
    await versionRow(app.page, 'Before the move').waitFor({ state: 'detached' })
  })

  test('tags, the star, one key on the clipboard, the file of the value', async () => {
    const tags = region(app.page, 'Tags')
    await hands.press(tags.getByRole('button', { name: 'Add tag' }))
    await app.page.keyboard.type('team=payments')
    await press('Enter', 'Escape')
    await hands.press(tags.getByRole('button', { name: 'Remove tag team' }))
    await toast('Tag team removed').waitFor()
    await press('ControlOrMeta+D')
    await toast('prod/db is a favourite').waitFor()
    await hands.press(button(app.page, 'Copy of'))
    await toast(/^of copied\./).waitFor()
  })

  test('a deletion that is called off leaves the focus on its menu', async () => {
    await hands.menu(button(app.page, 'More actions'), 'Schedule deletion…')
    await hands.press(dialog('Schedule deletion').getByRole('button', { name: 'Cancel' }))
    await expectFocus(button(app.page, 'More actions'))
  })

  test('Escape leads back: from the editor to the secret, from the secret to the list', async () => {
    await press('ControlOrMeta+E')
    await app.page.getByRole('region', { name: 'Editor' }).waitFor()
    await press('Escape')
    await expectFocus(heading(app.page, 'prod/db'))
    await press('Escape')
    await expectFocus(app.page.getByRole('grid', { name: 'Secrets' }))
  })
})

describe('several secrets', () => {
  test('are marked, tagged together, and untagged by one Undo', async () => {
    await press('/')
    await app.page.keyboard.type('many/')
    await rowOf(app.page, 'prod/db').waitFor({ state: 'detached' })
    await press('Enter', 'ControlOrMeta+A')
    await app.page.getByText('3 secrets marked').waitFor()
    await hands.press(button(app.page, 'Add a tag to all…'))
    await app.page.keyboard.type('team=payments')
    await press('Enter')
    await toast('Tag team added to 3 secrets').waitFor()
    await expectFocus(button(app.page, 'Add a tag to all…'))
    await press('ControlOrMeta+Z')
  })

  test('are scheduled for deletion together and restored; the list has the focus', async () => {
    await hands.press(button(app.page, 'Schedule deletion of all…'))
    const question = dialog('Schedule deletion of 3 secrets')
    await hands.choose(question.getByRole('combobox', { name: 'Recovery window' }), '7 days')
    await hands.press(question.getByRole('button', { name: 'Schedule deletion in 7 days' }))
    await toast('3 secrets deleted in 7 days').waitFor()
    await rowOf(app.page, 'many/a').waitFor({ state: 'detached' })
    await press('ControlOrMeta+Z')
    await rowOf(app.page, 'many/a').waitFor()
    await press('/', 'Escape', 'Escape')
  })
})

describe('settings', () => {
  const settings = (): Locator => dialog('Settings')
  const tab = (name: string): Promise<void> => hands.pick(settings().getByRole('tab', { name }))

  test('are changed: numbers, switches, choices, and the generator begins with its own', async () => {
    await press('ControlOrMeta+,')
    await hands.choose(settings().getByRole('combobox', { name: 'New values are made of' }), 'Words')
    await hands.enter(settings().getByRole('spinbutton', { name: 'Length of a passphrase' }), '5')
    await press('Enter', 'Escape', 'ControlOrMeta+N')
    await hands.press(button(app.page, 'Generate'))
    await expect.poll(() => app.page.getByRole('slider', { name: 'Number of words' }).inputValue()).toBe('5')
    await press('Escape', 'Escape', 'ControlOrMeta+,')
    await hands.enter(settings().getByRole('spinbutton', { name: 'Hide a revealed value' }), '45')
    await press('Enter')
    const onSleep = settings().getByRole('switch', { name: 'Lock when the computer sleeps' })
    await hands.untick(onSleep)
    await expect.poll(() => onSleep.isChecked()).toBe(false)
    await hands.choose(settings().getByRole('combobox', { name: 'Theme' }), 'Dark')
    await expect.poll(() => app.page.locator('html').getAttribute('data-theme')).toBe('dark')
    const kept = await app.page.evaluate(async () => (await Reflect.get(window, 'bridge')['settings.get']({})).value)
    expect(kept).toMatchObject({ revealSeconds: 45, lockOnSuspend: false })
  })

  test('hold backups, programs, the audit log and the health of the vault', async () => {
    await tab('Backups')
    await hands.press(settings().getByRole('button', { name: 'Back up now' }))
    await toast(/^Backup made and checked/).waitFor()
    await tab('Programs')
    await hands.tick(settings().getByRole('checkbox', { name: 'Listen on this computer' }))
    await hands.enter(textbox('Program', settings()), 'service')
    await hands.enter(textbox('Secrets it may read', settings()), 'prod/**')
    await hands.press(settings().getByRole('button', { name: 'Make key' }))
    await settings().locator('pre').waitFor()
    await hands.press(settings().getByRole('button', { name: 'Remove the key of service' }))
    await tab('Audit')
    await hands.press(settings().getByRole('button', { name: 'Verify chain' }))
    await toast(/all in place\.$/).waitFor()
    const entries = settings().getByRole('table', { name: 'Audit log' }).getByRole('row')
    await hands.choose(settings().getByRole('combobox', { name: 'What' }), 'Note changed')
    await expect.poll(() => entries.count()).toBe(3)
    await hands.choose(settings().getByRole('combobox', { name: 'Who' }), 'terminal')
    await settings().getByText('Nothing to show.').waitFor()
    await tab('Health')
    await hands.press(settings().getByRole('button', { name: 'Check now' }))
    await press('Escape')
    await settings().waitFor({ state: 'detached' })
    await run('Theme as the system')
    await expect.poll(() => app.page.locator('html').getAttribute('data-theme')).not.toBe('dark')
  })
})

describe('the rotation page', () => {
  test('sets rules for many, puts one off, and goes through the days of the year', async () => {
    await run('Go to Rotation')
    await expectFocus(app.page.getByRole('heading', { name: 'Rotation', level: 1 }))
    await hands.press(button(app.page, 'Set rules…'))
    const bulk = dialog('Set rules for many secrets')
    await hands.enter(textbox('Names like', bulk), 'prod/**')
    await hands.pick(bulk.getByRole('radio', { name: 'Every so many days' }))
    await hands.enter(textbox('Days', bulk), '10')
    await hands.press(bulk.getByRole('button', { name: 'Show which' }))
    await bulk.getByText('prod/db').waitFor()
    await hands.press(bulk.getByRole('button', { name: 'Set 1 rule' }))
    await toast('1 rule set').waitFor()
    await expectFocus(button(app.page, 'Set rules…'))
    await hands.pick(app.page.getByRole('radio', { name: 'Within 90 days' }))
    await hands.menu(button(app.page, 'Snooze prod/db'), 'For a week')
    await toast(/prod\/db is snoozed until/).waitFor()
    const days = region(app.page, 'The year').getByRole('button', { name: /1 rotation$/ })
    await hands.press(days.first())
    await press('ArrowRight')
    await expectFocus(days.nth(1))
    await hands.press(region(app.page, 'The year').getByRole('status').getByRole('button', { name: 'prod/db' }))
    await heading(app.page, 'prod/db').waitFor()
  })

  test('a rule is written as an expression, corrected, and removed', async () => {
    const card = region(app.page, 'Rotation')
    await hands.menu(button(app.page, 'More about the rotation'), 'Change…')
    const form = dialog('Rotation of prod/db')
    await hands.pick(form.getByRole('radio', { name: 'Expression' }))
    await hands.enter(textbox('Schedule expression', form), 'rate(1 minute)')
    await form.getByText(/^A schedule is written/).waitFor()
    await hands.enter(textbox('Schedule expression', form), 'rate(20 days)')
    await hands.press(form.getByRole('button', { name: 'Save the rule' }))
    await form.waitFor({ state: 'detached' })
    await card.getByText('rate(20 days)', { exact: true }).waitFor()
    await expectFocus(button(app.page, 'More about the rotation'))
    await hands.menu(button(app.page, 'More about the rotation'), 'Remove the rule')
    await card.getByRole('button', { name: 'Set a rule…' }).waitFor()
  })
})

describe('every stop of Tab has a name, a mark and a place in sight', () => {
  test('on a secret, hidden and revealed', async () => {
    await open('prod/db')
    expect(await blindStops(app.page)).toEqual([])
    await press('ControlOrMeta+Shift+C')
    await button(app.page, 'Hide value').waitFor()
    expect(await blindStops(app.page)).toEqual([])
    await press('ControlOrMeta+Shift+C')
  })

  test('in the editor', async () => {
    await press('ControlOrMeta+E')
    await app.page.getByRole('region', { name: 'Editor' }).waitFor()
    expect(await blindStops(app.page)).toEqual([])
    await press('Escape')
    await press('ControlOrMeta+N')
    await app.page.getByRole('heading', { name: 'New secret' }).waitFor()
    expect(await blindStops(app.page)).toEqual([])
    await press('Escape')
  })

  test.each([
    ['Go to Sync', 'Sync'],
    ['Go to Rotation', 'Rotation'],
    ['Go to Needs attention', 'Needs attention'],
  ])('after %s', async (words, title) => {
    await run(words)
    await app.page.getByRole('heading', { name: title, level: 1 }).waitFor()
    await app.page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' })
    expect(await blindStops(app.page)).toEqual([])
    await press('Escape')
  })

  test('in the form of a target', async () => {
    await run('Go to Sync')
    await hands.press(button(app.page, 'Add target'))
    await dialog('Add target').getByRole('checkbox').first().waitFor()
    expect(await blindStops(app.page)).toEqual([])
    await press('Escape')
    await expectFocus(button(app.page, 'Add target'))
    await press('Escape')
  })

  test.each(['General', 'Security', 'Backups', 'Programs', 'Audit', 'Health'])('in the settings: %s', async (name) => {
    await press('ControlOrMeta+,')
    await hands.pick(dialog('Settings').getByRole('tab', { name }))
    expect(await blindStops(app.page)).toEqual([])
    await press('Escape')
    await dialog('Settings').waitFor({ state: 'detached' })
  })

  test('at a zoom of 200 %: on a secret, in the editor, in the settings and the form of a target', async () => {
    await zoom(2)
    await open('prod/db')
    expect(await blindStops(app.page)).toEqual([])
    await press('ControlOrMeta+E')
    await app.page.getByRole('region', { name: 'Editor' }).waitFor()
    expect(await blindStops(app.page)).toEqual([])
    await press('Escape', 'ControlOrMeta+,')
    await dialog('Settings').waitFor()
    expect(await blindStops(app.page)).toEqual([])
    await press('Escape')
    await run('Go to Sync')
    await hands.press(button(app.page, 'Add target'))
    await dialog('Add target').getByRole('checkbox').first().waitFor()
    expect(await blindStops(app.page)).toEqual([])
    await press('Escape', 'Escape')
    await zoom(1)
  })

  test('where motion is to be reduced nothing moves but the ring of a revealed value', async () => {
    await app.page.emulateMedia({ reducedMotion: 'reduce' })
    await open('prod/db')
    await press('ControlOrMeta+Shift+C')
    await button(app.page, 'Hide value').waitFor()
    await press('ControlOrMeta+,')
    await dialog('Settings').waitFor()
    const moving = await app.page.evaluate(() =>
      document
        .getAnimations()
        .filter((each) => Number(each.effect?.getTiming().duration ?? 0) > 1)
        .map((each) => ('animationName' in each ? each.animationName : 'a transition')),
    )
    expect(moving).toEqual(['countdown'])
    await press('Escape')
    await app.page.emulateMedia({ reducedMotion: null })
  })

  test('on the unlock screen and the ways beside it', async () => {
    await app.close()
    app = await openApp({ home: app.home })
    hands = keyboard(app.page)
    await passwordField(app.page).waitFor()
    expect(await blindStops(app.page)).toEqual([])
    await hands.press(button(app.page, 'Lost the password?'))
    await textbox('Recovery key', app.page.locator('form')).waitFor()
    expect(await blindStops(app.page)).toEqual([])
  })
})
