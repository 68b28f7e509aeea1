/** Importing in the window beyond its journey: every source, columns, what exists, large files, faults, and no value left. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshHome, openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { violationsInBothThemes } from '../support/axe.ts'
import { answerFileDialogs } from '../support/file-dialogs.ts'
import { textsInHeap } from '../support/page-heap.ts'
import { alertWith, heading, listRows, reveal, shownTexts } from '../support/person.ts'
import { makeSamples } from '../support/samples.ts'
import { coffer } from '../support/terminal.ts'
import { addSecret, button, createVault, lock, openSecret, unlock } from '../support/window-steps.ts'

let app: RunningApp
let folder: string

beforeAll(async () => {
  const home = freshHome()
  folder = join(home, '..', 'files')
  mkdirSync(join(folder, 'user', '.aws'), { recursive: true })
  mkdirSync(join(folder, 'user', '.ssh'), { recursive: true })
  app = await openApp({ home, env: { HOME: join(folder, 'user'), AWS_SHARED_CREDENTIALS_FILE: '' } })
  await createVault(app.page)
})
afterAll(async () => {
  await app.close()
  removeHomes()
})

const found = () => app.page.getByRole('grid', { name: 'What would be imported' })
const rowNames = () =>
  found()
    .locator('[role=row][aria-label]')
    .evaluateAll((rows) => rows.map((row) => row.ariaLabel))
const accessible = async () => expect(await violationsInBothThemes(app.page)).toEqual([])

async function showImport(): Promise<void> {
  await button(app.page, 'Import').click()
  await heading(app.page, 'Import').waitFor()
  const again = app.page.getByRole('button', { name: /^(Import another file|Cancel)$/ })
  if (await again.isVisible()) await again.click()
}

async function choose(name: string, content: string | Uint8Array, card = 'Choose a CSV file…'): Promise<void> {
  const path = join(folder, name)
  writeFileSync(path, content)
  await answerFileDialogs(app.electron, path)
  await showImport()
  await button(app.page, card).click()
  await app.page.getByRole('region', { name: 'How it is read' }).waitFor()
}

/** Where the last dialog began. */
const begunAt = () => app.electron.evaluate(({ dialog }): unknown => Reflect.get(dialog, 'begunAt'))

const importAll = (count: string): Promise<void> => button(app.page, `Import ${count}`).click()

describe('an empty vault', () => {
  test('offers to import, and the page says what can be', async () => {
    await button(app.page, 'Import…').click()
    await heading(app.page, 'Import').waitFor()
    for (const place of ['Password manager or browser', 'JSON export', '.env file', 'AWS credentials', 'SSH keys'])
      await app.page.getByRole('region', { name: place, exact: true }).waitFor()
    await accessible()
  })

  test('stays as it is when the dialog is left', async () => {
    await app.electron.evaluate(({ dialog }) => {
      Reflect.set(dialog, 'showOpenDialog', () => Promise.resolve({ canceled: true, filePaths: [] }))
    })
    await button(app.page, 'Choose a JSON file…').click()
    await button(app.page, 'Choose a JSON file…').waitFor()
    expect(await app.page.getByRole('alert').count()).toBe(0)
  })
})

