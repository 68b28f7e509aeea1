/** The pictures of the ten kinds: the form of each, and the secrets that no other picture shows. */
import { randomBytes } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { KINDS, kindTitles } from '../shared/limits.ts'
import { makeCertificate } from '../test/support/samples.ts'
import type { Screen } from './screenshots-sync.ts'

const dayMs = 86_400_000
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })

const form = (kind: (typeof KINDS)[number]): Screen => ({
  name: `form-${kind}`,
  open: async (page) => {
    await page.keyboard.press('Control+n')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`prod/${kind}`)
    await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: kindTitles[kind] })
  },
  close: async (page) => {
    await button(page, 'Cancel').click()
    await button(page, 'Discard').click()
  },
})

const card = (name: string, secret: string): Screen => ({
  name,
  open: async (page) => {
    await page.getByRole('searchbox', { name: 'Search secrets' }).fill(secret)
    await page.getByRole('row', { name: secret, exact: true }).click()
    await page.getByRole('heading', { name: secret, exact: true }).waitFor()
  },
  close: (page) => page.getByRole('searchbox', { name: 'Search secrets' }).fill(''),
})

const longName = `partners/ledger-reconciliation/service.account.key-${randomBytes(4).toString('hex')}.production.json`

async function addOthers(page: Page): Promise<void> {
  const now = Date.now()
  const made = makeCertificate({ host: 'shop.example.com', validFromAt: now - dayMs, expiresAt: now + 300 * dayMs })
  const texts = {
    'prod/web/tls': `${made.certificate}${made.issuer}${made.key}`,
    [longName]: JSON.stringify({ GOOGLE_APPLICATION_CREDENTIALS_FOR_THE_LEDGER: randomBytes(12).toString('hex') }),
  }
  for (const [name, text] of Object.entries(texts))
    await page.evaluate(
      async ([secret, content]) => {
        const value = { form: 'text', bytes: new TextEncoder().encode(content) }
        await Reflect.get(window, 'bridge')['secrets.create']({ name: secret, value })
      },
      [name, text] as const,
    )
}

export const kindScreens: readonly Screen[] = [
  { name: 'kinds', open: addOthers },
  card('certificate', 'prod/web/tls'),
  card('long-name', longName),
  card('aws-credentials', 'aws/deploy'),
  card('api-key', 'ci/github'),
  card('oauth-token', 'partners/ledger/oauth'),
  card('card-note', 'notes/incident-runbook'),
  ...KINDS.map(form),
]
