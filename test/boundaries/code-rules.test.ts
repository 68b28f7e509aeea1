import { describe, expect, test } from 'vitest'
import { lintFiles } from '../support/linter.ts'
import type { RuleCase } from './cases.ts'
import { judge } from './judge.ts'

const pure = (title: string, refused: string, allowed: string, says: string): RuleCase => ({
  title,
  path: 'main/core/kinds',
  refused,
  allowed,
  says,
  rule: 'plugin',
})

const sql = "export const a = 'SELECT name FROM secrets WHERE id = ?'"

const page = (title: string, refused: string, rule: string, says: string): RuleCase => ({
  title,
  path: 'renderer/screens/*.tsx',
  refused,
  allowed: 'export const A = ({ text }: { text: string }) => <p>{text}</p>',
  says,
  rule,
})

const strict = (title: string, rule: string, refused: string, allowed: string, says: string): RuleCase => ({
  title,
  path: 'main/core',
  refused,
  allowed,
  says,
  rule,
})

const lines = (count: number) => Array.from({ length: count }, (_, index) => `export const a${index} = 1\n`).join('')

judge({
  'a PURE file': [
    pure('asks no clock', 'export const a = Date.now()', 'export const a = (nowAt: number) => nowAt', 'nowAt'),
    pure('asks no clock by new Date()', 'export const a = new Date()', 'export const a = new Date(0)', 'nowAt'),
    pure('draws no random number', 'export const a = Math.random()', 'export const a = Math.max(1)', 'random values'),
    pure('draws no random bytes', 'export const a = crypto.randomUUID()', 'export const a = crypto', 'random values'),
    pure(
      'waits for nothing',
      'export const a = async (b: Promise<void>) => {\n  await b\n}',
      'export const a = (b: Promise<void>) => b',
      'waits for nothing',
    ),
  ],
  'SQL text': [
    {
      title: 'stays out of the vault itself',
      path: 'main/core/vault',
      refused: sql,
      allowed: 'export {}',
      says: 'core/vault/store',
      rule: 'plugin',
    },
    {
      title: 'is known in a template too',
      path: 'main/core/procedures',
      refused: 'export const a = `\n  insert into secrets values (1)`',
      allowed: 'export const a = `insert the key`',
      says: 'core/vault/store',
      rule: 'plugin',
    },
    {
      title: 'is not seen in plain sentences',
      path: 'main/core/socket',
      refused: "export const a = 'PRAGMA user_version'",
      allowed: "export const a = ['Update the name and set a tag', 'Select a secret from the list', 'Create a vault']",
      says: 'core/vault/store',
      rule: 'plugin',
    },
  ],
  'dangerous parts of Electron': [
    {
      title: 'ipcMain has one owner',
      path: 'main',
      refused: "import { ipcMain } from 'electron'\nipcMain.on('x', () => {})\n",
      allowed: "import { app } from 'electron'\napp.on('ready', () => {})\n",
      says: 'ipcMain has one owner',
      rule: 'plugin',
    },
    {
      title: 'ipcMain is not reached through the default import either',
      path: 'main',
      refused: "import electron from 'electron'\nelectron.ipcMain.on('x', () => {})\n",
      allowed: "import electron from 'electron'\nelectron.app.quit()\n",
      says: 'ipcMain has one owner',
      rule: 'plugin',
    },
    {
      title: 'windows are made in window.ts',
      path: 'main',
      refused: "import { BrowserWindow } from 'electron'\nexport const a = new BrowserWindow({})\n",
      allowed: "import { BrowserWindow } from 'electron'\nexport const a = BrowserWindow.getAllWindows()\n",
      says: 'main/window.ts only',
      rule: 'plugin',
    },
    {
      title: 'ipcRenderer is never given to the page',
      path: 'preload',
      refused:
        "import { contextBridge, ipcRenderer } from 'electron'\ncontextBridge.exposeInMainWorld('a', { ipcRenderer })\n",
      allowed:
        "import { contextBridge, ipcRenderer } from 'electron'\ncontextBridge.exposeInMainWorld('a', { b: () => ipcRenderer.send('b') })\n",
      says: 'never ipcRenderer itself',
      rule: 'plugin',
    },
  ],
  'text in the page': [
    page('becomes no HTML by innerHTML', "document.body.innerHTML = 'a'", 'plugin', 'No HTML from text'),
    page('becomes no HTML by insertAdjacentHTML', "document.body.insertAdjacentHTML('a', 'b')", 'plugin', 'No HTML'),
    page('becomes no HTML by document.write', "document.write('a')", 'plugin', 'No HTML from text'),
    page(
      'becomes no HTML by srcDoc',
      'export const A = <iframe title="a" srcDoc="b" />',
      'plugin',
      'No HTML from text',
    ),
    page(
      'becomes no HTML by dangerouslySetInnerHTML',
      "export const A = <p dangerouslySetInnerHTML={{ __html: 'a' }} />",
      'noDangerouslySetInnerHtml',
      'dangerouslySetInnerHTML',
    ),
    page('becomes no code by eval', "eval('1')", 'noGlobalEval', 'eval'),
    page('becomes no code by Function', "export const a = new Function('b')", 'noImpliedEval', 'Function'),
  ],
  everywhere: [
    strict('a log line goes through log.ts', 'noConsole', "console.log('a')", 'export {}', 'console'),
    strict('there is no any', 'noExplicitAny', 'export type A = any', 'export type A = unknown', 'any'),
    strict('there is no default export', 'noDefaultExport', 'export default 1', 'export const a = 1', 'default export'),
    strict(
      'there is no non-null assertion',
      'noNonNullAssertion',
      'export const a = (b?: string) => b!.length',
      'export const a = (b?: string) => b?.length',
      'non-null',
    ),
    strict(
      'no promise floats',
      'noFloatingPromises',
      'const a = async () => {}\nexport const b = () => {\n  a()\n}',
      'const a = async () => {}\nexport const b = () => {\n  void a()\n}',
      'Promise',
    ),
    strict(
      'a switch knows every case',
      'useExhaustiveSwitchCases',
      "export const a = (b: 'x' | 'y') => {\n  switch (b) {\n    case 'x':\n      return 1\n  }\n}",
      "export const a = (b: 'x' | 'y') => {\n  switch (b) {\n    case 'x':\n      return 1\n    case 'y':\n      return 2\n  }\n}",
      'exhaustive',
    ),
    strict('a file is at most 400 lines', 'noExcessiveLinesPerFile', lines(401), lines(400), 'too many lines'),
  ],
})

