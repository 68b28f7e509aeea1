import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import { actor, kindOf, makeVault, revealText, type TestHome, textVersion, unwrap } from '../../../support/vault.ts'

let home: TestHome
let vault: Vault
beforeEach(async () => {
  const made = await makeVault()
  home = made.home
  vault = made.vault
  unwrap(vault.create(actor, { name: 'kept', kind: 'note', version: textVersion('one') }))
})
afterEach(() => {
  vault.close()
  home.remove()
})

/** Makes SQLite refuse from the nth statement of the next transaction on, as a full disk would. */
function fillDisk(): () => void {
  const pages = (vault.ledger.db.pragma('page_count') as { page_count: number }[])[0]?.page_count ?? 0
  vault.ledger.db.pragma(`max_page_count = ${pages}`)
  return () => vault.ledger.db.pragma('max_page_count = 1000000')
}

describe('a transaction that fails', () => {
  test('on a full disk leaves file, memory, manifest and audit log as they were, and the next one works', async () => {
    const before = vault.ledger.state()
    const free = fillDisk()
    const big = 'x'.repeat(60_000)
    expect(kindOf(vault.create(actor, { name: 'new', kind: 'note', version: textVersion(big) }))).toBe('disk-full')
    expect(kindOf(vault.put(actor, 'kept', textVersion(big)))).toBe('disk-full')
    expect(vault.ledger.state()).toEqual(before)
    expect(vault.size()).toBe(1)
    expect(kindOf(vault.describe('new'))).toBe('not-found')
    expect(unwrap(vault.versions('kept'))).toHaveLength(1)
    expect(unwrap(await vault.verify()).faults).toEqual([])
    free()
    unwrap(vault.put(actor, 'kept', textVersion('two')))
    expect(revealText(vault, 'kept')).toBe('two')
    expect(vault.ledger.state().generation).toBeGreaterThan(before.generation)
    expect(unwrap(await vault.verify()).faults).toEqual([])
  })

  test('by a bug halfway leaves nothing of its first half', async () => {
    const before = vault.ledger.state()
    const halfway = () =>
      vault.ledger.write((tx) => {
        tx.audit({ at: 1, actor, action: 'secret.purge', detail: 'never happened' })
        tx.removed('secret', [])
        throw new Error('a bug')
      })
    expect(halfway).toThrow('a bug')
    expect(vault.ledger.state()).toEqual(before)
    expect(unwrap(await vault.verify()).faults).toEqual([])
    unwrap(vault.put(actor, 'kept', textVersion('two')))
    vault.close()
    vault = await home.unlock()
    expect(unwrap(await vault.verify()).faults).toEqual([])
  })
})

describe('a read', () => {
  test('is given on a full disk although it cannot be recorded', () => {
    const free = fillDisk()
    for (let at = 0; at < 50; at += 1) expect(revealText(vault, 'kept')).toBe('one')
    free()
  })
})

test('each committed write raises the generation by one and changes the state’s hash', () => {
  const { generation } = vault.ledger.state()
  const hash = Buffer.from(vault.ledger.stateHash()).toString('hex')
  unwrap(vault.tag(actor, 'kept', { a: '1' }))
  expect(vault.ledger.state().generation).toBe(generation + 1)
  expect(Buffer.from(vault.ledger.stateHash()).toString('hex')).not.toBe(hash)
})
