import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallAnswer, CallInput, CallName } from '../../../../shared/contract.ts'
import type { ImportOptions, ImportPreview, ImportReport } from '../../../../shared/contract-transfer.ts'
import type { AuditEntry, SecretPage } from '../../../../shared/model.ts'
import { makeCore, makePort, type TestCore } from '../../../support/core.ts'
import { openImport, previewOf, putFile } from '../../../support/import-files.ts'
import { bytes, password } from '../../../support/vault.ts'

let core: TestCore
beforeEach(async () => {
  core = await makeCore()
  await core.create()
})
afterEach(() => core.stop())

async function asked<K extends CallName>(call: K, input: CallInput<K>): Promise<CallAnswer<K>> {
  const answer = await core.ask(call, input)
  if (!answer.ok) throw new Error(answer.failure.message)
  return answer.value as CallAnswer<K>
}

const problemOf = async (call: CallName, input: object): Promise<string> => {
  const answer = await core.ask(call, input)
  return answer.ok ? 'ok' : answer.failure.message
}
const add = (name: string, text: string) =>
  asked('secrets.create', { name, value: { form: 'text', bytes: bytes(text) } })
const currentOf = async (name: string): Promise<string> =>
  Buffer.from((await asked('secrets.reveal', { name })).bytes).toString()
const namesOf = async (query = ''): Promise<readonly string[]> => {
  const page = (await asked('secrets.list', { query })) as SecretPage
  return page.rows.map(({ name }) => name)
}
const entries = async (): Promise<readonly AuditEntry[]> => (await asked('audit.list', { limit: 1_000 })).entries

async function lockAndUnlock(): Promise<void> {
  await asked('vault.lock', {})
  await asked('vault.unlock', { password: bytes(password) })
}

const csv = 'name,username,password,url\nbank,ada,hunter2-of-ada,https://bank.example\nmail,ada,second-secret,\n'
const all = ({ token, rows }: ImportPreview, replace = false) => ({ token, rows: rows.map(({ id }) => id), replace })
const reread = (preview: ImportPreview, change: Partial<ImportOptions>) =>
  asked('import.read', { options: { ...preview.options, ...change } })

describe('what the window sees of a file', () => {
  test('is names, kinds, public facts, places and fates, and no value', async () => {
    await add('bank', 'another value')
    const preview = await previewOf(core, 'passwords.csv', csv)
    expect(preview).toMatchObject({ options: { source: 'csv', prefix: '' }, problem: null, losses: [] })
    expect(preview.path).toMatch(/passwords\.csv$/)
    expect(preview.rows).toEqual([
      { id: 0, name: 'bank', kind: 'login', summary: expect.stringContaining('ada'), from: 'row 2', fate: 'exists' },
      { id: 1, name: 'mail', kind: 'login', summary: 'ada', from: 'row 3', fate: 'new' },
    ])
    expect(JSON.stringify(preview)).not.toMatch(/hunter2|second-secret/)
  })

  test('tells a value that is there already, and a name that is scheduled for deletion', async () => {
    await add('A', '1')
    await add('B', 'other')
    await add('C', '3')
    await asked('secrets.scheduleDeletion', { name: 'C' })
    const preview = await reread(await previewOf(core, '.env', 'A=1\nB=2\nC=3\nD=4\n'), { split: true })
    expect(preview.rows.map(({ name, fate }) => [name, fate])).toEqual([
      ['A', 'same'],
      ['B', 'exists'],
      ['C', 'scheduled'],
      ['D', 'new'],
    ])
  })

  test('follows prefix, name and split of a .env file', async () => {
    const preview = await previewOf(core, '.env.production', 'A=1\nB=2\n')
    expect(preview.rows.map(({ name, kind }) => [name, kind])).toEqual([['env.production', 'env-set']])
    const named = await reread(preview, { prefix: 'app/', name: 'web' })
    expect(named.rows.map(({ name }) => name)).toEqual(['app/web'])
    const split = await reread(preview, { prefix: 'app/', split: true })
    expect(split.rows.map(({ name }) => name)).toEqual(['app/A', 'app/B'])
  })

  test('follows the columns it is told', async () => {
    const preview = await previewOf(core, 'list.csv', 'Title,Login,Secret Word\nBank,ada,hunter2-of-ada\n')
    expect(preview.problem).toMatch(/No column holds values/)
    expect(preview.columns).toEqual({
      titles: ['Title', 'Login', 'Secret Word'],
      fields: { name: 'Title', username: 'Login' },
    })
    const mapped = await reread(preview, { map: { password: 'Secret Word', username: '' } })
    expect(mapped).toMatchObject({ problem: null, rows: [{ name: 'Bank', kind: 'login' }] })
    expect(mapped.losses).toEqual([{ where: 'column Login', what: '1 of its cells' }])
  })

  test('is no first row of a table without titles: that may be a password', async () => {
    const preview = await previewOf(core, 'raw.csv', 'bank.example,ada,hunter2-of-ada\n')
    expect(preview).toMatchObject({ columns: null, rows: [], problem: expect.stringContaining('no titles') })
    expect(JSON.stringify(preview)).not.toContain('hunter2')
  })

  test('is nothing when no file was chosen', async () => {
    expect(await openImport(core, null)).toEqual({ ok: true, value: null })
  })
})

