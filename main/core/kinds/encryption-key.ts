import type { Facts } from '../../../shared/model.ts'
import { parseWhole } from './json-kind.ts'
import { type Member, readMembers, scalarOf } from './json-members.ts'
import { error, type Finding, type KindRules, type VetInput, warning } from './kind-rules.ts'
import { decodeBase64, decodeText } from './text.ts'

export interface KeyBytes {
  readonly encoding: 'binary' | 'hex' | 'base64' | 'JWK' | 'text'
  /** A view of the caller's bytes, or fresh ones. */
  readonly bytes: Uint8Array
}

/** The key under its encoding. Hex wins over base64: every even hex string of the right length is base64 as well. */
export function readKey(value: Uint8Array): KeyBytes {
  const text = decodeText(value)
  if (text === null) return { encoding: 'binary', bytes: value }
  const trimmed = text.trim()
  if (/^([0-9a-f]{2}){8,}$/i.test(trimmed)) return { encoding: 'hex', bytes: Buffer.from(trimmed, 'hex') }
  const members = trimmed.startsWith('{') ? readMembers(trimmed) : null
  const octets = members ? readJwk(members) : null
  if (octets) return { encoding: 'JWK', bytes: octets }
  const decoded = trimmed.length >= 22 ? decodeBase64(trimmed) : null
  return decoded ? { encoding: 'base64', bytes: decoded } : { encoding: 'text', bytes: value }
}

/** The octets of a symmetric JSON Web Key (RFC 7517); null for another JSON. */
export function readJwk(members: readonly Member[]): Uint8Array | null {
  return scalarOf(members, 'kty') === 'oct' ? decodeBase64(scalarOf(members, 'k') ?? '') : null
}

function deriveFacts(value: Uint8Array): Facts {
  const { encoding, bytes } = readKey(value)
  if (bytes.length === 0) return {}
  const size = `${bytes.length} bytes`
  const summary = encoding === 'text' ? `${size} of text` : `${bytes.length * 8} bits, ${encoding}`
  return { lengthBytes: bytes.length, bits: bytes.length * 8, encoding, summary }
}

function vet({ bytes: value }: VetInput): readonly Finding[] {
  const { encoding, bytes } = readKey(value)
  const findings: Finding[] = []
  if (bytes.length > 0 && bytes.length < 16) {
    findings.push(
      warning('key-short', `A key of ${bytes.length * 8} bits can be searched through; 128 is the least today.`),
    )
  }
  if (isPatterned(bytes))
    findings.push(error('key-guessable', 'The key is one pattern repeated, so it protects nothing.'))
  else if (encoding === 'text') {
    findings.push(
      warning('key-text', 'This is written text, not random bytes. A key made from a phrase is easier to guess.'),
    )
  }
  return findings
}

/** All bytes equal, or each one more than the last: what people type to try something out. */
function isPatterned(bytes: Uint8Array): boolean {
  const step = ((bytes[1] ?? 0) - (bytes[0] ?? 0)) & 255
  const isEven = bytes.every((byte, at) => at === 0 || ((byte - (bytes[at - 1] ?? 0)) & 255) === step)
  return bytes.length > 1 && isEven
}

export const encryptionKeyRules: KindRules = {
  parse: parseWhole,
  normalise: (bytes) => ({ bytes, notes: [] }),
  deriveFacts,
  vet,
}
