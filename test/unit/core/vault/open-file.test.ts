import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inspectFile } from '../../../../main/core/vault/store/db.ts'
import { createVaultFile } from '../../../../main/core/vault/vault-file.ts'
import {
  actor,
  bytes,
  kindOf,
  makeHome,
  quickKdf,
  revealText,
  type TestHome,
  textVersion,
  unwrap,
} from '../../../support/vault.ts'
import { tamper } from '../../../support/vault-attack.ts'

let home: TestHome
beforeEach(async () => {
  home = makeHome()
  await home.create()
})
afterEach(() => home.remove())

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const fill = async () => {
  const vault = await home.unlock()
  for (let at = 0; at < 30; at += 1)
    unwrap(vault.create(actor, { name: `n/${at}`, kind: 'note', version: textVersion(`value ${at}`) }))
  vault.close()
}

describe('a new vault file', () => {
  test('is for its owner only, alone in its folder, and marked as ours', () => {
    expect(statSync(home.path).mode & 0o777).toBe(0o600)
    expect(readdirSync(home.folder)).toEqual(['vault.db'])
    const head = readFileSync(home.path).subarray(0, 100)
    expect(head.toString('latin1', 68, 72)).toBe('COFR')
    expect(head.readUInt32BE(60)).toBe(1)
  })

  test('never takes the place of another file', async () => {
    const before = digest(home.path)
    expect(kindOf(await createVaultFile(home.path, bytes('p'), { kdf: quickKdf }))).toBe('vault-exists')
    expect(digest(home.path)).toBe(before)
    expect(readdirSync(home.folder)).toEqual(['vault.db'])
  })

  test('is not made with an empty or absurd password', async () => {
    const path = join(home.folder, 'other.db')
    expect(kindOf(await createVaultFile(path, bytes(''), { kdf: quickKdf }))).toBe('invalid')
    expect(kindOf(await createVaultFile(path, new Uint8Array(5_000), { kdf: quickKdf }))).toBe('invalid')
    expect(readdirSync(home.folder)).toEqual(['vault.db'])
  })
})

describe('a file that is no vault is named for what it is and left as it is:', () => {
  const cases: Readonly<Record<string, { readonly write: (path: string) => void; readonly kind: string }>> = {
    empty: { write: (path) => writeFileSync(path, ''), kind: 'vault-foreign' },
    'a few bytes': { write: (path) => writeFileSync(path, 'SQLite format 3\u0000'), kind: 'vault-foreign' },
    text: { write: (path) => writeFileSync(path, 'hello '.repeat(1_000)), kind: 'vault-foreign' },
    noise: { write: (path) => writeFileSync(path, Buffer.alloc(8_192, 7)), kind: 'vault-foreign' },
    'another program’s database': {
      write: (path) => {
        const db = new Database(path)
        db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)')
        db.close()
      },
      kind: 'vault-foreign',
    },
    'a database that only bears our mark': {
      write: (path) => {
        const db = new Database(path)
        db.pragma(`application_id = ${0x434f4652}`)
        db.exec('CREATE TABLE t (a)')
        db.close()
      },
      kind: 'vault-damaged',
    },
    'a folder': { write: (path) => mkdirSync(path), kind: 'vault-foreign' },
    'a pipe': { write: (path) => execFileSync('mkfifo', [path]), kind: 'vault-foreign' },
  }
  for (const [what, { write, kind }] of Object.entries(cases))
    test(what, async () => {
      rmSync(home.path)
      write(home.path)
      const before = statSync(home.path).isFile() ? digest(home.path) : null
      expect(kindOf(await home.open())).toBe(kind)
      if (before !== null) expect(digest(home.path)).toBe(before)
      expect(readdirSync(home.folder)).toEqual(['vault.db'])
    })

  test('missing', async () => {
    rmSync(home.path)
    expect(kindOf(await home.open())).toBe('no-vault')
    expect(readdirSync(home.folder)).toEqual([])
  })

  test('of a newer format', async () => {
    tamper(home.path, (db) => db.pragma('user_version = 2'))
    const before = digest(home.path)
    expect(await home.open()).toMatchObject({ ok: false, failure: { kind: 'vault-newer', format: 2 } })
    expect(digest(home.path)).toBe(before)
  })

  test('cut short, at every page', async () => {
    await fill()
    const whole = readFileSync(home.path)
    const pageBytes = whole.readUInt16BE(16)
    for (let length = whole.length - 1; length > 0; length -= pageBytes) {
      writeFileSync(home.path, whole.subarray(0, length))
      expect(['vault-damaged', 'vault-foreign']).toContain(kindOf(inspectFile(home.path)))
      expect(kindOf(await home.open())).not.toBe('ok')
      expect(statSync(home.path).size).toBe(length)
    }
  })
})

describe('a vault that cannot be written', () => {
  test('opens for reading from a folder without write permission, as an ordinary user sees it', async () => {
    await fill()
    // Root may write anywhere: what a read-only file system does is tried by the fault suite.
    const { openReadOnlyDatabase } = await import('../../../../main/core/vault/store/db.ts')
    const db = unwrap(openReadOnlyDatabase(home.path))
    expect(db.prepare('SELECT count(*) FROM secret').pluck().get()).toBe(30)
    expect(() => db.exec('DELETE FROM secret')).toThrow()
    db.close()
  })

  test('is refused when unfinished changes lie beside it', async () => {
    const { openReadOnlyDatabase } = await import('../../../../main/core/vault/store/db.ts')
    writeFileSync(`${home.path}-wal`, 'frames')
    expect(kindOf(openReadOnlyDatabase(home.path))).toBe('read-only')
  })
})

describe('a second process', () => {
  const open = (sql: string) =>
    spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import Database from 'better-sqlite3'
         const db = new Database(process.argv[1], { timeout: 0 })
         try { db.exec(${JSON.stringify(sql)}); console.log('done') } catch (error) { console.log(error.code) }`,
        home.path,
      ],
      { encoding: 'utf8', cwd: join(import.meta.dirname, '../../../..') },
    ).stdout.trim()

  test('can neither write nor read while the vault is open, locked or not', async () => {
    const locked = unwrap(await home.open())
    expect(open('CREATE TABLE evil (a)')).toBe('SQLITE_BUSY')
    const vault = unwrap(
      await locked.unlock({ kind: 'password', password: bytes('correct horse battery staple') }, actor),
    )
    expect(open('CREATE TABLE evil (a)')).toBe('SQLITE_BUSY')
    expect(open('SELECT * FROM secret')).toBe('SQLITE_BUSY')
    unwrap(vault.create(actor, { name: 'a', kind: 'note', version: textVersion('one') }))
    vault.close()
    expect(open('SELECT * FROM secret')).toBe('done')
  })

  test('gets vault-busy from our own opener, and the first goes on', async () => {
    const vault = await home.unlock()
    expect(kindOf(await home.open())).toBe('vault-busy')
    unwrap(vault.create(actor, { name: 'a', kind: 'note', version: textVersion('one') }))
    expect(revealText(vault, 'a')).toBe('one')
    vault.close()
  })
})
