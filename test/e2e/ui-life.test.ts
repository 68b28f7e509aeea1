import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { freshHome, openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { seriousViolations } from '../support/axe.ts'
import { answerFileDialogs } from '../support/file-dialogs.ts'
import { coffer } from '../support/terminal.ts'
import {
  addSecret,
  button,
  createVault,
  lock,
  openSecret,
  passwordField,
  testPassword,
  unlock,
} from '../support/window-steps.ts'

let app: RunningApp | undefined
afterEach(async () => {
  await app?.close()
  app = undefined
})
afterAll(removeHomes)

const start = async (home: string) => {
  app = await openApp({ home })
  return app
}

describe('the life of a vault in the window', () => {
  test('what an editor holds unsaved is there again after the app was killed', async () => {
    const home = freshHome()
    const first = await start(home)
    await createVault(first.page)
    await button(first.page, 'New secret').first().click()
    await first.page.getByRole('textbox', { name: 'Name', exact: true }).fill('draft/one')
    await first.page.getByRole('textbox', { name: 'Value', exact: true }).fill('half a thought')
    await expect.poll(() => draftCount(first)).toBe(1)
    await killed(first)
    app = undefined

    const second = await start(home)
    await unlock(second.page)
    await button(second.page, 'New secret').first().click()
    await expect
      .poll(() => second.page.getByRole('textbox', { name: 'Name', exact: true }).inputValue())
      .toBe('draft/one')
    expect(await second.page.getByRole('textbox', { name: 'Value', exact: true }).inputValue()).toBe('half a thought')
    await button(second.page, 'Save').click()
    await expect.poll(() => draftCount(second)).toBe(0)
  })

  test('a vault file from elsewhere is opened as a copy; what is no vault is refused', async () => {
    const elsewhere = await start(freshHome())
    await createVault(elsewhere.page)
    await addSecret(elsewhere.page, { name: 'moved/one', value: 'came along' })
    await elsewhere.close()
    const { page, electron } = await start(freshHome())
    await answerFileDialogs(electron, process.execPath)
    await button(page, 'Open a vault file').click()
    await page.getByRole('alert').filter({ hasText: 'not a Coffer vault' }).waitFor()
    expect(await seriousViolations(page)).toEqual([])
    await answerFileDialogs(electron, join(elsewhere.home, 'vault.db'))
    await button(page, 'Open a vault file').click()
    await unlock(page)
    await openSecret(page, 'moved/one')
    expect(existsSync(join(elsewhere.home, 'vault.db'))).toBe(true)
  })

  test('a lost password is replaced with the recovery key', async () => {
    const home = freshHome()
    const { page } = await start(home)
    await createVault(page)
    await addSecret(page, { name: 'kept/one', value: 'still here' })
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Security' }).click()
    await button(page, 'Make a recovery kit').click()
    const recoveryKey = (await page.getByRole('status', { name: 'Recovery key' }).textContent()) ?? ''
    await page.keyboard.press('Escape')
    await lock(page)
    await button(page, 'Lost the password?').click()
    await page.getByRole('textbox', { name: 'Recovery key' }).fill(recoveryKey)
    await page.getByRole('textbox', { name: 'New password', exact: true }).fill('an-entirely-new-one')
    await page.getByRole('textbox', { name: 'Confirm new password' }).fill('an-entirely-new-one')
    await button(page, 'Open and set the new password').click()
    await openSecret(page, 'kept/one')
    await lock(page)
    await unlock(page, 'an-entirely-new-one')
  })

  test('the password is changed in the settings; the old one opens no more', async () => {
    const home = freshHome()
    const { page } = await start(home)
    await createVault(page)
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Security' }).click()
    await page.getByRole('textbox', { name: 'Current password' }).fill(testPassword)
    await page.getByRole('textbox', { name: 'New password', exact: true }).fill('an-entirely-new-one')
    await page.getByRole('textbox', { name: 'Confirm new password' }).fill('an-entirely-new-one')
    await button(page, 'Change password').click()
    await page.getByText('Password changed.').waitFor()
    await page.keyboard.press('Escape')
    await lock(page)
    await passwordField(page).fill(testPassword)
    await button(page, 'Unlock').click()
    await page.getByRole('alert').filter({ hasText: 'not the password' }).waitFor()
    await unlock(page, 'an-entirely-new-one')
  })

  test('where the user wants it, a program in a terminal waits for a yes in the window', async () => {
    const home = freshHome()
    const { page } = await start(home)
    await createVault(page)
    await addSecret(page, { name: 'prod/db', value: 'for the terminal' })
    expect((await coffer(['get', 'prod/db'], { home })).stdout.toString()).toBe('for the terminal')
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Programs' }).click()
    await page.getByRole('checkbox', { name: 'Ask me the first time a program uses the vault' }).check()
    await page.keyboard.press('Escape')
    const question = page.getByRole('dialog', { name: 'A program in a terminal wants to use this vault' })
    const refused = coffer(['get', 'prod/db'], { home })
    await question.waitFor()
    expect(await seriousViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect((await refused).exitCode).toBe(6)
    await question.waitFor({ state: 'detached' })
    await expect
      .poll(async () => {
        const allowed = coffer(['get', 'prod/db'], { home })
        const isAsked = await Promise.race([question.waitFor().then(() => true), allowed.then(() => false)])
        if (isAsked) await button(page, 'Always').click()
        return (await allowed).stdout.toString()
      })
      .toBe('for the terminal')
    expect((await coffer(['ls'], { home })).stdout.toString()).toContain('prod/db')
  })

  test('a program that asks waits for the answer in the window', async () => {
    const home = freshHome()
    const { page } = await start(home)
    await createVault(page)
    await addSecret(page, { name: 'prod/db', value: 'for the program' })
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Programs' }).click()
    await page.getByRole('textbox', { name: 'Program', exact: true }).fill('service')
    await page.getByRole('textbox', { name: 'Secrets it may read' }).fill('prod/**')
    await page.getByRole('checkbox', { name: 'Ask me at the first use of each secret' }).check()
    await button(page, 'Make key').click()
    const block = (await page.locator('pre').textContent()) ?? ''
    await page.keyboard.press('Escape')
    const value = readAs(environmentOf(block), 'prod/db')
    await page.getByRole('dialog', { name: 'A program asks for a secret' }).waitFor()
    await button(page, 'Allow once').click()
    expect(await value).toBe('for the program')
  })
})

async function killed({ electron, pid }: RunningApp): Promise<void> {
  const closed = electron.waitForEvent('close')
  process.kill(pid, 'SIGKILL')
  await closed
}

const draftCount = ({ page }: RunningApp): Promise<number> =>
  page.evaluate(async () => {
    const drafts = await Reflect.get(window, 'bridge')['drafts.list']({})
    return drafts.ok ? drafts.value.length : -1
  })

const environmentOf = (block: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    block.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

/** Reads a secret as a program with the printed environment does. */
async function readAs(env: Readonly<Record<string, string>>, name: string): Promise<string | undefined> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  const client = new SecretsManagerClient({
    region: env.AWS_REGION ?? '',
    endpoint: env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '',
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
  })
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }))
  client.destroy()
  return SecretString
}
