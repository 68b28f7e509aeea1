/** The pictures of sync, rotation and what needs attention, against the AWS test server with two accounts' worth of life. */
import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { callAws } from '../test/support/aws/client.ts'
import { type AwsServer, startAwsServer } from '../test/support/aws/server.ts'

export interface Screen {
  readonly name: string
  readonly open: (page: Page) => Promise<void>
  /** Leaves it as the next one expects it. */
  readonly close?: (page: Page) => Promise<void>
}

const ireland = 'eu-west-1'
const encode = (text: string): string => Buffer.from(text).toString('base64')

/** A call of the page's bridge; a value in it travels as base64 under `base64`. */
const ask = (page: Page, name: string, input: object): Promise<unknown> =>
  page.evaluate(
    async ([call, given]) => {
      const revive = (part: unknown): unknown => {
        if (part === null || typeof part !== 'object') return part
        if (Array.isArray(part)) return part.map(revive)
        if ('base64' in part) return Uint8Array.from(atob(String(part.base64)), (letter) => letter.charCodeAt(0))
        return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, revive(each)]))
      }
      const answer = await Reflect.get(window, 'bridge')[call](revive(given))
      if (!answer.ok) throw new Error(`${call}: ${answer.failure.message}`)
      return answer.value
    },
    [name, input] as const,
  )

const put = (page: Page, name: string, text: string): Promise<unknown> =>
  ask(page, 'secrets.put', { name, value: { form: 'text', bytes: { base64: encode(text) } } })

const json = (members: object): string => JSON.stringify(members)
const database = (host: string, password: string): string =>
  json({ engine: 'postgres', host, port: 5432, username: 'billing_app', password, dbname: 'billing' })

async function approveAll(page: Page, but: readonly string[]): Promise<void> {
  const waiting = (await ask(page, 'vet.waiting', {})) as readonly { readonly name: string }[]
  for (const { name } of waiting.filter((each) => !but.includes(each.name)))
    await ask(page, 'vet.approve', { name, accept: 'all' }).catch(() => undefined)
}

async function addTargets(page: Page, server: AwsServer): Promise<void> {
  const { accessKeyId, secretAccessKey } = server.credentials
  const keys = json({ AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey })
  const value = { form: 'text', bytes: { base64: encode(keys) } }
  await ask(page, 'secrets.create', { name: 'aws/deploy', kind: 'aws-credentials', value })
  const common = { credentials: { from: 'vault', secret: 'aws/deploy' }, endpointUrl: server.url }
  await ask(page, 'targets.add', {
    target: {
      ...common,
      name: 'prod-eu',
      regions: [ireland, 'eu-central-1'],
      localPrefix: 'prod/',
      remotePrefix: 'prod/',
      deletion: { kind: 'schedule', days: 30 },
    },
  })
  await ask(page, 'targets.add', {
    target: {
      ...common,
      name: 'staging',
      regions: ['us-east-1'],
      localPrefix: 'staging/',
      remotePrefix: 'app/staging/',
      direction: 'push',
    },
  })
}

/** Two targets in step, then changes on both sides that wait for a plan. */
export async function liveALittle(page: Page): Promise<AwsServer> {
  const server = await startAwsServer()
  const inAws = async (operation: string, input: object): Promise<void> => {
    const answer = await callAws(server.url, operation, input, { region: ireland, credentials: server.credentials })
    if (answer.status !== 200) throw new Error(answer.text)
  }
  const putInAws = (name: string, text: string): Promise<void> =>
    inAws('PutSecretValue', { SecretId: name, SecretString: text, ClientRequestToken: randomUUID() })
  await addTargets(page, server)
  await put(
    page,
    'prod/search/admin',
    json({ username: 'admin', password: 'Xq7-lantern-Copper-19', url: 'https://search.example.com' }),
  )
  await approveAll(page, [])
  await ask(page, 'sync.apply', {})

  await put(page, 'prod/billing/db', database('db.billing.example.com', 'kV4-harbour-Willow-86-quartz'))
  await approveAll(page, [])
  await put(page, 'prod/billing/stripe', `sk_live_${'a7F3k9Qm2Xv8'.repeat(2)}`)
  await putInAws(
    'prod/web/env',
    json({ SMTP_PASSWORD: 'mR8-violin-Thicket-42', SENTRY_TOKEN: 'sn_4f2a91', CSRF_SECRET: 'c0ffee42' }),
  )
  await inAws('CreateSecret', {
    Name: 'prod/mail/ses',
    SecretString: json({ username: 'AKIASES', password: 'bN5-meadow-Falcon-73' }),
    ClientRequestToken: randomUUID(),
  })
  await put(
    page,
    'prod/search/admin',
    json({ username: 'admin', password: 'hT6-cedar-Marble-28', url: 'https://find.example.com' }),
  )
  await approveAll(page, ['prod/billing/stripe'])
  await putInAws(
    'prod/search/admin',
    json({ username: 'root', password: 'pL3-river-Anchor-55', url: 'https://search.example.com' }),
  )
  await rotateALittle(page)
  return server
}

