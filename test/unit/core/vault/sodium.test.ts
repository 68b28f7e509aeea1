import library from 'libsodium-wrappers-sumo'
import { beforeAll, describe, expect, test } from 'vitest'
import { fromHex, hex, utf8 } from '../../../../main/core/vault/bytes.ts'
import {
  argon2id,
  decrypt,
  deriveSubkey,
  drawNonce,
  encrypt,
  equal,
  hash,
  keyedHash,
  loadSodium,
  logKeyPair,
  nonceBytes,
  openFrom,
  randomBytes,
  sealTo,
  tagBytes,
} from '../../../../main/core/vault/sodium.ts'

beforeAll(() => loadSodium())

const heap = (): Uint8Array => (library as unknown as { libsodium: { HEAPU8: Uint8Array } }).libsodium.HEAPU8
const key = Uint8Array.from({ length: 32 }, (_, at) => at)

// Computed with other implementations: Argon2's reference C code, Python's hashlib, and draft-irtf-cfrg-xchacha-03.
describe('known answers', () => {
  test('of Argon2id 1.3 with one lane at the floor', () => {
    expect(hex(argon2id(utf8('password'), utf8('0123456789abcdef'), 65_536, 3))).toBe(
      'daf16780dcb73e862146297fa17b81b86b480f33c0b67daef0f2c7c809c5797b',
    )
  })

  test('of Argon2id with text beyond ASCII and other costs', () => {
    expect(hex(argon2id(utf8('Grüße'), key.subarray(0, 16), 8_192, 2))).toBe(
      'b586dcc685b047e56608d46036817a67152b27b1e827d00c66ea997bbefaf36e',
    )
  })

  test('of XChaCha20-Poly1305: the draft’s text opens', () => {
    const draftKey = Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at)
    const nonce = Uint8Array.from({ length: 24 }, (_, at) => 0x40 + at)
    const sealed = fromHex(
      'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49',
    )
    const opened = decrypt(draftKey, Buffer.concat([nonce, sealed]), fromHex('50515253c0c1c2c3c4c5c6c7'))
    expect(Buffer.from(opened ?? []).toString()).toBe(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    )
  })

  test('of the subkeys: BLAKE2b with the number as salt and the context as personal string', () => {
    expect(hex(deriveSubkey(1, key))).toBe('c19eb808cd988bfd79a58552c86e2e3c0bb08644114a5705dfe6e1f8dba330e2')
    expect(hex(deriveSubkey(11, key))).toBe('56d0283d3daf105754d5b86fc0556e6aacc768110f4df2d4bc199a756e5063bf')
  })

  test('of the keyed and the plain hash', () => {
    expect(hex(keyedHash(16, key, utf8('message')))).toBe('bd34a421575627a37294bc37ba686f61')
    expect(hex(hash(new Uint8Array(0)))).toBe('0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8')
  })
})

describe('the authenticated cipher', () => {
  const plain = utf8('a value')
  const sealed = () => encrypt(key, plain, utf8('place'))

  test('gives back what it took, and 40 bytes more than it took', () => {
    const whole = sealed()
    expect(whole).toHaveLength(plain.length + nonceBytes + tagBytes)
    expect(decrypt(key, whole, utf8('place'))).toEqual(plain)
  })

  test('opens under no other key, context, nonce, text or tag, and at no other length', () => {
    const other = key.slice()
    other[0] = 1
    expect(decrypt(other, sealed(), utf8('place'))).toBeNull()
    expect(decrypt(key, sealed(), utf8('elsewhere'))).toBeNull()
    const whole = sealed()
    for (let at = 0; at < whole.length; at += 1) {
      const changed = whole.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(decrypt(key, changed, utf8('place'))).toBeNull()
    }
    for (let length = 0; length < whole.length; length += 1)
      expect(decrypt(key, whole.subarray(0, length), utf8('place'))).toBeNull()
  })

  test('seals an empty text', () => {
    expect(decrypt(key, encrypt(key, new Uint8Array(0), plain), plain)).toEqual(new Uint8Array(0))
  })
})

