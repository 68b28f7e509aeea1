/** Sync in the real window against the AWS test server: target, vetting, plan, two regions, conflict, halt, history. */
import { randomUUID } from 'node:crypto'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { callAws } from '../support/aws/client.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { violationsInBothThemes } from '../support/axe.ts'
import { isInHeap } from '../support/page-heap.ts'
import { addSecret, button, createVault, isInPage, lockBy, openSecret, region, rowOf } from '../support/window-steps.ts'

const accountId = '111122223333'
const ireland = 'eu-west-1'
const virginia = 'us-east-1'

let app: RunningApp
let server: AwsServer

const first = { host: 'db.example.com', username: 'app', password: 'vR7-quiet-Lantern-94-mosaic', port: 5432 }

beforeAll(async () => {
  server = await startAwsServer()
  app = await openApp()
  const { page } = app
  await createVault(page)
  const { accessKeyId, secretAccessKey } = server.credentials
  const keys = JSON.stringify({ AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey })
  await addSecret(page, { name: 'aws/local', value: keys })
  await addSecret(page, { name: 'prod/db', value: JSON.stringify(first) })
  await addSecret(page, { name: 'prod/token', kind: 'API key', value: 'tok_9fK2mQ7xR4vT8wY1zB5nC3d' })
})

afterAll(async () => {
  await app.close()
  await server.close()
  removeHomes()
})

async function expectAccessible(): Promise<void> {
  expect(await violationsInBothThemes(app.page)).toEqual([])
}

const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await app.page.keyboard.press(key)
}

const tab = (name: RegExp): Promise<void> => app.page.getByRole('tab', { name }).click()
const showSync = (): Promise<void> => app.page.getByRole('treeitem', { name: /^Sync/ }).click()
const planTable = (): Locator => app.page.getByRole('table', { name: 'Plan', exact: true })
const stepsOf = (name: string): Locator =>
  planTable()
    .getByRole('row')
    .filter({ has: app.page.getByRole('rowheader', { name, exact: true }) })

async function plan(): Promise<void> {
  await button(app.page, 'Plan').click()
  await button(app.page, 'Cancel').waitFor({ state: 'detached' })
  await planTable().waitFor()
}

async function apply(): Promise<void> {
  await button(app.page, 'Apply').click()
  await app.page.getByText('To see what is left, plan again.').waitFor()
}

async function callIn(where: string, operation: string, input: object): Promise<Readonly<Record<string, unknown>>> {
  const options = { region: where, credentials: server.credentials }
  const { status, text, json } = await callAws(server.url, operation, input, options)
  if (status !== 200) throw new Error(text)
  return json
}

async function valueIn(where: string, name: string): Promise<Record<string, unknown>> {
  const { SecretString } = await callIn(where, 'GetSecretValue', { SecretId: name })
  return JSON.parse(String(SecretString))
}

/** A new version through the bridge, as another window or the terminal would make it. */
async function putHere(name: string, value: object): Promise<void> {
  await app.page.evaluate(
    async ([of, text]) => {
      const bytes = new TextEncoder().encode(text)
      const answer = await Reflect.get(window, 'bridge')['secrets.put']({ name: of, value: { form: 'text', bytes } })
      if (!answer.ok) throw new Error(answer.failure.message)
    },
    [name, JSON.stringify(value)] as const,
  )
}

