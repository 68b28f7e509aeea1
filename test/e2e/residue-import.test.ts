/** Where the values of an imported file are in memory: in the core alone while the vault is open, nowhere after a lock. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshHome, openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { until } from '../support/conditions.ts'
import { answerFileDialogs } from '../support/file-dialogs.ts'
import { heading, lock } from '../support/person.ts'
import { randomWord } from '../support/planted.ts'
import { requires } from '../support/provisions.ts'
import { createFinder, tally, tracesInMemory } from '../support/residue.ts'
import { button, createVault } from '../support/window-steps.ts'

/** What Chromium calls the process that the core runs in. */
const coreName = 'node.mojom.NodeService'

requires('electron-runtime', 'app-libraries', 'virtual-display').describe('the values of an imported file', () => {
  let app: RunningApp
  const planted = ['password', 'code', 'note'].map((name) => ({ name, text: randomWord(32) }))
  const finder = createFinder(planted)
  const outsideTheCore = () => tracesInMemory(app.pid, finder).filter(({ where }) => !where.startsWith(coreName))
  const inTheCore = () => new Set(tracesInMemory(app.pid, finder).map(({ what }) => what))

  beforeAll(async () => {
    app = await openApp({ home: freshHome() })
    await createVault(app.page)
    const file = join(app.home, '..', 'passwords.csv')
    const [password, code, note] = planted.map(({ text }) => text)
    writeFileSync(file, `name,username,password,totp,notes\nbank,ada,${password},${code},${note}\n`)
    await answerFileDialogs(app.electron, file)
  })
  afterAll(async () => {
    await app.close()
    removeHomes()
  })

  test('are in the core alone, looked at and stored', async () => {
    await button(app.page, 'Import').click()
    await button(app.page, 'Choose a CSV file…').click()
    await app.page.getByRole('row', { name: 'bank', exact: true }).waitFor()
    expect([...inTheCore()].toSorted()).toEqual(['code', 'note', 'password'])
    expect(tally(outsideTheCore())).toEqual({})
    await button(app.page, 'Import 1 secret').click()
    await heading(app.page, '1 secret imported').waitFor()
    expect(tally(outsideTheCore())).toEqual({})
  })

  test('are nowhere after a lock', async () => {
    await lock(app.page)
    await until('nothing in memory', () => tracesInMemory(app.pid, finder).length === 0)
  })
})