describe('nonces', () => {
  test('never repeat over many pools', () => {
    const draws = process.env.SLOW === '1' ? 10_000_000 : 100_000
    const seen = new Set<string>()
    let drawn = 0
    // 10^7 strings would fill the memory: a window slides over them, and a repeat across pools would show in any.
    while (drawn < draws) {
      seen.clear()
      for (let at = 0; at < 1_000_000 && drawn < draws; at += 1, drawn += 1) seen.add(hex(drawNonce()))
      expect(seen.size).toBe(Math.min(1_000_000, drawn, draws))
    }
  })

  test('are copies: what a caller does with one does not reach the next', () => {
    const first = drawNonce()
    first.fill(0)
    expect(hex(drawNonce())).not.toBe(hex(first))
    expect(first.buffer.byteLength).toBe(nonceBytes)
  })

  test('are in front of each ciphertext and differ for the same text', () => {
    const nonces = Array.from({ length: 600 }, () => hex(encrypt(key, key, key).subarray(0, nonceBytes)))
    expect(new Set(nonces).size).toBe(600)
  })
})

describe('the heap of libsodium', () => {
  const marker = () => randomBytes(32)
  const isInHeap = (bytes: Uint8Array) => Buffer.from(heap().buffer).includes(Buffer.from(bytes))

  test('keeps no plaintext and no key after sealing and opening', () => {
    const secretKey = marker()
    const plain = marker()
    const sealed = encrypt(secretKey, plain, key)
    expect(decrypt(secretKey, sealed, key)).toEqual(plain)
    expect([isInHeap(secretKey), isInHeap(plain)]).toEqual([false, false])
  })

  test('keeps no text of 60 KiB', () => {
    const plain = randomBytes(60_000)
    decrypt(key, encrypt(key, plain, key), key)
    for (const at of [0, 30_000, 59_900]) expect(isInHeap(plain.subarray(at, at + 64))).toBe(false)
  })

  test('keeps neither input nor key of a hash, a derivation, a sealed note', () => {
    const secretKey = marker()
    const text = marker()
    keyedHash(32, secretKey, text)
    const subkey = deriveSubkey(3, secretKey)
    expect(isInHeap(subkey)).toBe(false)
    const pair = logKeyPair(secretKey)
    expect(openFrom(pair, sealTo(pair.publicKey, text))).toEqual(text)
    expect([isInHeap(secretKey), isInHeap(text), isInHeap(pair.privateKey)]).toEqual([false, false, false])
  })

  test('keeps no password and no derived key after Argon2id', () => {
    const password = marker()
    const derived = argon2id(password, key.subarray(0, 16), 8_192, 1)
    expect([isInHeap(password), isInHeap(derived)]).toEqual([false, false])
  })

  test('does keep a text that was put there and not freed, so that this test can see one', () => {
    const planted = marker()
    const pointer = (library as unknown as { libsodium: { _malloc(size: number): number } }).libsodium._malloc(32)
    heap().set(planted, pointer)
    expect(isInHeap(planted)).toBe(true)
    heap().fill(0, pointer, pointer + 32)
  })
})

describe('notes sealed while locked', () => {
  test('open with the private half only, and not when changed', () => {
    const pair = logKeyPair(key)
    const sealed = sealTo(pair.publicKey, utf8('note'))
    expect(openFrom(pair, sealed)).toEqual(utf8('note'))
    expect(openFrom(logKeyPair(randomBytes(32)), sealed)).toBeNull()
    sealed[40] = (sealed[40] ?? 0) ^ 1
    expect(openFrom(pair, sealed)).toBeNull()
    expect(openFrom(pair, new Uint8Array(3))).toBeNull()
  })
})

test('bytes are equal only when length and content are', () => {
  expect(equal(utf8('abc'), utf8('abc'))).toBe(true)
  expect(equal(utf8('abc'), utf8('abd'))).toBe(false)
  expect(equal(utf8('abc'), utf8('abcd'))).toBe(false)
  expect(equal(new Uint8Array(0), new Uint8Array(0))).toBe(true)
  // What a flipped bit may make of a column.
  for (const other of [null, 'abc', 3] as unknown as Uint8Array[]) {
    expect(equal(other, utf8('abc'))).toBe(false)
    expect(decrypt(key, other, key)).toBeNull()
  }
})