/** Rules for all kinds, one rotation done, one that waits. */
async function rotateALittle(page: Page): Promise<void> {
  await ask(page, 'rotation.setMany', { rule: 'template' })
  const rotator = { kind: 'generate', length: 40 }
  await ask(page, 'rotation.set', { name: 'ci/slack', rule: { schedule: { kind: 'days', days: 90 } }, rotator })
  await ask(page, 'rotation.run', { name: 'ci/slack' })
  await ask(page, 'rotation.confirm', { name: 'ci/slack' })
  await ask(page, 'rotation.run', { name: 'ci/slack' })
}

const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
const nav = (page: Page, name: RegExp): Promise<void> => page.getByRole('treeitem', { name }).click()
const pressEscape = (page: Page): Promise<void> => page.keyboard.press('Escape')

async function openSecret(page: Page, name: string): Promise<void> {
  await nav(page, /^All/)
  await page.getByRole('row', { name, exact: true }).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
}

const scrollTo = (page: Page, region: string): Promise<void> =>
  page
    .getByRole('region', { name: region, exact: true })
    .evaluate((node) => node.scrollIntoView({ block: 'start', behavior: 'instant' }))

async function openTab(page: Page, name: RegExp): Promise<void> {
  await nav(page, /^Sync/)
  await page.getByRole('tab', { name }).click()
}

async function plan(page: Page): Promise<void> {
  await openTab(page, /^Plan/)
  await button(page, 'Plan').click()
  await page.getByRole('table', { name: 'Plan', exact: true }).waitFor()
  await button(page, 'Cancel').waitFor({ state: 'detached' })
}

async function apply(page: Page): Promise<void> {
  await button(page, 'Apply').click()
  await page.getByText('To see what is left, plan again.').waitFor()
}

async function changeTarget(page: Page): Promise<void> {
  await openTab(page, /^Targets/)
  await button(page, 'Change').first().click()
  await page.getByRole('checkbox', { name: /^eu-west-1/ }).waitFor()
}

async function checkTarget(page: Page): Promise<void> {
  await button(page, 'Check').first().click()
  await page.getByText('reachable').first().waitFor()
}

async function chooseDay(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'Notifications' }).first().waitFor({ state: 'detached' })
  await page
    .getByRole('region', { name: 'The year' })
    .getByRole('button', { name: /rotation/ })
    .first()
    .click()
  await scrollTo(page, 'The year')
}

async function ruleForm(page: Page): Promise<void> {
  await button(page, 'More about the rotation').click()
  await page.getByRole('menuitem', { name: 'Change…' }).click()
  await page.getByRole('status').getByText(/ to /).first().waitFor()
}

export const syncScreens: readonly Screen[] = [
  { name: 'sync-standing', open: (page) => openTab(page, /^Plan/) },
  { name: 'sync-plan', open: plan },
  { name: 'sync-step', open: (page) => button(page, 'Details of prod/billing/db').first().click() },
  { name: 'sync-applied', open: apply },
  { name: 'sync-targets', open: (page) => openTab(page, /^Targets/) },
  { name: 'target-form', open: changeTarget, close: pressEscape },
  { name: 'target-check', open: checkTarget, close: pressEscape },
  { name: 'sync-conflict', open: (page) => openTab(page, /^Conflicts/) },
  {
    name: 'sync-conflict-shown',
    open: (page) => button(page, 'Reveal values').first().click(),
    close: (page) => button(page, 'Hide values').first().click(),
  },
  { name: 'sync-history', open: (page) => openTab(page, /^History/) },
  {
    name: 'vetting',
    open: async (page) => {
      await openSecret(page, 'prod/billing/stripe')
      await page.getByRole('region', { name: 'Vetting' }).waitFor()
    },
  },
  {
    name: 'secret-targets',
    open: async (page) => {
      await openSecret(page, 'prod/billing/db')
      await page.getByRole('table', { name: 'Targets' }).waitFor()
      await scrollTo(page, 'Targets')
    },
  },
  {
    name: 'rotation-card',
    open: async (page) => {
      await openSecret(page, 'ci/slack')
      await page.getByRole('region', { name: 'A rotation is under way' }).waitFor()
      await scrollTo(page, 'Rotation')
    },
  },
  { name: 'rotation-form', open: ruleForm, close: pressEscape },
  { name: 'rotation', open: (page) => nav(page, /^Rotation due/) },
  { name: 'rotation-day', open: chooseDay },
  { name: 'rotation-bulk', open: (page) => button(page, 'Set rules…').click(), close: pressEscape },
  {
    name: 'attention',
    open: async (page) => {
      await nav(page, /^Needs attention/)
      await page.getByRole('region', { name: 'What needs attention' }).waitFor()
    },
    close: (page) => nav(page, /^All/),
  },
]
