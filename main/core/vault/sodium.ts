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
    heap = (library as unknown as { libsodium: Heap }).libsodium
    findStack(heap)
    wipeOnFree(heap)
    wipeStack(argonStackBytes)
    assertKnownAnswers()
  })
  return loading
}

/**
 * libsodium's wrappers copy every input and output through the WASM heap and free it unwiped, so keys and values would
 * stay there. The allocator is replaced by one that remembers sizes and zeroes on free (costs about 5 % per call).
 */
function wipeOnFree(heap: Heap): void {
  /** Entries stay, at 0: addresses come again, and a map whose entries go is made anew every few calls. */
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
    if (size !== undefined) {
      heap.HEAPU8.fill(0, pointer, pointer + size)
      sizes.set(pointer, 0)
    }
    free(pointer)
  }
}

/**
 * The stack of the WASM program grows down towards lower addresses from just below its heap, and is empty between calls.
 * What a call left there (the last, partial block of a text; a derived key) stays until another overwrites it, so it is
 * zeroed as far down as our calls were measured to reach, with room to spare. A test looks for what is left.
 */
const stackBytes = 1_024
const boxStackBytes = 2_048
const argonStackBytes = 8_192
let heap: Heap
let stackTop = 0

function findStack({ _malloc, _free }: Heap): void {
  const lowest = _malloc(16)
  _free(lowest)
  // The allocator's own header lies in between.
  stackTop = lowest - 16
}

function wipeStack(bytes: number): void {
  heap.HEAPU8.fill(0, stackTop - bytes, stackTop)
}

/** The result of `body`, after which the stack holds nothing of it. */
function leavingNothing<T>(bytes: number, body: () => T): T {
  try {
    return body()
  } finally {
    wipeStack(bytes)
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
  return leavingNothing(stackBytes, () => library.crypto_generichash(length, message, key))
}

/** Unkeyed BLAKE2b-256. */
export const hash = (message: Uint8Array): Uint8Array => library.crypto_generichash(32, message, null)

/** Subkey `id` of a 32-byte key, context "cofferv1". */
export const deriveSubkey = (id: number, key: Uint8Array): Uint8Array =>
  leavingNothing(stackBytes, () => library.crypto_kdf_derive_from_key(keyBytes, id, 'cofferv1', key))

/** XChaCha20-Poly1305: nonce ‖ ciphertext ‖ tag. */
export function encrypt(key: Uint8Array, plaintext: Uint8Array, associated: Uint8Array): Uint8Array {
  const nonce = drawNonce()
  const sealed = leavingNothing(stackBytes, () =>
    library.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, associated, null, nonce, key),
  )
  const whole = new Uint8Array(nonceBytes + sealed.length)
  whole.set(nonce)
  whole.set(sealed, nonceBytes)
  return whole
}

/** The plaintext, which the caller owns and wipes; null when it does not verify under this key and context. */
export function decrypt(key: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Uint8Array | null {
  // A damaged file may hold something else than bytes in the column.
  if (!(sealed instanceof Uint8Array) || sealed.length < nonceBytes + tagBytes) return null
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
  } finally {
    wipeStack(stackBytes)
  }
}

/** Argon2id 1.3 with p = 1. Blocks for its whole cost: only the KDF worker calls it. */
export function argon2id(password: Uint8Array, salt: Uint8Array, memoryKib: number, passes: number): Uint8Array {
  const memoryBytes = memoryKib * 1024
  return leavingNothing(argonStackBytes, () =>
    library.crypto_pwhash(keyBytes, password, salt, passes, memoryBytes, library.crypto_pwhash_ALG_ARGON2ID13),
  )
}

/** The X25519 pair of a 32-byte seed: what is written while locked is sealed to its public half. */
export function logKeyPair(seed: Uint8Array): { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array } {
  const { publicKey, privateKey } = leavingNothing(boxStackBytes, () => library.crypto_box_seed_keypair(seed))
  return { publicKey, privateKey }
}

export const sealTo = (publicKey: Uint8Array, message: Uint8Array): Uint8Array =>
  leavingNothing(boxStackBytes, () => library.crypto_box_seal(message, publicKey))

export function openFrom(
  pair: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array },
  sealed: Uint8Array,
): Uint8Array | null {
  try {
    return library.crypto_box_seal_open(sealed, pair.publicKey, pair.privateKey)
  } catch {
    return null
  } finally {
    wipeStack(boxStackBytes)
  }
}

/** Constant-time equality; different lengths are unequal, and so is what is no bytes. */
export const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array && a.length === b.length && timingSafeEqual(a, b)

/** What secretstream adds to each chunk, and the length of a stream's own header. */
export const streamOverheadBytes = 17
export const streamHeaderBytes = 24

export interface StreamWriter {
  readonly header: Uint8Array
  /** One chunk's ciphertext. The last chunk carries the final tag, without which a reader refuses the stream. */
  push(chunk: Uint8Array, isLast: boolean, associated: Uint8Array | null): Uint8Array
}

/** secretstream XChaCha20-Poly1305: chunks bound to their order and to the end. */
export function createStreamWriter(key: Uint8Array): StreamWriter {
  const { state, header } = library.crypto_secretstream_xchacha20poly1305_init_push(key)
  const {
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE: message,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL: final,
  } = library
  return {
    header,
    push: (chunk, isLast, associated) =>
      library.crypto_secretstream_xchacha20poly1305_push(state, chunk, associated, isLast ? final : message),
  }
}

export interface StreamReader {
  /** The chunk, and whether it carries the final tag; null when it was changed, moved, or belongs elsewhere. */
  pull(
    sealed: Uint8Array,
    associated: Uint8Array | null,
  ): { readonly chunk: Uint8Array; readonly isLast: boolean } | null
}

export function createStreamReader(key: Uint8Array, header: Uint8Array): StreamReader {
  const state = library.crypto_secretstream_xchacha20poly1305_init_pull(header, key)
  return {
    pull(sealed, associated) {
      if (sealed.length < streamOverheadBytes) return null
      const pulled = library.crypto_secretstream_xchacha20poly1305_pull(state, sealed, associated)
      if (pulled === false) return null
      return { chunk: pulled.message, isLast: pulled.tag === library.crypto_secretstream_xchacha20poly1305_TAG_FINAL }
    },
  }
}

export const sodiumVersion = (): string => library.SODIUM_VERSION_STRING