describe('a target', () => {
  test('is asked for where there is none', async () => {
    await showSync()
    await app.page.getByText('No target yet').waitFor()
    expect(await button(app.page, 'Plan').isDisabled()).toBe(true)
    await expectAccessible()
    await button(app.page, 'Add target').click()
  })

  test('says what is missing, field by field', async () => {
    const form = app.page.getByRole('dialog', { name: 'Add target' })
    await form.getByRole('button', { name: 'Confirm account and add' }).click()
    await form.getByRole('alert').getByText('Choose a region at least.').waitFor()
    await expectAccessible()
  })

  test('is refused when AWS says another account than expected, and nothing typed is lost', async () => {
    const form = app.page.getByRole('dialog', { name: 'Add target' })
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('local')
    await form.getByRole('textbox', { name: 'Account', exact: true }).fill('999988887777')
    await form.getByRole('radio', { name: 'Keys in this vault' }).click()
    await form.getByRole('combobox', { name: 'Secret', exact: true }).selectOption('aws/local')
    for (const where of [ireland, virginia]) {
      await form.getByRole('searchbox', { name: 'Find a region' }).fill(where)
      await form.getByRole('checkbox', { name: new RegExp(`^${where} `) }).check()
    }
    await form.getByRole('textbox', { name: 'Names here begin with' }).fill('prod/')
    await form.getByRole('textbox', { name: 'In AWS they begin with' }).fill('prod/')
    await form.getByRole('textbox', { name: 'Endpoint' }).fill(server.url)
    await form.getByRole('button', { name: 'Confirm account and add' }).click()
    await form.getByRole('alert').getByText('The target was not kept').waitFor()
    expect(await form.getByRole('textbox', { name: 'Endpoint' }).inputValue()).toBe(server.url)
  })

  test('is kept with the account that AWS confirmed', async () => {
    const form = app.page.getByRole('dialog', { name: 'Add target' })
    await form.getByRole('textbox', { name: 'Account', exact: true }).fill('')
    await form.getByRole('button', { name: 'Confirm account and add' }).click()
    await form.waitFor({ state: 'detached' })
    await app.page.getByRole('status').getByText(`local is added: account ${accountId}`).waitFor()
    const standing = app.page.getByRole('table', { name: 'How each target stands' })
    await expect.poll(() => standing.getByRole('row').count()).toBe(2)
    await expectAccessible()
  })

  test('tells what its credentials may do, region by region', async () => {
    const { page } = app
    await tab(/^Targets/)
    await button(page, 'Check').click()
    const check = page.getByRole('dialog', { name: 'What local may do' })
    await check.getByRole('region', { name: ireland }).getByText('reachable').waitFor()
    await check.getByRole('region', { name: virginia }).getByText('reachable').waitFor()
    await expectAccessible()
    await press('Escape')
    await check.waitFor({ state: 'detached' })
  })

  test('shows what it takes from the navigation and in the filter', async () => {
    const { page } = app
    await page.getByRole('treeitem', { name: /^local/ }).click()
    await rowOf(page, 'prod/db').waitFor()
    await expect.poll(() => page.getByRole('grid', { name: 'Secrets' }).getByRole('row').count()).toBe(2)
  })
})

describe('vetting', () => {
  test('marks what no target gets yet, in the row and in the secret', async () => {
    const { page } = app
    await rowOf(page, 'prod/db').getByText('unvetted').waitFor()
    await openSecret(page, 'prod/db')
    await region(page, 'Vetting').getByRole('button', { name: 'Approve' }).waitFor()
    await region(page, 'Targets')
      .getByText(/^(not approved|not there)$/)
      .first()
      .waitFor()
    await expectAccessible()
  })

  test('approves a version in the secret, and another from the plan', async () => {
    const { page } = app
    await region(page, 'Vetting').getByRole('button', { name: 'Approve' }).click()
    await region(page, 'Vetting')
      .getByText(/^Approved for pushing/)
      .waitFor()
    await rowOf(page, 'prod/db').getByText('unvetted').waitFor({ state: 'detached' })
    await showSync()
    await tab(/^Plan/)
    await plan()
    await stepsOf('prod/token').first().getByRole('button', { name: 'Look and approve…' }).click()
    const vet = page.getByRole('dialog', { name: 'Approve prod/token' })
    await vet.getByRole('button', { name: 'Approve', exact: true }).waitFor()
    await expectAccessible()
    for (const warning of await vet.getByRole('checkbox').all()) await warning.check()
    await vet.getByRole('button', { name: 'Approve', exact: true }).click()
    await vet.waitFor({ state: 'detached' })
  })
})

