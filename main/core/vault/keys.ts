/**
 * The vault key (VK), its subkeys, and its slots. VK is random and never derived; each slot wraps one copy of it under a
 * key-encryption key. Slots are bound to the vault by a commitment, and all of them together by the header MAC.
 */
import { concat, u8, u16, u32, utf8 } from './bytes.ts'
import { isAcceptableCost, type KdfCost } from './kdf.ts'
import { formatVersion } from './seal.ts'
import { decrypt, deriveSubkey, encrypt, equal, keyedHash, logKeyPair, randomBytes } from './sodium.ts'

export const slotTypes = { password: 1, passwordAndKeyfile: 2, recovery: 3, keychain: 4 } as const
export type SlotType = (typeof slotTypes)[keyof typeof slotTypes]

/** How a slot's secret becomes 32 bytes: Argon2id for what people type, nothing for 32 random bytes. */
export const kdfIds = { none: 0, argon2id: 1 } as const

export interface SlotHeader {
  /** 16 random bytes. */
  readonly slotId: Uint8Array
  readonly type: SlotType
  readonly kdf: number
  readonly cost: KdfCost
  /** 16 bytes. */
  readonly salt: Uint8Array
  /** The key epoch the slot was written in. */
  readonly keyEpoch: number
}

/** Whether a slot asks for what its type is for: Argon2id at a cost within the caps, or nothing for a keychain's secret. */
export const isSaneSlot = ({ header: { type, kdf, cost } }: Slot): boolean =>
  type === slotTypes.keychain ? kdf === kdfIds.none : kdf === kdfIds.argon2id && isAcceptableCost(cost)

export interface Slot {
  readonly header: SlotHeader
  /** VK under the slot's KEK. */
  readonly wrapped: Uint8Array
  readonly commitment: Uint8Array
}

/** The plain facts of a vault file that the header MAC covers, besides the slots. */
export interface VaultHeader {
  readonly format: number
  /** Bits of features a reader must know; a reader refuses what it does not know. None in format 1. */
  readonly requiredFeatures: number
  readonly vaultId: Uint8Array
  readonly keyEpoch: number
  /** X25519: what happens while locked is sealed to it. */
  readonly logPublicKey: Uint8Array
}

export interface VaultKeys {
  readonly vaultKey: Uint8Array
  readonly meta: Uint8Array
  readonly wrap: Uint8Array
  readonly index: Uint8Array
  readonly manifest: Uint8Array
  readonly auditSeal: Uint8Array
  readonly auditMac: Uint8Array
  readonly state: Uint8Array
  readonly header: Uint8Array
  readonly segment: Uint8Array
  readonly backup: Uint8Array
  readonly logPair: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array }
}

/** Takes ownership of `vaultKey`. */
export function deriveKeys(vaultKey: Uint8Array): VaultKeys {
  const subkey = (id: number) => deriveSubkey(id, vaultKey)
  const seed = subkey(11)
  const logPair = logKeyPair(seed)
  seed.fill(0)
  return {
    vaultKey,
    meta: subkey(1),
    wrap: subkey(2),
    index: subkey(3),
    manifest: subkey(4),
    auditSeal: subkey(5),
    auditMac: subkey(6),
    state: subkey(7),
    header: subkey(8),
    segment: subkey(9),
    backup: subkey(10),
    logPair,
  }
}

/** Zeroes every key; the object is useless afterwards. */
export function wipeKeys(keys: VaultKeys): void {
  for (const key of Object.values(keys)) if (key instanceof Uint8Array) key.fill(0)
  keys.logPair.privateKey.fill(0)
}

/** Canonical bytes of a slot header: hashed into the KEK, the wrap's associated data, and the header MAC. */
export function encodeSlotHeader({ slotId, type, kdf, cost, salt, keyEpoch }: SlotHeader): Uint8Array {
  return concat(slotId, u8(type), u8(kdf), u32(cost.memoryKib), u32(cost.passes), u8(1), salt, u32(keyEpoch))
}

const kekLabel = utf8('coffer-kek-v1')
const noKeyfile = new Uint8Array(0)

/** The key-encryption key: BLAKE2b over the slot header (and keyfile), keyed with the hashed secret. */
function slotKek(hashed: Uint8Array, header: Uint8Array, keyfile: Uint8Array): Uint8Array {
  return keyedHash(32, hashed, concat(kekLabel, keyfile, header))
}

const commit = (keys: VaultKeys, vaultId: Uint8Array, header: Uint8Array, wrapped: Uint8Array): Uint8Array =>
  keyedHash(32, keys.header, concat(vaultId, header, wrapped))

/** Wraps VK in a new slot. `hashed` is Argon2id's output, or the slot's own 32 random bytes; the caller wipes it. */
export function makeSlot(
  keys: VaultKeys,
  vaultId: Uint8Array,
  header: SlotHeader,
  hashed: Uint8Array,
  keyfile: Uint8Array = noKeyfile,
): Slot {
  const encoded = encodeSlotHeader(header)
  const kek = slotKek(hashed, encoded, keyfile)
  const wrapped = encrypt(kek, keys.vaultKey, encoded)
  kek.fill(0)
  return { header, wrapped, commitment: commit(keys, vaultId, encoded, wrapped) }
}

/** A header for a new slot of this cost. */
export const newSlotHeader = (type: SlotType, cost: KdfCost, keyEpoch: number): SlotHeader => ({
  slotId: randomBytes(16),
  type,
  kdf: cost.passes === 0 ? kdfIds.none : kdfIds.argon2id,
  cost,
  salt: randomBytes(16),
  keyEpoch,
})

/**
 * VK from a slot: null when the secret is wrong. An AEAD is not key-committing, so what opens must also match the
 * slot's commitment, or it is a graft: then `grafted`.
 */
export function openSlot(
  slot: Slot,
  vaultId: Uint8Array,
  hashed: Uint8Array,
  keyfile: Uint8Array = noKeyfile,
): VaultKeys | 'grafted' | null {
  const encoded = encodeSlotHeader(slot.header)
  const kek = slotKek(hashed, encoded, keyfile)
  const vaultKey = decrypt(kek, slot.wrapped, encoded)
  kek.fill(0)
  if (vaultKey === null) return null
  const keys = deriveKeys(vaultKey)
  if (equal(commit(keys, vaultId, encoded, slot.wrapped), slot.commitment)) return keys
  wipeKeys(keys)
  return 'grafted'
}

const macLabel = utf8('coffer-header-v1')

/** The MAC over the header and every slot in order of slot id. */
export function headerMac(keys: VaultKeys, header: VaultHeader, slots: readonly Slot[]): Uint8Array {
  const ordered = [...slots].sort((a, b) => Buffer.compare(a.header.slotId, b.header.slotId))
  const parts = ordered.flatMap((slot) => {
    const encoded = encodeSlotHeader(slot.header)
    return [encoded, u16(slot.wrapped.length), slot.wrapped, slot.commitment]
  })
  const fixed = concat(
    macLabel,
    u16(header.format),
    u32(header.requiredFeatures),
    header.vaultId,
    u32(header.keyEpoch),
    header.logPublicKey,
    u8(slots.length),
  )
  return keyedHash(32, keys.header, concat(fixed, ...parts))
}

export const newVaultHeader = (vaultId: Uint8Array, keys: VaultKeys): VaultHeader => ({
  format: formatVersion,
  requiredFeatures: 0,
  vaultId,
  keyEpoch: 1,
  logPublicKey: keys.logPair.publicKey,
})
