import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import {
  actor,
  bytes,
  kindOf,
  makeVault,
  password,
  revealText,
  type TestHome,
  textVersion,
  unwrap,
} from '../../../support/vault.ts'

let home: TestHome
let vault: Vault

beforeEach(async () => {
  const made = await makeVault()
  home = made.home
  vault = made.vault
})
afterEach(() => {
  vault.close()
  home.remove()
})

const reopen = async () => {
  vault.close()
  vault = await home.unlock()
}
const versionA = 'a'.repeat(32)
const versionB = 'b'.repeat(32)
const create = (name: string, value = 'one', versionId = versionA) =>
  unwrap(vault.create(actor, { name, kind: 'note', version: textVersion(value, versionId) }))

describe('a vault', () => {
  test('keeps a secret over a close and a reopen', async () => {
    create('prod/db')
    await reopen()
    expect(revealText(vault, 'prod/db')).toBe('one')
    expect(unwrap(vault.describe('prod/db'))).toMatchObject({
      name: 'prod/db',
      kind: 'note',
      stages: { AWSCURRENT: versionA },
      versionCount: 1,
      form: 'text',
      sizeBytes: 3,
    })
  })

  test('moves AWSCURRENT and AWSPREVIOUS at a put, and keeps the old value readable', () => {
    create('a')
    unwrap(vault.put(actor, 'a', textVersion('two', versionB)))
    expect(revealText(vault, 'a')).toBe('two')
    expect(revealText(vault, 'a', { stage: 'AWSPREVIOUS' })).toBe('one')
    expect(unwrap(vault.versions('a')).map(({ versionId, stages }) => [versionId, stages])).toEqual([
      [versionB, ['AWSCURRENT']],
      [versionA, ['AWSPREVIOUS']],
    ])
  })

  test('keeps a note that was written afterwards: the version, its value and the dates stay, the log tells', async () => {
    create('a')
    unwrap(vault.put(actor, 'a', { ...textVersion('two', versionB), note: 'as made' }))
    const before = unwrap(vault.describe('a'))
    home.clock += 86_400_000
    unwrap(vault.noteVersion(actor, 'a', versionA, 'leaked in May'))
    unwrap(vault.noteVersion(actor, 'a', versionB, ''))
    await reopen()
    expect(unwrap(vault.versions('a')).map(({ versionId, note }) => [versionId, note])).toEqual([
      [versionB, ''],
      [versionA, 'leaked in May'],
    ])
    expect(unwrap(vault.describe('a'))).toEqual(before)
    expect(revealText(vault, 'a', { versionId: versionA })).toBe('one')
    const { entries } = vault.auditLog({ limit: 10, action: 'secret.note' })
    expect(entries.map(({ versionId, detail }) => [versionId, detail])).toEqual([
      [versionB, undefined],
      [versionA, undefined],
    ])
    expect(unwrap(await vault.verify()).faults).toEqual([])
    expect(kindOf(vault.noteVersion(actor, 'a', 'c'.repeat(32), 'x'))).toBe('version-not-found')
  })

  test('rolls back by moving AWSCURRENT to the previous version', () => {
    create('a')
    unwrap(vault.put(actor, 'a', textVersion('two', versionB)))
    unwrap(vault.moveStage(actor, 'a', { stage: 'AWSCURRENT', moveTo: versionA, removeFrom: versionB }))
    expect(revealText(vault, 'a')).toBe('one')
    expect(revealText(vault, 'a', { stage: 'AWSPREVIOUS' })).toBe('two')
  })

  test('refuses a save of what was edited from an older version', () => {
    create('a')
    unwrap(vault.put(actor, 'a', textVersion('two', versionB)))
    const late = vault.put(actor, 'a', textVersion('late'), { expected: versionA })
    expect(late).toMatchObject({ ok: false, failure: { kind: 'stale', currentVersionId: versionB } })
    expect(revealText(vault, 'a')).toBe('two')
  })

  test('treats the same version id with the same content as a retry, with other content as refused', () => {
    create('a')
    expect(kindOf(vault.put(actor, 'a', textVersion('one', versionA)))).toBe('ok')
    expect(kindOf(vault.put(actor, 'a', textVersion('other', versionA)))).toBe('token-reused')
    expect(unwrap(vault.versions('a'))).toHaveLength(1)
    expect(kindOf(vault.create(actor, { name: 'a', kind: 'note', version: textVersion('one', versionA) }))).toBe('ok')
    expect(kindOf(vault.create(actor, { name: 'a', kind: 'note', version: textVersion('x') }))).toBe('exists')
  })

  test('hides a secret scheduled for deletion from reads, keeps its name, and restores it whole', async () => {
    create('a')
    const { deletionAt } = unwrap(vault.scheduleDeletion(actor, 'a', 7))
    expect(deletionAt).toBe(home.clock + 7 * 86_400_000)
    expect(kindOf(vault.reveal(actor, { name: 'a' }))).toBe('scheduled-for-deletion')
    expect(kindOf(vault.create(actor, { name: 'a', kind: 'note' }))).toBe('scheduled-for-deletion')
    await reopen()
    unwrap(vault.restore(actor, 'a'))
    expect(revealText(vault, 'a')).toBe('one')
    expect(kindOf(vault.restore(actor, 'a'))).toBe('not-scheduled')
  })

  test('purges a secret only after its recovery window, and never by being unlocked', async () => {
    create('a')
    unwrap(vault.scheduleDeletion(actor, 'a', 7))
    home.clock += 7 * 86_400_000 - 1
    expect(vault.purgeExpired()).toEqual([])
    home.clock += 1
    await reopen()
    expect(kindOf(vault.describe('a'))).toBe('ok')
    expect(vault.purgeExpired()).toEqual(['a'])
    expect(kindOf(vault.describe('a'))).toBe('not-found')
    expect(unwrap(await vault.verify())).toMatchObject({ faults: [], rows: 1 })
  })

  test('refuses names, values, tags and descriptions that Secrets Manager would refuse', () => {
    const refused = (input: Partial<Parameters<Vault['create']>[1]>) =>
      kindOf(vault.create(actor, { name: 'a', kind: 'note', ...input }))
    expect(refused({ name: '' })).toBe('invalid')
    expect(refused({ name: 'a b' })).toBe('invalid')
    expect(refused({ name: 'a'.repeat(513) })).toBe('invalid')
    expect(refused({ version: textVersion('') })).toBe('invalid')
    expect(refused({ version: textVersion('x'.repeat(65_537)) })).toBe('invalid')
    expect(refused({ version: textVersion('x', 'short') })).toBe('invalid')
    expect(refused({ description: 'd'.repeat(2_049) })).toBe('invalid')
    expect(refused({ tags: { 'aws:x': '1' } })).toBe('invalid')
    expect(vault.size()).toBe(0)
  })

  test('takes a value of exactly 65,536 bytes', () => {
    create('big', 'x'.repeat(65_536))
    expect(revealText(vault, 'big')).toHaveLength(65_536)
  })

  test('records every act with its actor, and the chain verifies', async () => {
    create('a')
    revealText(vault, 'a')
    unwrap(vault.tag(actor, 'a', { team: 'payments' }))
    await reopen()
    expect(await vault.verifyAudit()).toEqual({ fault: null, entries: 5 })
  })

  test('records the day of the last read, of the secret and of the version', () => {
    create('a')
    revealText(vault, 'a')
    const day = home.clock - (home.clock % 86_400_000)
    expect(unwrap(vault.describe('a')).accessedAt).toBe(day)
    expect(unwrap(vault.versions('a'))[0]?.accessedAt).toBe(day)
  })

  test('counts what changes a secret apart from reads, which only date it', () => {
    create('a')
    const contents = vault.contentRevision()
    const changes = vault.revision()
    revealText(vault, 'a')
    expect(vault.revision()).toBe(changes + 1)
    expect(vault.contentRevision()).toBe(contents)
    unwrap(vault.tag(actor, 'a', { team: 'payments' }))
    unwrap(vault.put(actor, 'a', textVersion('next')))
    create('b')
    unwrap(vault.scheduleDeletion(actor, 'b', 7))
    unwrap(vault.purge(actor, 'b'))
    expect(vault.contentRevision()).toBe(contents + 5)
  })

  test('verifies completely after a mixed life', async () => {
    for (let at = 0; at < 40; at += 1) create(`n/${at}`, `v${at}`, `${at}`.padStart(32, '0'))
    for (let at = 0; at < 40; at += 3) unwrap(vault.put(actor, `n/${at}`, textVersion('next')))
    unwrap(vault.purge(actor, 'n/1'))
    unwrap(vault.untag(actor, 'n/2', ['none']))
    await reopen()
    expect(unwrap(await vault.verify())).toMatchObject({ faults: [], rows: 39 + 39 + 14 + 40 })
  })
})