describe('a plan', () => {
  test('is readable before anything happens: steps by target and region, calls and cost', async () => {
    await plan()
    expect(server.control.secrets(accountId, ireland)).toEqual([])
    await expect.poll(() => stepsOf('prod/db').count()).toBe(2)
    await planTable().getByText('+$0.80 a month').first().waitFor()
    await button(app.page, 'Details of prod/db').first().click()
    await planTable().getByText('Name in AWS').waitFor()
    await expectAccessible()
  })

  test('leaves out what is unticked, in that region alone, and shows what became of each step', async () => {
    const { page } = app
    await planTable().getByRole('checkbox', { name: 'Create in AWS: prod/token' }).last().uncheck()
    await page.getByText('3 of 4 steps ticked').waitFor()
    await apply()
    await expect.poll(() => planTable().getByText('done', { exact: true }).count()).toBe(3)
    await expectAccessible()
    const names = (where: string) =>
      server.control
        .secrets(accountId, where)
        .map(({ name }) => name)
        .toSorted()
    expect([names(ireland), names(virginia)]).toEqual([['prod/db', 'prod/token'], ['prod/db']])
    expect(await valueIn(ireland, 'prod/db')).toEqual(first)
  })

  test('leaves a matrix in the secret and a dot in its row', async () => {
    const { page } = app
    await page.getByRole('treeitem', { name: /^All/ }).click()
    await openSecret(page, 'prod/db')
    const matrix = region(page, 'Targets').getByRole('table', { name: 'Targets' })
    await expect.poll(() => matrix.getByText('in step').count()).toBe(2)
    await rowOf(page, 'prod/db').getByRole('img', { name: 'local: in step' }).waitFor()
    await expectAccessible()
  })
})

describe('a conflict', () => {
  const here = { ...first, password: 'here-Harbour-Velvet-73-candle', host: 'new.example.com' }
  const there = { ...first, password: 'there-Meadow-Copper-58-violin', port: 6432 }

  test('is found when both sides changed, and both versions are kept', async () => {
    const { page } = app
    await putHere('prod/db', here)
    await callIn(ireland, 'PutSecretValue', {
      SecretId: 'prod/db',
      SecretString: JSON.stringify(there),
      ClientRequestToken: randomUUID(),
    })
    await showSync()
    await plan()
    await stepsOf('prod/db').getByText('Apply keeps both versions; then you choose.').waitFor()
    await apply()
    await tab(/^Conflicts/)
    await region(page, 'prod/db').waitFor()
    await expectAccessible()
  })

  test('is shown side by side, masked until somebody looks', async () => {
    const { page } = app
    const card = region(page, 'prod/db')
    expect(await isInPage(page, here.password)).toBe(false)
    expect(await isInPage(page, there.password)).toBe(false)
    await card.getByRole('button', { name: 'Reveal values' }).click()
    await card.getByText(here.password).waitFor()
    await card.getByText(there.password).waitFor()
    await card.getByText(first.password).waitFor()
    await expectAccessible()
    await card.getByRole('button', { name: 'Hide values' }).click()
    await expect.poll(() => isInPage(page, there.password)).toBe(false)
    expect(await isInHeap(page, there.password)).toBe(false)
  })

  test('is resolved key by key, and the next plan carries it on', async () => {
    const { page } = app
    const card = region(page, 'prod/db')
    expect(await card.getByRole('button', { name: 'Save the merge' }).isDisabled()).toBe(true)
    await card.getByRole('radio', { name: 'Which password to keep: In AWS' }).check()
    await card.getByRole('button', { name: 'Save the merge' }).click()
    await page.getByText('No conflicts.').waitFor()
    await approveCurrent('prod/db')
    await showSync()
    await plan()
    await apply()
    const merged = { ...first, host: here.host, port: there.port, password: there.password }
    expect(await valueIn(ireland, 'prod/db')).toEqual(merged)
    expect(await valueIn(virginia, 'prod/db')).toEqual(merged)
  })
})

