/**
 * The journeys that reach AWS, by role and name, against the local AWS server: a target, approval, two regions, a conflict
 * key by key, a rotation. Each with the mouse, and each with the keyboard alone.
 */
import { randomUUID } from 'node:crypto'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { callAws } from '../support/aws/client.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { type Hands, keyboard, mouse } from '../support/hands.ts'
import { heading, valueField, versionRow } from '../support/person.ts'
import { button, passwordField, region, testPassword } from '../support/window-steps.ts'

const ireland = 'eu-west-1'
const virginia = 'us-east-1'
const accountId = '111122223333'
const first = { host: 'db.example.com', username: 'app', password: 'vR7-quiet-Lantern-94-mosaic', port: 5432 }
const here = { ...first, password: 'here-Harbour-Velvet-73-candle', host: 'new.example.com' }
const there = { ...first, password: 'there-Meadow-Copper-58-violin', port: 6432 }

describe.each([
  ['with the mouse', mouse],
  ['with the keyboard alone', keyboard],
] as const)('%s', (_way, handsOf) => {
  let app: RunningApp
  let server: AwsServer
  let hands: Hands

  beforeAll(async () => {
    server = await startAwsServer()
    app = await openApp()
    hands = handsOf(app.page)
    await hands.enter(passwordField(app.page), testPassword)
    await hands.enter(textbox('Confirm password'), testPassword)
    await hands.press(button(app.page, 'Create vault'))
    await app.page.getByRole('searchbox', { name: 'Search secrets' }).waitFor()
  })
  afterAll(async () => {
    await app.close()
    await server.close()
    removeHomes()
  })

  const textbox = (name: string, within: Locator | null = null): Locator =>
    (within ?? app.page).getByRole('textbox', { name, exact: true })
  const planTable = (): Locator => app.page.getByRole('table', { name: 'Plan', exact: true })
  const stepsOf = (name: string): Locator =>
    planTable()
      .getByRole('row')
      .filter({ has: app.page.getByRole('rowheader', { name, exact: true }) })

  async function add(name: string, value: string): Promise<void> {
    await hands.press(button(app.page, 'New secret'))
    await hands.enter(textbox('Name'), name)
    await hands.enter(valueField(app.page), value)
    await hands.press(button(app.page, 'Save'))
    await heading(app.page, name).waitFor()
  }
  async function show(page: 'Sync' | 'All'): Promise<void> {
    await hands.pick(app.page.getByRole('treeitem', { name: new RegExp(`^${page}`) }))
  }
  /** By the palette, as a keyboard does it; with the mouse by its row. */
  async function open(name: string): Promise<void> {
    if (handsOf === mouse) {
      await show('All')
      await app.page.getByRole('grid', { name: 'Secrets' }).getByRole('row', { name, exact: true }).click()
    } else {
      await app.page.keyboard.press('ControlOrMeta+K')
      await app.page.getByRole('dialog', { name: 'Find anything' }).waitFor()
      await app.page.keyboard.type(name)
      await app.page
        .getByRole('option', { selected: true })
        .filter({ hasText: name.split('/').at(-1) ?? name })
        .waitFor()
      await app.page.keyboard.press('Enter')
    }
    await heading(app.page, name).waitFor()
  }
  async function plan(): Promise<void> {
    await hands.press(button(app.page, 'Plan'))
    await button(app.page, 'Cancel').waitFor({ state: 'detached' })
    await planTable().waitFor()
  }
  async function apply(): Promise<void> {
    await hands.press(button(app.page, 'Apply'))
    await app.page.getByText('To see what is left, plan again.').waitFor()
  }
  /** Approves what AWSCURRENT is on, warnings and all, in the secret's own card. */
  async function approve(name: string): Promise<void> {
    await open(name)
    const card = region(app.page, 'Vetting')
    const isApproved = card.getByText(/^Approved for pushing/)
    const button_ = card.getByRole('button', { name: 'Approve' })
    await isApproved.or(button_).waitFor()
    if (await isApproved.isVisible()) return
    for (const warning of await card.getByRole('checkbox').all()) await hands.tick(warning)
    await hands.press(button_)
    await isApproved.waitFor()
  }
  async function callIn(where: string, operation: string, input: object): Promise<Readonly<Record<string, unknown>>> {
    const options = { region: where, credentials: server.credentials }
    const { status, text, json } = await callAws(server.url, operation, input, options)
    if (status !== 200) throw new Error(text)
    return json
  }
  async function valueIn(where: string, name: string): Promise<unknown> {
    const { SecretString } = await callIn(where, 'GetSecretValue', { SecretId: name })
    return JSON.parse(String(SecretString))
  }

  test('a target is made: keys of the vault, two regions, a prefix', async () => {
    const { accessKeyId, secretAccessKey } = server.credentials
    await add('aws/local', JSON.stringify({ AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }))
    await add('prod/db', JSON.stringify(first))
    await show('Sync')
    await hands.press(button(app.page, 'Add target'))
    const form = app.page.getByRole('dialog', { name: 'Add target' })
    await hands.enter(textbox('Name', form), 'local')
    await hands.pick(form.getByRole('radio', { name: 'Keys in this vault' }))
    await hands.choose(form.getByRole('combobox', { name: 'Secret', exact: true }), 'aws/local')
    for (const where of [ireland, virginia]) {
      await hands.enter(form.getByRole('searchbox', { name: 'Find a region' }), where)
      await hands.tick(form.getByRole('checkbox', { name: new RegExp(`^${where} `) }))
    }
    await hands.enter(textbox('Names here begin with', form), 'prod/')
    await hands.enter(textbox('In AWS they begin with', form), 'prod/')
    await hands.enter(textbox('Endpoint', form), server.url)
    await hands.press(form.getByRole('button', { name: 'Confirm account and add' }))
    await form.waitFor({ state: 'detached' })
    const standing = app.page.getByRole('table', { name: 'How each target stands' })
    await expect.poll(() => standing.getByRole('row').count()).toBe(2)
  })

  test('a value is vetted, planned, and pushed to both regions', async () => {
    await approve('prod/db')
    await show('Sync')
    await plan()
    await expect.poll(() => stepsOf('prod/db').count()).toBe(2)
    expect(server.control.secrets(accountId, ireland)).toEqual([])
    await apply()
    await expect.poll(() => planTable().getByText('done', { exact: true }).count()).toBe(2)
    expect(await valueIn(ireland, 'prod/db')).toEqual(first)
    expect(await valueIn(virginia, 'prod/db')).toEqual(first)
  })

  test('a conflict is resolved key by key, and both regions get the merge', async () => {
    await open('prod/db')
    await hands.press(button(app.page, 'Edit'))
    await hands.enter(textbox('password'), here.password)
    await hands.enter(textbox('host'), here.host)
    await hands.press(button(app.page, 'Save'))
    await expect.poll(() => versionRow(app.page).count()).toBe(2)
    await callIn(ireland, 'PutSecretValue', {
      SecretId: 'prod/db',
      SecretString: JSON.stringify(there),
      ClientRequestToken: randomUUID(),
    })
    await show('Sync')
    await plan()
    await apply()
    await hands.pick(app.page.getByRole('tab', { name: /^Conflicts/ }))
    const card = region(app.page, 'prod/db')
    await hands.press(card.getByRole('button', { name: 'Reveal values' }))
    await card.getByText(there.password).waitFor()
    await hands.press(card.getByRole('button', { name: 'Hide values' }))
    await hands.pick(card.getByRole('radio', { name: 'Which password to keep: In AWS' }))
    await hands.press(card.getByRole('button', { name: 'Save the merge' }))
    await app.page.getByText('No conflicts.').waitFor()
    await approve('prod/db')
    await show('Sync')
    await plan()
    await apply()
    const merged = { ...first, host: here.host, port: there.port, password: there.password }
    expect(await valueIn(ireland, 'prod/db')).toEqual(merged)
    expect(await valueIn(virginia, 'prod/db')).toEqual(merged)
  })

  test('a rule is set, and the value rotated by it', async () => {
    await show('All')
    await add('ci/token', 'tok_9fK2mQ7xR4vT8wY1zB5nC3d')
    const card = region(app.page, 'Rotation')
    await hands.press(card.getByRole('button', { name: 'Set a rule…' }))
    const form = app.page.getByRole('dialog', { name: 'Rotation of ci/token' })
    await hands.enter(textbox('Days', form), '30')
    await hands.choose(form.getByRole('combobox', { name: 'Rotator' }), 'New random value')
    await hands.enter(textbox('Length', form), '40')
    await hands.press(form.getByRole('button', { name: 'Save the rule' }))
    await form.waitFor({ state: 'detached' })
    await hands.press(card.getByRole('button', { name: 'Rotate now' }))
    const run = card.getByRole('region', { name: 'A rotation is under way' })
    await hands.press(run.getByRole('button', { name: 'I have done this' }))
    await run.waitFor({ state: 'detached' })
    await card.getByText('finished', { exact: true }).waitFor()
    await expect.poll(() => versionRow(app.page).count()).toBe(2)
    await versionRow(app.page, 'AWSCURRENT').waitFor()
  })

  test('a target is changed, and taken away; the secrets stay', async () => {
    await show('Sync')
    await hands.pick(app.page.getByRole('tab', { name: /^Targets/ }))
    await hands.press(button(app.page, 'Change'))
    const form = app.page.getByRole('dialog', { name: 'Change local' })
    await hands.choose(form.getByRole('combobox', { name: 'Direction' }), 'Only from the vault to AWS')
    await hands.press(form.getByRole('button', { name: `Remove ${virginia}` }))
    await hands.press(form.getByRole('button', { name: 'Save changes' }))
    await form.waitFor({ state: 'detached' })
    await app.page
      .getByText(/Only from the vault to AWS/)
      .first()
      .waitFor()
    await hands.menu(button(app.page, 'More about local'), 'Remove…')
    const question = app.page.getByRole('dialog', { name: 'Remove local?' })
    await hands.press(question.getByRole('button', { name: 'Remove target' }))
    await app.page.getByText('No target yet').waitFor()
    await open('prod/db')
  })
})