describe('unlocking', () => {
  test('fails with a wrong password, slows down, and counts in the file', async () => {
    vault.close()
    const wrong = new TextEncoder().encode('wrong')
    for (const expected of ['wrong-password', 'wrong-password', 'wrong-password']) {
      const locked = unwrap(await home.open())
      expect(kindOf(await locked.unlock({ kind: 'password', password: wrong }, actor))).toBe(expected)
      locked.close()
      home.clock += 60_000
    }
    const locked = unwrap(await home.open())
    expect(kindOf(await locked.unlock({ kind: 'password', password: wrong }, actor))).toBe('wrong-password')
    expect(await locked.unlock({ kind: 'password', password: wrong }, actor)).toMatchObject({
      ok: false,
      failure: { kind: 'throttled', retryAfterMs: 4_000 },
    })
    home.clock += 4_000
    vault = unwrap(await locked.unlock({ kind: 'password', password: new TextEncoder().encode(password) }, actor))
    expect(await vault.verifyAudit()).toEqual({ fault: null, entries: 6 })
  })
})

describe('the complete check', () => {
  test('is right while the vault is being changed under it', async () => {
    for (let at = 0; at < 1_200; at += 1) create(`n/${at}`, `v${at}`, `${at}`.padStart(32, '0'))
    const checking = vault.verify()
    for (let at = 0; at < 300; at += 1) {
      unwrap(vault.put(actor, `n/${(at * 7) % 1_200}`, textVersion(`busy ${at}`)))
      if (at % 3 === 0) unwrap(vault.create(actor, { name: `new/${at}`, kind: 'note', version: textVersion('x') }))
      if (at % 15 === 0 && at > 0) unwrap(vault.purge(actor, `new/${at - 15}`))
      if (at % 2 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(unwrap(await checking).faults).toEqual([])
    expect(unwrap(await vault.verify()).faults).toEqual([])
  })
})

describe('the audit log under its retention rule', () => {
  test('drops what is older, still verifies from its checkpoint, and says so', async () => {
    create('a')
    for (let at = 0; at < 5; at += 1) unwrap(vault.tag(actor, 'a', { at: `${at}` }))
    home.clock += 10 * 86_400_000
    unwrap(vault.tag(actor, 'a', { at: 'now' }))
    expect(unwrap(vault.dropOldAudit(home.clock - 86_400_000))).toBe(7)
    expect(await vault.verifyAudit()).toEqual({ fault: null, entries: 2 })
    await reopen()
    expect((await vault.verifyAudit()).fault).toBeNull()
    expect(vault.auditLog({ limit: 10 }).entries.map(({ action }) => action)).toEqual([
      'vault.unlock',
      'audit.retain',
      'secret.tag',
    ])
    expect(vault.auditLog({ limit: 10 }).next).toBeNull()
  })

  test('never drops the newest entry', () => {
    create('a')
    home.clock += 10 * 86_400_000
    expect(unwrap(vault.dropOldAudit(home.clock))).toBe(1)
  })
})

describe('key slots', () => {
  const credentialOf = (word: string) => ({ kind: 'password' as const, password: bytes(word) })
  const tryWith = async (credential: Parameters<Awaited<ReturnType<typeof openLocked>>['unlock']>[0]) => {
    vault.close()
    const locked = await openLocked()
    const opened = await locked.unlock(credential, actor)
    home.clock += 60_000
    if (!opened.ok) locked.close()
    vault = opened.ok ? opened.value : await home.unlock()
    return kindOf(opened)
  }
  const openLocked = async () => unwrap(await home.open())

  test('open with a keyfile only together with it', async () => {
    const keyfile = new Uint8Array(32).fill(7)
    const both = { kind: 'password-and-keyfile' as const, password: bytes(password), keyfile }
    unwrap(await vault.changePassword(actor, both))
    vault.close()
    const alone = await openLocked()
    expect(kindOf(await alone.unlock(credentialOf(password), actor))).toBe('wrong-password')
    home.clock += 60_000
    vault = unwrap(await alone.unlock(both, actor))
  })

  test('change the password in one step: the new one opens, the old one does not', async () => {
    unwrap(await vault.changePassword(actor, credentialOf('another')))
    expect(vault.slots().map(({ type }) => type)).toEqual(['password'])
    unwrap(await vault.changePassword(actor, credentialOf(password)))
    expect(await tryWith(credentialOf('another'))).toBe('wrong-password')
  })

  test('open with a recovery key, which a newer one replaces', async () => {
    const first = unwrap(await vault.addRecoveryKey(actor))
    const second = unwrap(await vault.addRecoveryKey(actor))
    expect(await tryWith({ kind: 'recovery', recoveryKey: first })).toBe('wrong-password')
    home.clock += 60_000
    expect(await tryWith({ kind: 'recovery', recoveryKey: second })).toBe('ok')
  })

  test('refuse to lose the last way in', () => {
    const [slot] = vault.slots()
    expect(kindOf(vault.removeSlot(actor, slot?.slotId ?? ''))).toBe('refused')
  })
})