/** Approves what AWSCURRENT is on, warnings and all, in the secret's own card. */
async function approveCurrent(name: string): Promise<void> {
  const { page } = app
  await page.getByRole('treeitem', { name: /^All/ }).click()
  await openSecret(page, name)
  const card = region(page, 'Vetting')
  const isApproved = card.getByText(/^Approved for pushing/)
  const approve = card.getByRole('button', { name: 'Approve' })
  await isApproved.or(approve).waitFor()
  if (await isApproved.isVisible()) return
  for (const warning of await card.getByRole('checkbox').all()) await warning.check()
  await approve.click()
  await isApproved.waitFor()
}

describe('a halt', () => {
  test('says why nothing is applied, and the way on; somebody who read it may go on', async () => {
    const { page } = app
    await callIn(ireland, 'DeleteSecret', { SecretId: 'prod/token', RecoveryWindowInDays: 7 })
    await showSync()
    await plan()
    await planTable().getByText('Too many deletions').waitFor()
    await planTable()
      .getByText('Halted: nothing of this plan is applied.')
      .or(planTable().getByRole('checkbox', { name: 'I have read this. Go on all the same.' }))
      .first()
      .waitFor()
    await expectAccessible()
    await planTable().getByRole('checkbox', { name: 'I have read this. Go on all the same.' }).check()
    await apply()
    await page.getByRole('treeitem', { name: /^Scheduled for deletion/ }).click()
    await rowOf(page, 'prod/token').waitFor()
  })
})

test('runs are kept, and open to their steps', async () => {
  const { page } = app
  await showSync()
  await tab(/^History/)
  const runs = page.getByRole('table', { name: 'Sync runs' })
  await expect.poll(() => runs.getByRole('row').count()).toBeGreaterThan(4)
  await runs
    .getByRole('button', { name: /^Details of the run/ })
    .first()
    .click()
  await expectAccessible()
})

test('a plan is made and applied by the keyboard alone', async () => {
  const { page } = app
  await putHere('prod/db', { ...first, password: 'keys-Alone-Walnut-26-harvest' })
  await approveCurrent('prod/db')
  await press('Control+k')
  await page.getByRole('dialog', { name: 'Find anything' }).waitFor()
  await page.keyboard.type('plan a sync')
  await page.getByRole('option', { name: /^Plan a sync/, selected: true }).waitFor()
  await press('Enter')
  await planTable().waitFor()
  await stepsOf('prod/db').first().waitFor()
  await button(page, 'Apply').focus()
  await press('Enter')
  await page.getByText('To see what is left, plan again.').waitFor()
  expect((await valueIn(virginia, 'prod/db')).password).toBe('keys-Alone-Walnut-26-harvest')
  await press('Escape')
  await page.getByRole('searchbox', { name: 'Search secrets' }).waitFor()
})

test('a failing endpoint is said in place, with the way on', async () => {
  const { page } = app
  await server.close()
  await showSync()
  await tab(/^Plan/)
  await button(page, 'Plan').click()
  await page.getByRole('alert').first().waitFor()
  await expectAccessible()
})

test('nothing of it is left after the lock', async () => {
  const { page } = app
  await lockBy(page, press('Control+l'))
  expect(await isInPage(page, 'prod/db')).toBe(false)
})

test('a target is removed, and the secrets stay', async () => {
  const { page } = app
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill('zookeeper-abacus-jigsaw')
  await press('Enter')
  await showSync()
  await tab(/^Targets/)
  await button(page, 'More about local').click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  await expectAccessible()
  await page.getByRole('dialog', { name: 'Remove local?' }).getByRole('button', { name: 'Remove target' }).click()
  await page.getByText('No target yet').waitFor()
  await page.getByRole('treeitem', { name: /^All/ }).click()
  await rowOf(page, 'prod/db').waitFor()
})
