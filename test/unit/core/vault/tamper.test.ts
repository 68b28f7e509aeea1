import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { foundByTheCompleteCheck, refusedAtUnlock } from '../../../support/row-attacks.ts'
import {
  actor,
  bytes,
  makeVault,
  password,
  revealText,
  type TestHome,
  textVersion,
  unwrap,
} from '../../../support/vault.ts'
import { judge, type RawDb, snapshot, tamper } from '../../../support/vault-attack.ts'

let home: TestHome

const idA1 = 'a'.repeat(32)
const idA2 = 'b'.repeat(32)
const idB1 = 'c'.repeat(32)

/** Two secrets, three versions, two records, a purged row behind them; closed. */
beforeEach(async () => {
  const { home: made, vault } = await makeVault()
  home = made
  unwrap(vault.create(actor, { name: 'prod/a', kind: 'note', version: textVersion('a one', idA1) }))
  unwrap(vault.put(actor, 'prod/a', textVersion('a two', idA2)))
  unwrap(vault.create(actor, { name: 'prod/b', kind: 'note', version: textVersion('b one', idB1) }))
  unwrap(vault.putRecord(1, 'settings', { theme: 'dark' }))
  unwrap(vault.putRecord(3, 'target', { region: 'eu-west-1' }))
  vault.close()
})
afterEach(() => home.remove())

const verdict = () => judge(home, bytes(password))
const run =
  (...statements: readonly string[]) =>
  (db: RawDb) => {
    for (const sql of statements) db.exec(sql)
  }

describe('a vault file that was not touched', () => {
  test('opens and verifies', async () => {
    expect(await verdict()).toEqual({ unlock: 'ok', faults: [] })
  })
  test('opens and verifies after SQLite itself rewrote every page of it', async () => {
    tamper(home.path, run('VACUUM', 'REINDEX'))
    expect(await verdict()).toEqual({ unlock: 'ok', faults: [] })
  })
})

describe('a vault file changed behind our back is refused before anything is shown:', () => {
  for (const { attack, sql } of refusedAtUnlock) {
    test(attack, async () => {
      tamper(home.path, run(...sql))
      const { unlock } = await verdict()
      expect(['vault-damaged', 'wrong-password']).toContain(unlock)
    })
  }

  test('a newer required feature', async () => {
    tamper(home.path, run(`UPDATE header SET required_features = 1`))
    expect(await verdict()).toEqual({ unlock: 'vault-newer', faults: [] })
  })
  test('a newer format', async () => {
    tamper(home.path, run(`UPDATE header SET format = 2`))
    expect(await verdict()).toEqual({ unlock: 'vault-newer', faults: [] })
  })
})

describe('a vault file changed behind our back is found by the complete check:', () => {
  for (const { attack, sql } of foundByTheCompleteCheck) {
    test(attack, async () => {
      tamper(home.path, run(...sql))
      const { unlock, faults } = await verdict()
      expect(unlock).toBe('ok')
      expect(faults).not.toEqual([])
    })
    test(`${attack}, and no version shows a value that is not its own`, async () => {
      tamper(home.path, run(...sql))
      const vault = await home.unlock()
      const own = { [idA1]: 'a one', [idA2]: 'a two', [idB1]: 'b one' }
      for (const [versionId, value] of Object.entries(own)) {
        const name = versionId === idB1 ? 'prod/b' : 'prod/a'
        const shown = vault.reveal(actor, { name, versionId })
        if (shown.ok) expect(revealText(vault, name, { versionId })).toBe(value)
        else expect(['vault-damaged', 'version-not-found']).toContain(shown.failure.kind)
        const listed = vault.versions(name)
        if (!listed.ok) expect(listed.failure.kind).toBe('vault-damaged')
      }
      vault.close()
    })
  }
})

describe('an older state of the vault', () => {
  test('of one secret, put back into the file, is refused', async () => {
    let old: unknown[] = []
    tamper(home.path, (db) => {
      old = db.prepare('SELECT * FROM secret').raw().all() as unknown[]
    })
    const vault = await home.unlock()
    unwrap(vault.update(actor, 'prod/a', { description: 'newer' }))
    vault.close()
    tamper(home.path, (db) => {
      db.exec('DELETE FROM secret')
      for (const row of old) db.prepare('INSERT INTO secret VALUES (?, ?, ?, ?, ?)').run(row)
    })
    expect((await verdict()).unlock).toBe('vault-damaged')
  })

  test('as a whole opens for reading only, says how far behind it is, and works again when accepted', async () => {
    const putBack = snapshot(home.path)
    const newer = await home.unlock()
    unwrap(newer.put(actor, 'prod/b', textVersion('b two', 'd'.repeat(32))))
    newer.close()
    putBack()
    const looked = await home.unlock()
    expect(looked.isReadOnly()).toBe(true)
    looked.close()
    const vault = await home.unlock()
    expect(vault.isReadOnly()).toBe(true)
    expect(vault.behindBy()).toBe(2)
    expect(vault.put(actor, 'prod/b', textVersion('x'))).toMatchObject({ ok: false, failure: { kind: 'read-only' } })
    expect(revealText(vault, 'prod/b')).toBe('b one')
    unwrap(vault.acceptRollback(actor))
    unwrap(vault.put(actor, 'prod/b', textVersion('b three', 'e'.repeat(32))))
    vault.close()
    const after = await home.unlock()
    expect(after.isReadOnly()).toBe(false)
    expect(revealText(after, 'prod/b')).toBe('b three')
    after.close()
  })

  test('of another vault with the same password does not open here', async () => {
    const { home: other, vault } = await makeVault()
    vault.close()
    let slot: unknown[] = []
    tamper(other.path, (db) => {
      slot = db.prepare('SELECT * FROM slot').raw().get() as unknown[]
    })
    tamper(home.path, (db) => {
      db.exec('DELETE FROM slot')
      db.prepare('INSERT INTO slot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(slot)
    })
    expect((await verdict()).unlock).toBe('vault-damaged')
    other.remove()
  })
})