describe('a file that cannot be imported', () => {
  test.each([
    ['export.1pux', Buffer.from('PK\u0003\u0004rest'), 'Export as CSV'],
    ['vault.kdbx', Buffer.from([0x03, 0xd9, 0xa2, 0x9a, 0x67]), 'KeePass'],
    ['keepass.xml', Buffer.from('<?xml version="1.0"?><KeePassFile/>'), 'XML'],
    ['export.json', Buffer.from('{"encrypted":true,"data":"x"}'), 'encrypted'],
    ['novel.txt', Buffer.from('It was a dark night.\nAnd a stormy one.\n'), 'nothing in it'],
    ['noise.env', Buffer.from([0x41, 0x3d, 0xff, 0xfe]), 'UTF-8'],
  ])('%s says why', async (name, content, words) => {
    const opened = await openImport(core, putFile(core, name, content))
    expect(opened).toMatchObject({ ok: true, value: { problem: expect.stringContaining(words), rows: [] } })
  })

  test('is missing or too large', async () => {
    const missing = await openImport(core, join(core.home, 'nowhere.csv'))
    expect(missing).toMatchObject({ ok: false, failure: { kind: 'io-error' } })
    const large = await openImport(core, putFile(core, 'large.csv', Buffer.alloc(16_777_217, 0x41)))
    expect(large).toMatchObject({ ok: false, failure: { message: expect.stringContaining('more than 16,777,216') } })
  })
})

