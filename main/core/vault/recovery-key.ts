/**
 * PURE: the recovery key on paper. 16 random bytes as 26 characters of Crockford's base 32 and two of a checksum, in
 * groups of four. Reading forgives case, spaces and dashes, O for 0, I and L for 1; a wrong character is noticed before
 * any hashing.
 */
import { concat, utf8 } from './bytes.ts'
import { hash } from './sodium.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const recoveryKeyBytes = 16
const keyLetters = 26
const checkLetters = 2
const label = utf8('coffer-recovery-check-v1')

/** Big-endian bits in groups of five, zeros at the end. */
function toLetters(bytes: Uint8Array, letters: number): string {
  let bits = 0n
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
  bits <<= BigInt(letters * 5 - bytes.length * 8)
  let text = ''
  for (let at = letters - 1; at >= 0; at -= 1) text += alphabet[Number((bits >> BigInt(at * 5)) & 31n)]
  return text
}

function checksum(key: Uint8Array): string {
  const [first = 0, second = 0] = hash(concat(label, key))
  const bits = (first << 8) | second
  return `${alphabet[(bits >> 11) & 31]}${alphabet[(bits >> 6) & 31]}`
}

/** "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX" of a 16-byte key. */
export function formatRecoveryKey(key: Uint8Array): string {
  const text = toLetters(key, keyLetters) + checksum(key)
  return text.match(/.{4}/g)?.join('-') ?? text
}

/** The 16 bytes, owned by the caller, or null when the text is not a recovery key. */
export function parseRecoveryKey(text: string): Uint8Array | null {
  const letters = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (letters.length !== keyLetters + checkLetters) return null
  let bits = 0n
  for (const letter of letters.slice(0, keyLetters)) {
    const digit = alphabet.indexOf(letter)
    if (digit === -1) return null
    bits = (bits << 5n) | BigInt(digit)
  }
  const spare = BigInt(keyLetters * 5 - recoveryKeyBytes * 8)
  if ((bits & ((1n << spare) - 1n)) !== 0n) return null
  bits >>= spare
  const key = new Uint8Array(recoveryKeyBytes)
  for (let at = recoveryKeyBytes - 1; at >= 0; at -= 1) {
    key[at] = Number(bits & 255n)
    bits >>= 8n
  }
  return checksum(key) === letters.slice(keyLetters) ? key : null
}
