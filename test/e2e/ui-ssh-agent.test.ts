/** The SSH agent, switched on in the window, and OpenSSH's own programs with it. */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeEach, expect } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { requires } from '../support/provisions.ts'
import { makeKeyPair } from '../support/ssh-keygen.ts'
import { button, createVault, lock } from '../support/window-steps.ts'

const { describe, test } = requires('openssh')

let folder = ''
let app: RunningApp | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-ssh-'))
})
afterEach(async () => {
  await app?.close()
  app = undefined
  rmSync(folder, { recursive: true, force: true })
})
afterAll(removeHomes)

const store = (page: Page, name: string, value: string): Promise<boolean> =>
  page.evaluate(
    async (given) => {
      const bytes = new TextEncoder().encode(given.value)
      const input = { name: given.name, value: { form: 'text', bytes } }
      return (await Reflect.get(window, 'bridge')['secrets.create'](input)).ok
    },
    { name, value },
  )

interface Ran {
  readonly code: number
  readonly text: string
}

const envOf = (home: string) => ({ ...process.env, SSH_AUTH_SOCK: join(home, 'run', 'ssh.sock') })

const runWith = (home: string, command: string, ...words: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(command, words, { env: envOf(home) }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, text: `${stdout}${stderr}` }),
    )
    child.stdin?.end()
  })

const question = (page: Page) => page.getByRole('dialog', { name: 'A program wants to use an SSH key' })

describe('the SSH agent in the window', () => {
  test('is switched on there, says what it offers and asks before a key is used', async () => {
    app = await openApp()
    const { page, home } = app
    await createVault(page)
    const key = makeKeyPair(folder, 'deploy', ['-t', 'ed25519'])
    const closed = makeKeyPair(folder, 'closed', ['-t', 'ed25519', '-N', 'open sesame'])
    expect([await store(page, 'ssh/deploy', key.text), await store(page, 'ssh/closed', closed.text)]).toEqual([
      true,
      true,
    ])

    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Programs' }).click()
    await page.getByRole('checkbox', { name: 'Serve ssh on this computer' }).click()
    await page.getByText(`export SSH_AUTH_SOCK=${join(home, 'run', 'ssh.sock')}`, { exact: true }).waitFor()
    await page.getByText(`IdentityAgent "${join(home, 'run', 'ssh.sock')}"`).waitFor()
    const keys = page.getByRole('list', { name: 'SSH agent' })
    await keys
      .getByRole('listitem')
      .filter({ hasText: key.fingerprint })
      .getByText('Offered', { exact: true })
      .waitFor()
    await keys.getByText('It has a passphrase.').waitFor()
    await page.keyboard.press('Escape')
    expect((await runWith(home, 'ssh-add', '-l')).text).toBe(`256 ${key.fingerprint} ssh/deploy (ED25519)\n`)

    const file = join(folder, 'text')
    writeFileSync(file, 'to be signed')
    const words = ['-q', '-Y', 'sign', '-n', 'file', '-f', key.publicFile, file]
    const interrupted = spawn('ssh-keygen', words, { env: envOf(home), stdio: 'ignore' })
    await question(page).getByText(key.fingerprint).waitFor()
    interrupted.kill('SIGINT')
    await question(page).waitFor({ state: 'detached' })
    const sign = () => {
      rmSync(`${file}.sig`, { force: true })
      return runWith(home, 'ssh-keygen', ...words)
    }
    for (const answer of ['Allow once', 'Until I lock']) {
      const signed = sign()
      await question(page).getByText(key.fingerprint).waitFor()
      await button(page, answer).click()
      expect(await signed).toMatchObject({ code: 0 })
      await question(page).waitFor({ state: 'detached' })
    }
    expect(await sign()).toMatchObject({ code: 0 })

    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Audit' }).click()
    const used = page.getByRole('row').filter({ hasText: `Signed withssh/deploy${key.fingerprint}` })
    await used.filter({ hasText: 'ssh-keygen' }).first().waitFor()
    await page.keyboard.press('Escape')
    await lock(page)
    // Between two cores there is a moment without an agent.
    await expect.poll(async () => (await runWith(home, 'ssh-add', '-l')).text).toBe('The agent has no identities.\n')
  })
})