describe('importing', () => {
  test('stores the chosen rows with one audit entry each, and the filter finds them', async () => {
    const before = (await entries()).length
    const preview = await previewOf(core, 'passwords.csv', csv)
    const report = await asked('import.apply', { token: preview.token, rows: [1], replace: false })
    expect(report).toMatchObject({ results: [{ name: 'mail', outcome: 'new' }], failure: null, stopped: false })
    expect(await currentOf('mail')).toBe('{"username":"ada","password":"second-secret"}')
    expect(await namesOf('is:imported')).toEqual(['mail'])
    const news = (await entries()).filter(({ number }) => number > before)
    expect(news.filter(({ action }) => action === 'secret.create')).toMatchObject([
      { secret: 'mail', detail: 'import', actor: { door: 'window' } },
    ])
    const [version] = await asked('secrets.versions', { name: 'mail' })
    expect(version?.note).toBe('Imported from passwords.csv')
    expect(await asked('import.last', {})).toEqual(report)
  })

  test('leaves what exists alone, unless it is to be replaced', async () => {
    await add('A', 'old')
    await add('B', '2')
    await add('C', 'gone')
    await asked('secrets.scheduleDeletion', { name: 'C' })
    const outcomes = async (replace: boolean) => {
      const preview = await reread(await previewOf(core, '.env', 'A=1\nB=2\nC=3\n'), { split: true })
      const { results } = await asked('import.apply', all(preview, replace))
      return results.map(({ name, outcome }) => [name, outcome])
    }
    expect(await outcomes(false)).toEqual([
      ['A', 'exists'],
      ['B', 'exists'],
      ['C', 'scheduled'],
    ])
    expect(await asked('import.last', {})).toBeNull()
    expect(await outcomes(true)).toEqual([
      ['A', 'replaced'],
      ['B', 'same'],
      ['C', 'replaced'],
    ])
    expect([await currentOf('A'), await currentOf('C')]).toEqual(['1', '3'])
    expect(await asked('secrets.versions', { name: 'A' })).toHaveLength(2)
  })

  test('takes only what was shown last', async () => {
    const preview = await previewOf(core, 'passwords.csv', csv)
    await reread(preview, { prefix: 'web/' })
    expect(await problemOf('import.apply', all(preview))).toMatch(/not here any more/)
    expect(await namesOf()).toEqual([])
  })

  test('needs the file again after it was done or given up', async () => {
    const preview = await previewOf(core, 'passwords.csv', csv)
    await asked('import.apply', all(preview))
    expect(await problemOf('import.apply', all(preview))).toMatch(/Choose the file again/)
    const second = await previewOf(core, 'passwords.csv', csv)
    await asked('import.cancel', {})
    expect(await problemOf('import.apply', all(second))).toMatch(/Choose the file again/)
    expect(await problemOf('import.read', { options: second.options })).toMatch(/Choose the file again/)
  })

  test('brings the private keys of a folder', async () => {
    const folder = join(core.home, 'keys')
    mkdirSync(folder)
    const key =
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----\n'
    writeFileSync(join(folder, 'id_work'), key)
    writeFileSync(join(folder, 'id_work.pub'), 'ssh-ed25519 AAAA ada@laptop\n')
    writeFileSync(join(folder, 'config'), 'Host *\n')
    const opened = await openImport(core, folder, 'ssh-folder')
    if (!opened.ok || opened.value === null) throw new Error('not opened')
    expect(opened.value.rows).toMatchObject([{ name: 'ssh/id_work', kind: 'ssh-key', from: 'id_work' }])
    const moved = await reread(opened.value, { prefix: 'me/' })
    await asked('import.apply', all(moved))
    expect(await currentOf('me/ssh/id_work')).toBe(key)
  })

  test('does not hold up others: thousands of rows go in slices, and tell how far they are', async () => {
    const lines = Array.from({ length: 3_000 }, (_, at) => `service-${at},token-${at}`)
    const preview = await previewOf(core, 'many.csv', `name,value\n${lines.join('\n')}\n`)
    const { port, posted } = makePort()
    core.core.connect(port)
    // Of the processor: on a busy machine this process stands still for longer at times.
    let longestMs = 0
    let used = process.cpuUsage()
    const watch = setInterval(() => {
      const { user, system } = process.cpuUsage(used)
      longestMs = Math.max(longestMs, (user + system) / 1_000)
      used = process.cpuUsage()
    }, 1)
    const report = await asked('import.apply', all(preview))
    clearInterval(watch)
    expect(report.results).toHaveLength(3_000)
    expect((await asked('secrets.list', {})).total).toBe(3_000)
    expect(longestMs).toBeLessThan(1_000)
    const told = posted.filter((message) => 'event' in message)
    expect(told.filter(({ event }) => event === 'import.progress').at(-1)).toMatchObject({ payload: null })
    expect(told.filter(({ event }) => event === 'secrets.changed').length).toBeLessThan(1_500)
  })

  test('ends where the user ends it, and what is stored can be taken back', async () => {
    const lines = Array.from({ length: 2_000 }, (_, at) => `service-${at},token-${at}`)
    const preview = await previewOf(core, 'many.csv', `name,value\n${lines.join('\n')}\n`)
    const applied = core.ask('import.apply', all(preview))
    await expect.poll(async () => (await namesOf()).length, { interval: 1 }).toBeGreaterThan(0)
    expect(await problemOf('import.read', { options: preview.options })).toMatch(/is running/)
    await asked('import.cancel', {})
    const report = ((await applied) as { value: ImportReport }).value
    expect(report.stopped).toBe(true)
    expect(report.results.length).toBeLessThan(2_000)
    if (report.range === null) throw new Error('nothing was stored')
    await asked('import.undo', report.range)
    expect(await namesOf()).toEqual([])
  })
})

