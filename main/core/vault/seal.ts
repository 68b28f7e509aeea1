/**
 * Sealing with bound context: every ciphertext names the vault, table, column, row, parent and revision it belongs to,
 * so that moving, swapping or replaying one makes it unreadable.
 */
import { concat, fromUtf8, u8, u16, u32, u64, utf8 } from './bytes.ts'
import { contentOf, pad, unpad } from './padding.ts'
import { decrypt, encrypt } from './sodium.ts'

export const formatVersion = 1

/** Table and column numbers of the format; never reused, never renumbered. */
export const tables = { header: 0, secret: 1, version: 2, record: 3, state: 4, audit: 5, segment: 6 } as const
export const columns = { body: 1, key: 2, value: 3 } as const

export interface Place {
  readonly table: number
  readonly column: number
  /** 16 bytes. */
  readonly rowId: Uint8Array
  /** 16 bytes; zeros for a row without a parent. */
  readonly parentId: Uint8Array
  /** Rises with each rewrite of the row, so an older ciphertext of the same row does not open. */
  readonly revision: number
}

export interface SealContext {
  /** 16 bytes. */
  readonly vaultId: Uint8Array
  readonly keyEpoch: number
}

export const noParent = new Uint8Array(16)
const magic = utf8('COFR')

/** 68 bytes, fixed layout, big-endian: see docs/format.md. */
export function associatedData(context: SealContext, place: Place): Uint8Array {
  return concat(
    magic,
    u16(formatVersion),
    context.vaultId,
    u8(place.table),
    u8(place.column),
    u32(context.keyEpoch),
    place.rowId,
    place.parentId,
    u64(place.revision),
  )
}

/** Pads and seals a copy of `plaintext`, which stays the caller's. */
export function seal(key: Uint8Array, context: SealContext, place: Place, plaintext: Uint8Array): Uint8Array {
  const padded = pad(plaintext)
  const sealed = encrypt(key, padded, associatedData(context, place))
  padded.fill(0)
  return sealed
}

/** The plaintext, owned by the caller; null when the ciphertext does not belong to this place or was changed. */
export function open(key: Uint8Array, context: SealContext, place: Place, sealed: Uint8Array): Uint8Array | null {
  const padded = decrypt(key, sealed, associatedData(context, place))
  if (padded === null) return null
  const plaintext = unpad(padded)
  padded.fill(0)
  return plaintext
}

export function sealJson(key: Uint8Array, context: SealContext, place: Place, body: unknown): Uint8Array {
  const plaintext = utf8(JSON.stringify(body))
  const sealed = seal(key, context, place, plaintext)
  plaintext.fill(0)
  return sealed
}

/** The parsed body, trusted because it verified; null when it did not. */
export function openJson<T>(key: Uint8Array, context: SealContext, place: Place, sealed: Uint8Array): T | null {
  const padded = decrypt(key, sealed, associatedData(context, place))
  const plaintext = padded === null ? null : contentOf(padded)
  const body = plaintext === null ? null : (JSON.parse(fromUtf8(plaintext)) as T)
  padded?.fill(0)
  return body
}