describe('rules about more than one file', () => {
  test('SQL has its place in store and migrations', () => {
    const files = { 'main/core/vault/store/a.ts': sql, 'main/core/vault/migrations/0001-a.ts': sql }
    const complaints = [...lintFiles(files).values()].flat()
    expect(complaints.filter((complaint) => complaint.rule === 'plugin')).toEqual([])
  })

  test('there are no import cycles', () => {
    const complaints = lintFiles({
      'main/core/a.ts': "import { b } from './b.ts'\nexport const a = () => b\n",
      'main/core/b.ts': "import { c } from './c.ts'\nexport const b = () => c\n",
      'main/core/c.ts': "import { a } from './a.ts'\nexport const c = () => a\n",
      'main/core/d.ts': "import { a } from './a.ts'\nexport const d = () => a\n",
    })
    for (const name of ['a', 'b', 'c']) {
      expect(complaints.get(`main/core/${name}.ts`)?.map(({ rule }) => rule)).toContain('noImportCycles')
    }
    expect(complaints.get('main/core/d.ts')).toEqual([])
  })

  test('an import names its extension', () => {
    const b = 'export const b = 1\n'
    const complaints = lintFiles({
      'main/core/a.ts': "export * from './b'\n",
      'main/core/b.ts': b,
      'main/core/c.ts': "export * from './b.ts'\n",
    })
    expect(complaints.get('main/core/a.ts')?.map(({ rule }) => rule)).toEqual(['useImportExtensions'])
    expect(complaints.get('main/core/c.ts')).toEqual([])
  })
})