describe('taking an import back', () => {
  async function imported(content: string, replace = true): Promise<NonNullable<ImportReport['range']>> {
    const preview = await reread(await previewOf(core, '.env', content), { split: true })
    const { range } = await asked('import.apply', all(preview, replace))
    if (range === null) throw new Error('nothing was stored')
    return range
  }

  test('schedules the deletion of what was new, and moves back what was replaced', async () => {
    await add('A', 'old')
    const range = await imported('A=1\nB=2\n')
    const undone = await asked('import.undo', range)
    expect(undone).toEqual([
      { name: 'B', fate: 'removed' },
      { name: 'A', fate: 'moved back' },
    ])
    expect(await currentOf('A')).toBe('old')
    expect(await namesOf()).toEqual(['A'])
    expect(await asked('import.last', {})).toBeNull()
    expect(await asked('import.undo', range)).toEqual([
      { name: 'B', fate: 'changed since' },
      { name: 'A', fate: 'changed since' },
    ])
  })

  test('works after a lock too, and is offered until then and no longer', async () => {
    const range = await imported('A=1\nB=2\n')
    await lockAndUnlock()
    expect(await asked('import.last', {})).toMatchObject({ range, results: [{ name: 'A' }, { name: 'B' }] })
    expect(await namesOf('is:imported')).toEqual(['A', 'B'])
    expect(await asked('import.undo', range)).toMatchObject([{ fate: 'removed' }, { fate: 'removed' }])
    await lockAndUnlock()
    expect(await asked('import.last', {})).toBeNull()
  })

  test('leaves later work, and what the window did meanwhile', async () => {
    const range = await imported('A=1\nB=2\n')
    await asked('secrets.put', { name: 'A', value: { form: 'text', bytes: bytes('mine') } })
    await add('by-hand', 'mine')
    const wide = { ...range, to: range.to + 100 }
    expect(await asked('import.undo', wide)).toEqual([
      { name: 'B', fate: 'removed' },
      { name: 'A', fate: 'changed since' },
    ])
    expect(await namesOf()).toEqual(['A', 'by-hand'])
  })

  test('knows no import of another process or another range', async () => {
    const range = await imported('A=1\n')
    expect(await asked('import.undo', { ...range, pid: 4711 })).toEqual([])
    expect(await asked('import.undo', { from: 1, to: range.from - 1, pid: null })).toEqual([])
    expect(await currentOf('A')).toBe('1')
  })
})

test('no value is in a failure, an event, the log or the audit log', async () => {
  const marker = 'planted-4711-marker'
  const { port, posted } = makePort()
  core.core.connect(port)
  const previews = [
    await previewOf(core, 'p.csv', `name,password\nbank,${marker}\n`),
    await previewOf(core, 'p.json', `{"bank":"${marker}"}`),
    await previewOf(core, 'p.env', `BANK=${marker}\n${marker}\n`),
    await previewOf(core, 'bad.json', `{"a":"${marker}"`),
  ]
  const answers = [...previews, await openImport(core, putFile(core, 'q.csv', `x,${marker}\n`))]
  const preview = await previewOf(core, 'p.csv', `name,password\nbank,${marker}\n`)
  answers.push((await asked('import.apply', all(preview))) as never)
  expect(await currentOf('bank')).toContain(marker)
  for (const seen of [
    answers,
    posted,
    await entries(),
    existsSync(core.logFile) ? readFileSync(core.logFile, 'utf8') : '',
  ])
    expect(JSON.stringify(seen)).not.toContain(marker)
})