describe('each source', () => {
  test('a .env file, as one env set under a name and as a secret for each key', async () => {
    await choose('.env', '# hosts\nHOST=db\nTOKEN=planted-env-token-4711\n', 'Choose a .env file…')
    await found().getByRole('row', { name: 'env' }).getByText('2 keys').first().waitFor()
    await app.page.getByRole('textbox', { name: 'Name of the env set' }).fill('web/env')
    await found().getByRole('row', { name: 'web/env' }).waitFor()
    await app.page.getByText('1 not carried over').waitFor()
    await accessible()
    await app.page.getByRole('radio', { name: 'One for each key' }).click()
    await expect.poll(rowNames).toEqual(['HOST', 'TOKEN'])
    await app.page.getByRole('textbox', { name: 'Put before each name' }).fill('web/')
    await importAll('2 secrets')
    await heading(app.page, '2 secrets imported').waitFor()
    await accessible()
    await app.page.getByText('still holds every value').waitFor()
    await button(app.page, 'Show them').click()
    await openSecret(app.page, 'web/TOKEN')
  })

  test('JSON of Bitwarden, with the code of a login', async () => {
    const login = {
      username: 'ada',
      password: 'planted-bitwarden-4712',
      totp: 'JBSWY3DPEHPK3PXP',
      uris: [{ uri: 'https://shop.example' }],
    }
    const items = [
      { type: 1, name: 'Shop', folderId: 'f', favorite: true, login, fields: [{ name: 'PIN', value: '4713' }] },
    ]
    const content = JSON.stringify({ encrypted: false, folders: [{ id: 'f', name: 'Home' }], items })
    await choose('bitwarden.json', content, 'Choose a JSON file…')
    await found().getByRole('row', { name: 'Home/Shop' }).getByText('ada at shop.example').waitFor()
    await importAll('1 secret')
    await button(app.page, 'Show them').click()
    await openSecret(app.page, 'Home/Shop')
    await button(app.page, 'Show code').waitFor()
    await reveal(app.page)
    expect(await shownTexts(app.page)).toEqual(expect.arrayContaining(['planted-bitwarden-4712', '4713']))
    await button(app.page, 'Hide value').click()
  })

  test('the credentials of AWS at their usual place', async () => {
    const keys =
      'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n'
    writeFileSync(join(folder, 'user', '.aws', 'credentials'), `[default]\n${keys}[ops]\n${keys}`)
    await answerFileDialogs(app.electron, join(folder, 'user', '.aws', 'credentials'))
    await showImport()
    await button(app.page, 'Choose a credentials file…').click()
    await expect.poll(rowNames).toEqual(['aws/default', 'aws/ops'])
    expect(await begunAt()).toBe(join(folder, 'user', '.aws', 'credentials'))
    await importAll('2 secrets')
    await app.page.getByText('programs go on reading them').waitFor()
  })

  test('the private keys of the usual folder', async () => {
    const key = makeSamples(Date.now()).find(({ kind }) => kind === 'ssh-key')?.bytes ?? ''
    writeFileSync(join(folder, 'user', '.ssh', 'id_work'), key)
    writeFileSync(join(folder, 'user', '.ssh', 'config'), 'Host *\n')
    await answerFileDialogs(app.electron, join(folder, 'user', '.ssh'))
    await showImport()
    await button(app.page, 'Choose the folder…').click()
    await found()
      .getByRole('row', { name: /^ssh\// })
      .getByText(/ED25519|Ed25519|RSA/i)
      .first()
      .waitFor()
    await app.page.getByText('the settings of ssh').waitFor()
    expect(await begunAt()).toBe(join(folder, 'user', '.ssh'))
    await importAll('1 secret')
    await heading(app.page, '1 secret imported').waitFor()
  })
})

describe('a table whose columns are not known', () => {
  test('asks for them, and is read by them', async () => {
    await choose('mine.csv', 'Title,Login,Secret Word\nBank,ada,planted-table-4714\n')
    await alertWith(app.page, 'Choose at least the columns').waitFor()
    await accessible()
    await app.page.getByRole('combobox', { name: 'Password', exact: true }).selectOption('Secret Word')
    await found().getByRole('row', { name: 'Bank' }).getByText('ada').first().waitFor()
    await importAll('1 secret')
    await heading(app.page, '1 secret imported').waitFor()
  })
})

describe('what exists', () => {
  beforeAll(async () => {
    await app.page.keyboard.press('Escape')
    await addSecret(app.page, { name: 'there/a', kind: 'Note', value: 'before' })
    await choose('there.json', '{"there/a":"after","there/b":"new one"}', 'Choose a JSON file…')
  })

  test('is left alone, and said', async () => {
    await found().getByRole('row', { name: 'there/a' }).getByText('exists', { exact: true }).waitFor()
    await importAll('1 secret')
    await heading(app.page, '1 secret imported').waitFor()
  })

  test('is replaced when that is ticked; Undo in the message brings the value back', async () => {
    await choose('there.json', '{"there/a":"after","there/b":"new one"}', 'Choose a JSON file…')
    await found().getByRole('row', { name: 'there/b' }).getByText('the same already').waitFor()
    await app.page.getByRole('checkbox', { name: /^Replace what exists/ }).check()
    await importAll('1 secret')
    await heading(app.page, '1 secret imported').waitFor()
    await app.page.keyboard.press('Control+z')
    await heading(app.page, 'The import was taken back').waitFor()
    await app.page.getByText('back to the value before').waitFor()
    await accessible()
    const { stdout } = await coffer(['get', 'there/a'], { home: app.home })
    expect(stdout.toString()).toBe('before')
  })
})

test('an import can be taken back after the page was loaded anew, and after a lock', async () => {
  await choose('late.csv', 'name,password\nlate/one,planted-late-4715\n')
  await importAll('1 secret')
  await heading(app.page, '1 secret imported').waitFor()
  await app.page.reload()
  await showImport()
  await app.page.getByText('1 secret from late.csv').waitFor()
  await accessible()
  await lock(app.page)
  await unlock(app.page)
  await showImport()
  await app.page.getByText('1 secret from late.csv').waitFor()
  await button(app.page, 'Take the import back').click()
  await heading(app.page, 'The import was taken back').waitFor()
})

describe('a file dropped on the window', () => {
  /** As the OS's drag and drop brings it, path and all. */
  async function drag(type: 'dragEnter' | 'dragOver' | 'drop', path: string): Promise<void> {
    const debug = await app.page.context().newCDPSession(app.page)
    const data = { items: [], files: [path], dragOperationsMask: 1 }
    await debug.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
    await debug.detach()
  }

  test('is looked at, whatever page is open', async () => {
    const path = join(folder, 'dropped.env')
    writeFileSync(path, 'TOKEN=planted-dropped-4718\n')
    await showImport()
    await app.page.keyboard.press('Escape')
    await drag('dragEnter', path)
    await drag('dragOver', path)
    await app.page.getByText('Drop the file to look at').waitFor()
    await drag('drop', path)
    await found().getByRole('row', { name: 'dropped.env' }).waitFor()
    await app.page.getByText('Drop the file to look at').waitFor({ state: 'detached' })
  })

  test('is the only way to a path: what the page makes up itself is refused', async () => {
    const asked = await app.page.evaluate(
      async (path) => {
        const drop = Reflect.get(window, 'bridge')['import.drop']
        const made = [{ file: path }, { file: new File(['TOKEN=x'], path) }, { path }, { file: { path } }]
        return Promise.all(made.map(async (input) => (await drop(input)).failure?.kind))
      },
      join(folder, 'dropped.env'),
    )
    expect(asked).toEqual(['invalid', 'invalid', 'invalid', 'invalid'])
  })
})

test.each([
  ['vault.kdbx', Buffer.from([0x03, 0xd9, 0xa2, 0x9a, 0x67]), 'KeePass database'],
  ['locked.json', '{"encrypted":true,"data":"x"}', 'encrypted'],
  ['no-titles.csv', 'bank.example,ada,planted-bare-4716\n', 'no titles'],
])('%s says what to do instead', async (name, content, words) => {
  await choose(name, content)
  await alertWith(app.page, words).waitFor()
  expect(await button(app.page, 'Nothing to import').isDisabled()).toBe(true)
  await accessible()
})

test('ten thousand rows are shown, and only those on the screen are in the page', async () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => `many/service-${at},planted-many-${at}-4717`)
  await choose('many.csv', `name,value\n${lines.join('\n')}\n`)
  await app.page.getByText('10,000 secrets found').waitFor()
  expect((await rowNames()).length).toBeLessThan(60)
  await app.page.getByRole('checkbox', { name: 'Import all' }).uncheck()
  await app.page.getByRole('checkbox', { name: 'Import many/service-1', exact: true }).check()
  await importAll('1 secret')
  await heading(app.page, '1 secret imported').waitFor()
  await button(app.page, 'Show them').click()
  await expect.poll(() => listRows(app.page).count()).toBe(1)
})

test('no value is left in the page or written to the log', async () => {
  const words = ['env-token-4711', 'bitwarden-4712', 'table-4714', 'late-4715', 'bare-4716', 'many-7-4717']
  await app.page.keyboard.press('Escape')
  const planted = words.map((word) => `planted-${word}`)
  expect(await textsInHeap(app.page, planted)).toEqual([])
  const log = join(app.home, 'logs', 'coffer.log')
  if (existsSync(log)) expect(readFileSync(log, 'utf8')).not.toContain('planted-')
  expect(app.printed()).not.toContain('planted-')
})
