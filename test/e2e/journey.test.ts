/**
 * The journey: a vault is made, filled, changed, rolled back, locked, killed and opened again, in the real window and
 * by role and name. What was planted is then looked for in every byte that was written anywhere.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeForEachAccount } from '../support/accounts.ts'
import { freshHome, openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { until } from '../support/conditions.ts'
import { isRunning, processName, processTree } from '../support/memory-scan.ts'
import { chownToUser, type OrdinaryUser } from '../support/ordinary-user.ts'
import {
  addSecretFrom,
  editValue,
  heading,
  listRows,
  lock,
  reveal,
  shownTexts,
  versionRow,
  waitForUnlockScreen,
} from '../support/person.ts'
import { metadataNeedles, type Planted, passwordNeedles, plant, valueNeedles } from '../support/planted.ts'
import { createFinder, tally, tracesInFiles } from '../support/residue.ts'
import { coffer } from '../support/terminal.ts'
import { button, createVault, openSecret, region, unlock } from '../support/window-steps.ts'
import { readClipboard } from '../support/x-clipboard.ts'

/** Long enough to look at what is there. */
const clipboardSeconds = 15

describeForEachAccount('the journey', theJourney, 'openssh', 'xclip')

function theJourney(user: () => OrdinaryUser | undefined): void {
  let app: RunningApp
  let folder: string
  let planted: Planted
  let home: string
  let printed = ''

  /** Whatever the app writes outside its home lands beside it, where it is searched as well. */
  const open = async () => {
    const around = join(home, '..')
    app = await openApp({ home, user: user(), env: { HOME: around, TMPDIR: around } })
  }

  beforeAll(async () => {
    folder = mkdtempSync('/tmp/coffer-e2e-planted-')
    chmodSync(folder, 0o755)
    const account = user()
    if (account !== undefined) chownToUser(folder, account)
    planted = plant(folder)
    home = freshHome(account)
    await open()
  })
  afterAll(async () => {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
    removeHomes()
  })

  const terminal = (...words: readonly string[]) => coffer(words, { home, user: user() })

  test('begins under its account, with the sandbox that this account has', async () => {
    await button(app.page, 'Create vault').waitFor()
    const page = processTree(app.pid).find((pid) => processName(pid) === 'renderer')
    const status = readFileSync(`/proc/${page}/status`, 'utf8')
    const uid = user()?.uid ?? process.getuid?.()
    expect(status).toMatch(new RegExp(`^Uid:\\t${uid}\\t`, 'm'))
    /** 2 is a filter of system calls. Root has to go without. */
    expect(/^Seccomp:\s*(\d)/m.exec(status)?.[1]).toBe(uid === 0 ? '0' : '2')
  })

  test('creates a vault', async () => {
    await createVault(app.page, planted.password)
    expect(await listRows(app.page).count()).toBe(0)
  })

  test('adds an OpenSSH key, a .env of 20 keys, a binary of 60 KB and a token', async () => {
    const { page } = app
    const { ssh, env, binary, token, tag, description } = planted
    await addSecretFrom(page, { name: ssh.name, value: { from: 'fill', text: ssh.text }, tag, description })
    await region(page, 'Facts').getByText(ssh.fingerprint, { exact: true }).waitFor()
    await addSecretFrom(page, { name: env.name, value: { from: 'file', path: env.file } })
    await addSecretFrom(page, { name: binary.name, value: { from: 'file', path: binary.file } })
    await addSecretFrom(page, { name: token.name, value: { from: 'keys', text: token.texts[0] } })
    await until('four rows in the list', async () => (await listRows(page).count()) === 4)
  })

  test('edits the token twice', async () => {
    const { name, texts } = planted.token
    await editValue(app.page, name, texts[1], planted.note)
    await editValue(app.page, name, texts[2], 'third')
    await versionRow(app.page, 'AWSCURRENT', 'third').waitFor()
    await versionRow(app.page, 'AWSPREVIOUS', planted.note).waitFor()
  })

  test('rolls back with Make current', async () => {
    const { page } = app
    await versionRow(page, 'AWSPREVIOUS').getByRole('button', { name: 'Make current' }).click()
    await versionRow(page, 'AWSCURRENT', planted.note).waitFor()
    await versionRow(page, 'AWSPREVIOUS', 'third').waitFor()
  })

  test('locks, and the page that knew the values is gone', async () => {
    await lock(app.page)
    expect(await heading(app.page, planted.token.name).count()).toBe(0)
  })

  test('is killed, and no process of it stays', async () => {
    const processes = processTree(app.pid)
    expect(processes.length).toBeGreaterThan(3)
    printed += app.printed()
    const closed = app.electron.waitForEvent('close')
    process.kill(app.pid, 'SIGKILL')
    await closed
    await until('the end of all processes', () => !processes.some(isRunning))
  })

  test('starts again, locked, with everything there at its stages', async () => {
    await open()
    const { page } = app
    await waitForUnlockScreen(page)
    await unlock(page, planted.password)
    const { ssh, env, binary, token, tag, description } = planted
    await until('four rows in the list', async () => (await listRows(page).count()) === 4)
    await openSecret(page, ssh.name)
    await region(page, 'Facts').getByText(ssh.fingerprint, { exact: true }).waitFor()
    await region(page, 'Tags').getByText(tag.value).waitFor()
    await page.getByText(description, { exact: true }).waitFor()
    await openSecret(page, env.name)
    await reveal(page)
    expect(await shownTexts(page)).toEqual([...env.values.values()])
    await openSecret(page, token.name)
    expect(await versionRow(page).count()).toBe(3)
    await versionRow(page, 'AWSCURRENT', planted.note).waitFor()
    await versionRow(page, 'AWSPREVIOUS', 'third').waitFor()
    await reveal(page)
    expect(await shownTexts(page)).toEqual([token.texts[1]])
    await openSecret(page, binary.name)
    await versionRow(page, 'AWSCURRENT', '60 KB').waitFor()
  })

  test('gives the terminal the same bytes', async () => {
    const { ssh, env, binary, token } = planted
    for (const [name, expected] of [
      [ssh.name, Buffer.from(ssh.text)],
      // An env set is kept as JSON: the editor said so before it was saved.
      [env.name, Buffer.from(JSON.stringify(Object.fromEntries(env.values)))],
      [binary.name, binary.bytes],
      [token.name, Buffer.from(token.texts[1])],
    ] as const) {
      const got = await terminal('get', name)
      expect(got.exitCode, got.stderr).toBe(0)
      expect(got.stdout.equals(expected), `${name} is as it was`).toBe(true)
    }
    const previous = await terminal('get', token.name, '--stage', 'AWSPREVIOUS')
    expect(previous.stdout.toString()).toBe(token.texts[2])
    const versions = JSON.parse((await terminal('versions', token.name, '--json')).stdout.toString())
    expect(versions.Versions.map(({ VersionStages = [] }) => VersionStages)).toEqual(
      expect.arrayContaining([['AWSPREVIOUS'], ['AWSCURRENT']]),
    )
  })

  test('a copied value reaches the clipboard and is gone after its time', async () => {
    const { page } = app
    await setClipboardSeconds(clipboardSeconds)
    await openSecret(page, planted.token.name)
    const copiedAt = Date.now()
    await button(page, 'Copy value').click()
    await until('the value on the clipboard', () => readClipboard() === planted.token.texts[1])
    await until('an empty clipboard', () => readClipboard() === '')
    expect(Date.now() - copiedAt).toBeGreaterThanOrEqual(clipboardSeconds * 1_000)
    expect(readClipboard('primary')).toBe('')
    await page.getByRole('status').getByText('was removed from the clipboard').waitFor()
  })

  test('a lock takes a copied value off the clipboard at once', async () => {
    const { page } = app
    await setClipboardSeconds(600)
    await openSecret(page, planted.token.name)
    await button(page, 'Copy value').click()
    await until('the value on the clipboard', () => readClipboard() === planted.token.texts[1])
    await lock(page)
    await until('an empty clipboard', () => readClipboard() === '')
  })

  test('has written none of the 23 values, their names and their tags anywhere', async () => {
    printed += app.printed()
    const values = valueNeedles(planted)
    expect(new Set(values.map(({ name }) => name.replace(/^version \d of /, ''))).size).toBe(23)
    const finder = createFinder([...values, ...passwordNeedles(planted), ...metadataNeedles(planted)])
    expect(tally(tracesInFiles(home, finder)), 'while it runs').toEqual({})
    finder.find(Buffer.from(printed), ({ what }) => expect.fail(`printed ${what}`))
    await app.close()
    expect(tally(tracesInFiles(join(home, '..'), finder)), 'after its end').toEqual({})
    await open()
  })

  test('and the search for them would have found each in any spelling', () => {
    const needles = [...valueNeedles(planted), ...passwordNeedles(planted), ...metadataNeedles(planted)]
    const finder = createFinder(needles)
    for (const { name, text } of needles) {
      for (const encoded of [
        Buffer.from(`x${text}x`, 'utf8'),
        Buffer.from(`x${text}x`, 'utf16le'),
        ...[0, 1, 2].map((shift) => Buffer.from(Buffer.from('x'.repeat(shift) + text).toString('base64'))),
      ]) {
        let found = 0
        finder.find(encoded, ({ what }) => {
          if (what === name) found++
        })
        expect(found, `${name}: ${encoded.length} bytes`).toBeGreaterThan(0)
      }
    }
  })

  async function setClipboardSeconds(seconds: number): Promise<void> {
    const { page } = app
    await button(page, 'Settings').click()
    const field = page.getByRole('spinbutton', { name: 'Clear the clipboard' })
    await field.fill(String(seconds))
    await field.press('Enter')
    await page.keyboard.press('Escape')
    await field.waitFor({ state: 'detached' })
  }
}
