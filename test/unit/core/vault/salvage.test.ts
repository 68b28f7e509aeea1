import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFileAnchor } from '../../../../main/core/vault/anchor.ts'
import { salvageVault } from '../../../../main/core/vault/salvage.ts'
import { openVaultFile } from '../../../../main/core/vault/vault-file.ts'
import {
  actor,
  bytes,
  kindOf,
  makeHome,
  password,
  quickKdf,
  revealText,
  type TestHome,
  textVersion,
  unwrap,
} from '../../../support/vault.ts'

const credential = { kind: 'password' as const, password: bytes(password) }
const pageBytes = 4_096
const count = 200
let home: TestHome
let target: string

beforeEach(async () => {
  home = makeHome()
  target = join(home.folder, 'salvaged.db')
  await home.create()
  const vault = await home.unlock()
  for (let at = 0; at < count; at += 1)
    unwrap(
      vault.create(actor, { name: `n/${at}`, kind: 'note', version: textVersion(`value ${at} ${'.'.repeat(300)}`) }),
    )
  vault.close()
})
afterEach(() => home.remove())

async function salvage() {
  const report = await salvageVault(home.path, target, credential, actor, { kdf: quickKdf, now: () => home.clock })
  if (!report.ok) return { kind: report.failure.kind, names: [] as string[], lost: [] }
  const anchor = createFileAnchor(join(home.folder, 'other-anchor.json'))
  const locked = unwrap(await openVaultFile(target, { kdf: quickKdf, anchor, now: () => home.clock }))
  const vault = unwrap(await locked.unlock(credential, actor))
  const names = vault
    .bodies()
    .filter(({ current }) => current !== null)
    .map(({ name }) => name)
  for (const name of names) expect(revealText(vault, name)).toBe(`value ${name.slice(2)} ${'.'.repeat(300)}`)
  expect(unwrap(await vault.verify()).faults).toEqual([])
  vault.close()
  return { kind: 'ok', names, lost: report.value.lost }
}

describe('salvage', () => {
  test('of a sound vault saves everything and loses nothing', async () => {
    const { names, lost } = await salvage()
    expect(names).toHaveLength(count)
    expect(lost).toEqual([])
  })

  test('of a vault with a broken page saves what lies on the others, and leaves the damaged file as it is', async () => {
    const whole = readFileSync(home.path)
    const pages = whole.length / pageBytes
    let saved = 0
    let opened = 0
    for (let page = 4; page < pages; page += Math.ceil(pages / 25)) {
      const broken = Buffer.from(whole)
      broken.fill(0xa5, page * pageBytes, (page + 1) * pageBytes)
      writeFileSync(home.path, broken)
      const { kind, names, lost } = await salvage()
      expect(readFileSync(home.path).equals(broken)).toBe(true)
      if (kind === 'ok') {
        opened += 1
        saved += names.length
        if (names.length < count) expect(lost.length, `page ${page}`).toBeGreaterThan(0)
      }
      const { rmSync } = await import('node:fs')
      rmSync(target, { force: true })
    }
    expect(opened).toBeGreaterThan(15)
    expect(saved / opened).toBeGreaterThan(count * 0.8)
  })

  test('of a changed value names the secret and the version it lost', async () => {
    const vault = await home.unlock()
    const [version] = unwrap(vault.versions('n/7'))
    vault.close()
    const { default: Database } = await import('better-sqlite3')
    const db = new Database(home.path)
    const rows = db.prepare('SELECT rowid, value FROM version').all() as { rowid: number; value: Buffer }[]
    for (const { rowid, value } of rows.slice(7, 8)) {
      value[30] = (value[30] ?? 0) ^ 1
      db.prepare('UPDATE version SET value = ? WHERE rowid = ?').run(value, rowid)
    }
    db.close()
    const { names, lost } = await salvage()
    expect(names).toHaveLength(count - 1)
    expect(names).not.toContain('n/7')
    expect(lost).toContainEqual({ what: 'version', name: 'n/7', versionId: version?.versionId })
  })

  test('with a wrong password says that no slot opens', async () => {
    const wrong = { kind: 'password' as const, password: bytes('wrong') }
    const options = { kdf: quickKdf, now: () => home.clock }
    expect(kindOf(await salvageVault(home.path, target, wrong, actor, options))).toBe('wrong-password')
  })
})
