import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHost } from '../../../main/core/host-port.ts'
import { createKeychainSlot, type KeychainSlot } from '../../../main/core/keychain-slot.ts'
import { type Session, startSession } from '../../../main/core/session.ts'
import { createFileAnchor } from '../../../main/core/vault/anchor.ts'
import { floorCost } from '../../../main/core/vault/kdf.ts'
import type { CoreMessage, ShellMessage } from '../../../shared/host-contract.ts'
import { actor, bytes, kindOf, makeHome, password, quickKdf, type TestHome, unwrap } from '../../support/vault.ts'

let home: TestHome
let path: string
let backend: string | null
let slot: KeychainSlot

/** A shell whose keychain turns texts around. */
function shell() {
  const turn = (text: string) => [...text].reverse().join('')
  const host = createHost((message: CoreMessage) => {
    const answer = answerOf(message)
    if (answer !== null) queueMicrotask(() => host.receive(answer))
  })
  function answerOf(message: CoreMessage): ShellMessage | null {
    if (!message.kind.startsWith('keychain.') || !('id' in message)) return null
    const { id } = message
    if (backend === null) return { kind: 'answer', id, text: null, failure: 'no keychain' }
    const text = 'text' in message ? turn(message.text) : backend
    return { kind: 'answer', id, text, failure: null }
  }
  return host
}

const open = (): Promise<Session> =>
  startSession({
    path: home.path,
    kdf: quickKdf,
    now: () => home.clock,
    anchor: createFileAnchor(join(home.folder, 'anchor.json')),
    cost: floorCost,
    onState: () => undefined,
    onUnlock: () => undefined,
  })

beforeEach(async () => {
  home = makeHome()
  path = join(home.folder, 'keychain.json')
  backend = 'gnome_libsecret'
  slot = createKeychainSlot(shell(), path)
  await home.create()
})
afterEach(() => home.remove())

const unlockedSession = async () => {
  const session = await open()
  unwrap(await session.unlock({ kind: 'password', password: bytes(password) }, actor))
  return session
}

describe('unlocking by the keychain', () => {
  test('opens the vault without its password once it was set up', async () => {
    const session = await unlockedSession()
    unwrap(await slot.enable(unwrap(session.vault()), actor))
    session.close()
    const next = await open()
    expect(kindOf(await slot.unlock(next, actor))).toBe('ok')
    expect(await slot.status()).toEqual({ enabled: true, backend: 'gnome_libsecret', reason: null })
    next.close()
  })

  test('is refused where no keychain protects anything, and leaves no slot behind', async () => {
    backend = null
    const session = await unlockedSession()
    expect(kindOf(await slot.enable(unwrap(session.vault()), actor))).toBe('unavailable')
    expect(unwrap(session.vault()).slots()).toHaveLength(1)
    expect(existsSync(path)).toBe(false)
    session.close()
  })

  test('says when the desktop has another keychain than the one it was set up with', async () => {
    const session = await unlockedSession()
    unwrap(await slot.enable(unwrap(session.vault()), actor))
    backend = 'kwallet6'
    expect((await slot.status()).reason).toContain('gnome_libsecret')
    session.close()
  })

  test('is gone after it was turned off, and the password still opens', async () => {
    const session = await unlockedSession()
    unwrap(await slot.enable(unwrap(session.vault()), actor))
    unwrap(slot.disable(unwrap(session.vault()), actor))
    session.close()
    const next = await open()
    expect(kindOf(await slot.unlock(next, actor))).toBe('unavailable')
    expect(kindOf(await next.unlock({ kind: 'password', password: bytes(password) }, actor))).toBe('ok')
    next.close()
  })
})
