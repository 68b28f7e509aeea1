/**
 * The only door to libsodium, with the few primitives of the vault format. Keys are 32 bytes, owned by the caller.
 * Call `loadSodium` once before anything else; it proves the build with known answers and refuses a wrong one.
 */
import { randomFillSync, timingSafeEqual } from 'node:crypto'
import library from 'libsodium-wrappers-sumo'
import { fromHex, sameBytes, utf8 } from './bytes.ts'

export const keyBytes = 32
export const nonceBytes = 24
export const tagBytes = 16

interface Heap {
  HEAPU8: Uint8Array
  _malloc(size: number): number
  _free(pointer: number): void
}

let loading: Promise<void> | undefined

/** Loads the WebAssembly build, makes its allocator wipe what it frees, and checks known answers. Throws on a wrong build. */
export function loadSodium(): Promise<void> {
  loading ??= library.ready.then(() => {
    wipeOnFree((library as unknown as { libsodium: Heap }).libsodium)
    assertKnownAnswers()
  })
  return loading
}

/**
 * libsodium's wrappers copy every input and output through the WASM heap and free it unwiped, so keys and values would
 * stay there. The allocator is replaced by one that remembers sizes and zeroes on free (costs about 5 % per call).
 */
function wipeOnFree(heap: Heap): void {
  const sizes = new Map<number, number>()
  const malloc = heap._malloc.bind(heap)
  const free = heap._free.bind(heap)
  heap._malloc = (size) => {
    const pointer = malloc(size)
    sizes.set(pointer, size)
    return pointer
  }
  heap._free = (pointer) => {
    const size = sizes.get(pointer)
    if (size !== undefined) heap.HEAPU8.fill(0, pointer, pointer + size)
    sizes.delete(pointer)
    free(pointer)
  }
}

/** BLAKE2b-512("abc") from RFC 7693 appendix A, and the symbols that only the sumo build has. */
function assertKnownAnswers(): void {
  const abc = fromHex(
    'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
  )
  if (!sameBytes(library.crypto_generichash(64, utf8('abc'), null), abc)) throw new Error('libsodium: wrong BLAKE2b')
  if (typeof library.crypto_pwhash !== 'function') throw new Error('libsodium: no Argon2id in this build')
}

const poolBytes = nonceBytes * 256
const pool = new Uint8Array(poolBytes)
let poolAt = poolBytes

/** 24 fresh random bytes from a pool of 256 draws (one draw through WASM would cost 43 µs). The caller owns the copy. */
export function drawNonce(): Uint8Array {
  if (poolAt === poolBytes) {
    randomFillSync(pool)
    poolAt = 0
  }
  poolAt += nonceBytes
  return pool.slice(poolAt - nonceBytes, poolAt)
}

export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return randomFillSync(new Uint8Array(length))
}

/** Keyed BLAKE2b of 16 or 32 bytes. */
export function keyedHash(length: 16 | 32, key: Uint8Array, message: Uint8Array): Uint8Array {
  return library.crypto_generichash(length, message, key)
}

/** Unkeyed BLAKE2b-256. */
export const hash = (message: Uint8Array): Uint8Array => library.crypto_generichash(32, message, null)

/** Subkey `id` of a 32-byte key, context "cofferv1". */
export const deriveSubkey = (id: number, key: Uint8Array): Uint8Array =>
  library.crypto_kdf_derive_from_key(keyBytes, id, 'cofferv1', key)

/** XChaCha20-Poly1305: nonce ‖ ciphertext ‖ tag. */
export function encrypt(key: Uint8Array, plaintext: Uint8Array, associated: Uint8Array): Uint8Array {
  const nonce = drawNonce()
  const sealed = library.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, associated, null, nonce, key)
  const whole = new Uint8Array(nonceBytes + sealed.length)
  whole.set(nonce)
  whole.set(sealed, nonceBytes)
  return whole
}

/** The plaintext, which the caller owns and wipes; null when it does not verify under this key and context. */
export function decrypt(key: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Uint8Array | null {
  if (sealed.length < nonceBytes + tagBytes) return null
  try {
    return library.crypto_aead_xchacha20poly1305_ietf_decrypt(
      null,
      sealed.subarray(nonceBytes),
      associated,
      sealed.subarray(0, nonceBytes),
      key,
    )
  } catch {
    return null
  }
}

/** Argon2id 1.3 with p = 1. Blocks for its whole cost: only the KDF worker calls it. */
export function argon2id(password: Uint8Array, salt: Uint8Array, memoryKib: number, passes: number): Uint8Array {
  return library.crypto_pwhash(keyBytes, password, salt, passes, memoryKib * 1024, library.crypto_pwhash_ALG_ARGON2ID13)
}

/** The X25519 pair of a 32-byte seed: what is written while locked is sealed to its public half. */
export function logKeyPair(seed: Uint8Array): { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array } {
  const { publicKey, privateKey } = library.crypto_box_seed_keypair(seed)
  return { publicKey, privateKey }
}

export const sealTo = (publicKey: Uint8Array, message: Uint8Array): Uint8Array =>
  library.crypto_box_seal(message, publicKey)

export function openFrom(
  pair: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array },
  sealed: Uint8Array,
): Uint8Array | null {
  try {
    return library.crypto_box_seal_open(sealed, pair.publicKey, pair.privateKey)
  } catch {
    return null
  }
}

/** Constant-time equality; different lengths are unequal. */
export const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b)
