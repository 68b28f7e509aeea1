import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deriveKeys } from '../../../../main/core/vault/keys.ts'
import { parseLockedEvent } from '../../../../main/core/vault/locked-events.ts'
import { loadSodium, sealTo } from '../../../../main/core/vault/sodium.ts'
import type { LockedVault } from '../../../../main/core/vault/vault-file.ts'
import { actor, bytes, kindOf, makeHome, password, type TestHome, unwrap } from '../../../support/vault.ts'
import { tamper } from '../../../support/vault-attack.ts'

let home: TestHome
beforeEach(async () => {
  home = makeHome()
  await home.create()
})
afterEach(() => home.remove())

const right = () => ({ kind: 'password' as const, password: bytes(password) })
const wrong = () => ({ kind: 'password' as const, password: bytes('wrong') })
const open = async (): Promise<LockedVault> => unwrap(await home.open())
const failTimes = async (locked: LockedVault, times: number) => {
  for (let at = 0; at < times; at += 1) {
    expect(kindOf(await locked.unlock(wrong(), actor))).toBe('wrong-password')
    home.clock += 60_000
  }
}

describe('wrong passwords', () => {
  test('wait longer each time, over restarts, and one right password starts the count anew', async () => {
    let locked = await open()
    await failTimes(locked, 4)
    home.clock -= 60_000
    locked.close()
    locked = await open()
    expect(await locked.unlock(right(), actor)).toMatchObject({ failure: { kind: 'throttled', retryAfterMs: 4_000 } })
    home.clock += 4_000
    const vault = unwrap(await locked.unlock(right(), actor))
    expect(kindOf(await locked.verify(wrong(), actor))).toBe('wrong-password')
    home.clock += 500
    expect(kindOf(await locked.verify(right(), actor))).toBe('ok')
    expect(kindOf(await locked.verify(wrong(), actor))).toBe('wrong-password')
    vault.close()
  })

  test('tried at once are taken one after the other', async () => {
    const locked = await open()
    const tries = await Promise.all(Array.from({ length: 5 }, () => locked.unlock(wrong(), actor)))
    expect(tries.map(kindOf)).toEqual([
      'wrong-password',
      'wrong-password',
      'wrong-password',
      'wrong-password',
      'throttled',
    ])
    locked.close()
  })
})

describe('a clock that is wrong', () => {
  test('and set right again, years back, does not lock anybody out', async () => {
    const now = home.clock
    home.clock = Date.UTC(2099, 0, 1)
    let locked = await open()
    await failTimes(locked, 6)
    locked.close()
    home.clock = now
    locked = await open()
    expect(await locked.unlock(right(), actor)).toMatchObject({ failure: { kind: 'throttled', retryAfterMs: 16_000 } })
    home.clock += 16_000
    const vault = unwrap(await locked.unlock(right(), actor))
    expect((await vault.verifyAudit()).fault).toBeNull()
    vault.close()
  })

  test('at 1970 or before opens, writes and verifies', async () => {
    for (const clock of [0, -86_400_000, 1]) {
      home.clock = clock
      const vault = await home.unlock()
      unwrap(vault.audit(actor, 'vault.export'))
      expect(unwrap(await vault.verify()).faults).toEqual([])
      vault.close()
    }
  })
})

describe('what is noted while locked', () => {
  test('is in the audit log after the next unlock, in order, and cannot be read before', async () => {
    const locked = await open()
    await failTimes(locked, 2)
    locked.noteRefusal({ door: 'socket', pid: 42, program: '/usr/bin/probe' }, 'secrets.list')
    locked.close()
    const raw = new Database(home.path, { readonly: true })
    const sealed = raw.prepare('SELECT sealed FROM locked_event').pluck().all() as Buffer[]
    raw.close()
    expect(sealed).toHaveLength(3)
    for (const note of sealed) expect(note.includes('probe')).toBe(false)
    const vault = await home.unlock()
    expect(await vault.verifyAudit()).toEqual({ fault: null, entries: 4 })
    vault.close()
    const again = await home.unlock()
    expect(await again.verifyAudit()).toEqual({ fault: null, entries: 5 })
    again.close()
  })

  test('is counted and not kept beyond a thousand', async () => {
    const locked = await open()
    for (let at = 0; at < 1_010; at += 1) locked.noteRefusal(actor, 'app.status')
    const vault = unwrap(await locked.unlock(right(), actor))
    expect(await vault.verifyAudit()).toEqual({ fault: null, entries: 1_002 })
    vault.close()
  })

  test('by a forger does not stop the unlock and does not become somebody’s act', async () => {
    await loadSodium()
    let publicKey: Buffer = Buffer.alloc(0)
    tamper(home.path, (db) => {
      publicKey = db.prepare('SELECT log_public_key FROM header').pluck().get() as Buffer
      const forge = (text: string) =>
        db.prepare('INSERT INTO locked_event (sealed) VALUES (?)').run(sealTo(publicKey, bytes(text)))
      forge('not json')
      forge('null')
      forge('{"at":1,"actor":{"door":"window"},"action":"secret.reveal","secret":"prod/db"}')
      forge('{"at":1,"actor":{"door":"core"},"action":"vault.refused","extra":"x"}')
      db.prepare('INSERT INTO locked_event (sealed) VALUES (?)').run(Buffer.alloc(100, 1))
      db.prepare('INSERT INTO locked_event (sealed) VALUES (?)').run(Buffer.alloc(0))
    })
    const vault = await home.unlock()
    expect(await vault.verifyAudit()).toEqual({ fault: null, entries: 2 })
    vault.close()
  })

  test.each([
    ['{"at":1,"actor":{"door":"window"},"action":"vault.unlock-failed"}', true],
    [
      '{"at":1,"actor":{"door":"socket","pid":3,"program":"/bin/x"},"action":"vault.refused","detail":"secrets.get"}',
      true,
    ],
    ['{"at":1,"actor":{"door":"window"},"action":"secret.reveal"}', false],
    ['{"at":"1","actor":{"door":"window"},"action":"vault.refused"}', false],
    ['{"at":1,"actor":{"door":"moon"},"action":"vault.refused"}', false],
    ['{"at":1,"action":"vault.refused"}', false],
    ['[]', false],
    ['', false],
  ])('reads %s as an event: %s', (text, isEvent) => {
    expect(parseLockedEvent(bytes(text)) !== null).toBe(isEvent)
  })

  test('is no event when it is no text', () => {
    expect(parseLockedEvent(Uint8Array.of(0xff, 0xfe))).toBeNull()
  })
})

test('keys for another vault do not read the notes of this one', async () => {
  await loadSodium()
  const ours = deriveKeys(new Uint8Array(32).fill(1))
  const theirs = deriveKeys(new Uint8Array(32).fill(2))
  expect(ours.logPair.publicKey).not.toEqual(theirs.logPair.publicKey)
})
