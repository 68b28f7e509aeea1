import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collections } from '../../../../main/core/vault/records.ts'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import { actor, kindOf, makeVault, revealText, type TestHome, textVersion, unwrap } from '../../../support/vault.ts'

const note = (value: unknown) => ({ collection: collections.syncBase, key: 'k', value })
const event = { at: 1, actor, action: 'sync.pull', secret: 'a' } as const

let home: TestHome
let vault: Vault
beforeEach(async () => {
  const made = await makeVault()
  home = made.home
  vault = made.vault
  unwrap(vault.create(actor, { name: 'a', kind: 'note', version: textVersion('one') }))
})
afterEach(() => {
  vault.close()
  home.remove()
})

const recordNow = (): unknown => vault.getRecord(collections.syncBase, 'k')
const lastActions = (): readonly string[] => vault.auditLog({ limit: 2 }).entries.map(({ action }) => action)

describe('records alongside a write', () => {
  it('are in its transaction, with their own entry in the log', () => {
    const { generation } = vault.ledger.state()
    unwrap(vault.alongside([note(1)], event, (writes) => writes.put(actor, 'a', textVersion('two'))))
    expect(vault.ledger.state().generation).toBe(generation + 1)
    expect(recordNow()).toBe(1)
    expect(lastActions()).toEqual(['sync.pull', 'secret.put'])
    expect(revealText(vault, 'a')).toBe('two')
  })

  it('are not written where the operation is refused', () => {
    const put = vault.alongside([note(1)], event, (writes) =>
      writes.put(actor, 'a', textVersion('two'), { expected: 'x'.repeat(36) }),
    )
    expect(kindOf(put)).toBe('stale')
    expect(recordNow()).toBeNull()
  })

  it('are written by themselves where the operation finds nothing to write', () => {
    const version = textVersion('two')
    unwrap(vault.put(actor, 'a', version))
    unwrap(vault.alongside([note(2)], event, (writes) => writes.put(actor, 'a', textVersion('two', version.versionId))))
    expect(recordNow()).toBe(2)
    expect(lastActions()[0]).toBe('sync.pull')
  })

  it('go when their value is undefined, and survive a lock otherwise', async () => {
    unwrap(vault.changeRecords([note({ deep: [1] }), { ...note(3), key: 'other' }]))
    unwrap(vault.changeRecords([{ ...note(undefined), key: 'other' }]))
    vault.close()
    vault = await home.unlock()
    expect(recordNow()).toEqual({ deep: [1] })
    expect(vault.getRecord(collections.syncBase, 'other')).toBeNull()
    expect(unwrap(await vault.verify()).faults).toEqual([])
  })
})

describe('a version kept without a label', () => {
  it('is readable by its id, and moves no stage', () => {
    const version = textVersion('theirs')
    const before = unwrap(vault.body('a')).stages
    const options = { unlabelled: true, extension: { sync: { seen: true } } }
    expect(unwrap(vault.put(actor, 'a', version, options)).stages).toEqual([])
    expect(unwrap(vault.body('a'))).toMatchObject({ stages: before, extension: { sync: { seen: true } } })
    expect(revealText(vault, 'a', { versionId: version.versionId ?? '' })).toBe('theirs')
    expect(revealText(vault, 'a')).toBe('one')
    expect(vault.holds('a', version.versionId ?? '')).toBe(true)
    expect(vault.holds('a', 'x'.repeat(36))).toBe(false)
    expect(vault.holds('none', version.versionId ?? '')).toBe(false)
  })
})
