/** What takes its time or asks back: a profile with an MFA device, progress and cancelling of a long sync. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { violationsInBothThemes } from '../support/axe.ts'
import { button, createVault } from '../support/window-steps.ts'

const owner = '111122223333'
const other = '444455556666'
const role = `arn:aws:iam::${other}:role/deployer`
const serial = `arn:aws:iam::${owner}:mfa/phone`
const count = 40

let app: RunningApp
let server: AwsServer
const folder = mkdtempSync(join(tmpdir(), 'coffer-aws-'))

beforeAll(async () => {
  server = await startAwsServer({ accounts: [owner, other] })
  let code = 111_111
  server.roles.add({ arn: role, mfa: { serial, code: () => String(code++) } })
  const { accessKeyId, secretAccessKey } = server.credentialsOf(owner)
  mkdirSync(join(folder, '.aws'))
  const files = { config: join(folder, '.aws', 'config'), credentials: join(folder, '.aws', 'credentials') }
  writeFileSync(
    files.credentials,
    `[base]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  )
  writeFileSync(
    files.config,
    `[profile deploy]\nrole_arn = ${role}\nsource_profile = base\nmfa_serial = ${serial}\nregion = eu-west-1\n`,
  )
  app = await openApp({ env: { AWS_CONFIG_FILE: files.config, AWS_SHARED_CREDENTIALS_FILE: files.credentials } })
  await createVault(app.page)
  await app.page.evaluate(async (many) => {
    const bridge = Reflect.get(window, 'bridge')
    for (let at = 0; at < many; at += 1) {
      const bytes = new TextEncoder().encode(`tok_${crypto.randomUUID()}`)
      await bridge['secrets.create']({ name: `app/token-${at}`, kind: 'api-key', value: { form: 'text', bytes } })
    }
  }, count)
})

afterAll(async () => {
  await app.close()
  await server.close()
  removeHomes()
  rmSync(folder, { recursive: true, force: true })
})

const inAws = () => server.control.secrets(other, 'eu-west-1').length

test('a profile with an MFA device asks for its code over the form, and again when it was wrong', async () => {
  const { page } = app
  await page.getByRole('treeitem', { name: /^Sync/ }).click()
  await button(page, 'Add target').click()
  const form = page.getByRole('dialog', { name: 'Add target' })
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('deploy')
  await form.getByRole('combobox', { name: 'Profile' }).selectOption('deploy')
  await form.getByRole('searchbox', { name: 'Find a region' }).fill('ireland')
  await form.getByRole('checkbox', { name: /^eu-west-1 / }).check()
  await form.getByRole('textbox', { name: 'Endpoint' }).fill(server.url)
  await form.getByRole('button', { name: 'Confirm account and add' }).click()

  const question = page.getByRole('dialog', { name: 'Code of your MFA device' })
  await question.getByText(serial).waitFor()
  await question.getByRole('textbox', { name: 'Code' }).fill('12')
  await page.keyboard.press('Enter')
  await question.getByRole('alert').getByText('A code has six digits.').waitFor()
  expect(await violationsInBothThemes(page)).toEqual([])
  await question.getByRole('textbox', { name: 'Code' }).fill('000000')
  await page.keyboard.press('Enter')
  await question.getByText(/AWS did not accept the code/).waitFor()
  await question.getByRole('textbox', { name: 'Code' }).fill('111112')
  await page.keyboard.press('Enter')
  await form.waitFor({ state: 'detached' })
  await page.getByRole('status').getByText(`deploy is added: account ${other}`).waitFor()
})

test('a long sync shows how far it is, and ends where it is told to', async () => {
  const { page } = app
  await page.evaluate(async () => {
    const bridge = Reflect.get(window, 'bridge')
    const waiting = await bridge['vet.waiting']({})
    for (const { name } of waiting.value) await bridge['vet.approve']({ name, accept: 'all' })
  })
  await button(page, 'Plan').click()
  await page.getByText(`${count} of ${count} steps ticked`).waitFor()
  server.control.setLatency(5_000)
  await button(page, 'Apply').click()
  const running = page.getByRole('region', { name: 'Progress of the sync' })
  const bar = running.getByRole('progressbar', { name: 'Applying' })
  await bar.waitFor()
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
  expect(await bar.getAttribute('aria-valuemax')).toBe(String(count))
  expect(await violationsInBothThemes(page)).toEqual([])
  expect(await button(page, 'Plan').isDisabled()).toBe(true)
  await button(page, 'Cancel').click()
  await page.getByText('To see what is left, plan again.').waitFor()
  server.control.setLatency(0)
  const done = inAws()
  expect(done).toBeGreaterThan(0)
  expect(done).toBeLessThan(count)
  await page.getByRole('tab', { name: /^History/ }).click()
  await page.getByRole('table', { name: 'Sync runs' }).getByText('Cancelled').waitFor()
})

test('what was cancelled goes on with the next plan, and then both sides agree', async () => {
  const { page } = app
  await button(page, 'Plan').click()
  await page.getByText(/^(\d+) of \1 steps ticked$/).waitFor()
  await button(page, 'Apply').click()
  await page.getByText('To see what is left, plan again.').waitFor()
  expect(inAws()).toBe(count)
  await button(page, 'Plan').click()
  await page.getByText('Nothing to do: both sides agree.').waitFor()
})
