import { beforeAll, describe, expect, test } from 'vitest'
import { hex } from '../../../../main/core/vault/bytes.ts'
import {
  deriveKeys,
  encodeSlotHeader,
  headerMac,
  makeSlot,
  newSlotHeader,
  newVaultHeader,
  openSlot,
  type Slot,
  type SlotHeader,
  slotTypes,
  type VaultHeader,
  type VaultKeys,
  wipeKeys,
} from '../../../../main/core/vault/keys.ts'
import { encrypt, loadSodium, randomBytes } from '../../../../main/core/vault/sodium.ts'

let keys: VaultKeys
let header: VaultHeader
let slot: Slot
const hashed = new Uint8Array(32).fill(5)
const vaultId = new Uint8Array(16).fill(9)
const cost = { memoryKib: 65_536, passes: 3 }

beforeAll(async () => {
  await loadSodium()
  keys = deriveKeys(randomBytes(32))
  header = newVaultHeader(vaultId, keys)
  slot = makeSlot(keys, vaultId, newSlotHeader(slotTypes.password, cost, 1), hashed)
})

test('a slot header is 47 bytes in the order of the format', () => {
  const encoded = encodeSlotHeader({
    slotId: new Uint8Array(16).fill(1),
    type: slotTypes.recovery,
    kdf: 1,
    cost: { memoryKib: 65_536, passes: 3 },
    salt: new Uint8Array(16).fill(2),
    keyEpoch: 4,
  })
  expect(hex(encoded)).toBe(`${'01'.repeat(16)}03010001000000000003${'01'}${'02'.repeat(16)}00000004`)
})

test('all subkeys differ from each other and from the vault key', () => {
  const all = Object.values(keys).filter((key) => key instanceof Uint8Array)
  expect(all).toHaveLength(11)
  expect(new Set([...all, keys.logPair.privateKey, keys.logPair.publicKey].map(hex)).size).toBe(13)
})

test('wiped keys are zeros', () => {
  const wiped = deriveKeys(randomBytes(32))
  wipeKeys(wiped)
  for (const key of Object.values(wiped)) if (key instanceof Uint8Array) expect(hex(key)).toBe('00'.repeat(32))
  expect(hex(wiped.logPair.privateKey)).toBe('00'.repeat(32))
})

describe('a slot', () => {
  test('gives the vault key for its secret', () => {
    const opened = openSlot(slot, vaultId, hashed)
    expect(opened).not.toBe('grafted')
    expect(opened && opened !== 'grafted' ? hex(opened.vaultKey) : null).toBe(hex(keys.vaultKey))
  })

  test('gives nothing for another secret, and nothing for the right one without its keyfile', () => {
    const keyfile = new Uint8Array(32).fill(8)
    const withKeyfile = makeSlot(keys, vaultId, newSlotHeader(slotTypes.passwordAndKeyfile, cost, 1), hashed, keyfile)
    expect(openSlot(slot, vaultId, new Uint8Array(32).fill(6))).toBeNull()
    expect(openSlot(withKeyfile, vaultId, hashed)).toBeNull()
    expect(openSlot(withKeyfile, vaultId, hashed, new Uint8Array(32).fill(7))).toBeNull()
    expect(openSlot(withKeyfile, vaultId, hashed, keyfile)).toHaveProperty('vaultKey')
  })

  const changes: Readonly<Record<string, (header: SlotHeader) => Partial<SlotHeader>>> = {
    'slot id': () => ({ slotId: randomBytes(16) }),
    type: () => ({ type: slotTypes.recovery }),
    kdf: () => ({ kdf: 0 }),
    memory: () => ({ cost: { ...cost, memoryKib: 65_537 } }),
    passes: () => ({ cost: { ...cost, passes: 4 } }),
    salt: () => ({ salt: randomBytes(16) }),
    'key epoch': () => ({ keyEpoch: 2 }),
  }
  for (const [field, change] of Object.entries(changes)) {
    test(`does not open with another ${field}, and the header’s MAC notices`, () => {
      const changed = { ...slot, header: { ...slot.header, ...change(slot.header) } }
      expect(openSlot(changed, vaultId, hashed)).toBeNull()
      expect(hex(headerMac(keys, header, [changed]))).not.toBe(hex(headerMac(keys, header, [slot])))
    })
  }

  test('grafted from another vault opens there, and is called a graft here', () => {
    expect(openSlot(slot, new Uint8Array(16).fill(1), hashed)).toBe('grafted')
  })

  test('whose wrapped key was replaced by another key under the same secret is a graft', () => {
    const other = makeSlot(deriveKeys(randomBytes(32)), vaultId, slot.header, hashed)
    expect(openSlot({ ...slot, wrapped: other.wrapped }, vaultId, hashed)).toBe('grafted')
  })

  test('does not open with a bit of its wrapped key changed', () => {
    for (let at = 0; at < slot.wrapped.length; at += 1) {
      const wrapped = slot.wrapped.slice()
      wrapped[at] = (wrapped[at] ?? 0) ^ 0x80
      expect(openSlot({ ...slot, wrapped }, vaultId, hashed)).toBeNull()
    }
  })

  test('wraps differently each time', () => {
    expect(hex(makeSlot(keys, vaultId, slot.header, hashed).wrapped)).not.toBe(hex(slot.wrapped))
  })
})

describe('the MAC of the header', () => {
  const second = () => makeSlot(keys, vaultId, newSlotHeader(slotTypes.recovery, cost, 1), randomBytes(32))
  const mac = (changed: VaultHeader, slots: readonly Slot[]) => hex(headerMac(keys, changed, slots))

  const fields: Readonly<Record<string, Partial<VaultHeader>>> = {
    format: { format: 2 },
    'required features': { requiredFeatures: 1 },
    'vault id': { vaultId: new Uint8Array(16) },
    'key epoch': { keyEpoch: 2 },
    'key of the locked log': { logPublicKey: new Uint8Array(32) },
  }
  for (const [field, change] of Object.entries(fields))
    test(`covers the ${field}`, () => {
      expect(mac({ ...header, ...change }, [slot])).not.toBe(mac(header, [slot]))
    })

  test('covers the number of slots, each wrapped key and each commitment', () => {
    const other = second()
    const macs = [
      mac(header, []),
      mac(header, [slot]),
      mac(header, [slot, other]),
      mac(header, [slot, slot]),
      mac(header, [{ ...slot, wrapped: encrypt(hashed, hashed, hashed) }]),
      mac(header, [{ ...slot, commitment: new Uint8Array(32) }]),
    ]
    expect(new Set(macs).size).toBe(macs.length)
  })

  test('does not depend on the order in which slots are read', () => {
    const other = second()
    expect(mac(header, [slot, other])).toBe(mac(header, [other, slot]))
  })

  test('depends on the vault key', () => {
    expect(hex(headerMac(deriveKeys(randomBytes(32)), header, [slot]))).not.toBe(mac(header, [slot]))
  })
})
