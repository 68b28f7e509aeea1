/** New SSH key pairs, written as OpenSSH does (its PROTOCOL.key), without a passphrase: the vault is what seals them. */
import { generateKeyPair, type JsonWebKey, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

/** `bits` of ECDSA name the curve: nistp256, nistp384, nistp521. */
export type SshKeyType =
  | { readonly type: 'ed25519' }
  | { readonly type: 'rsa'; readonly bits: number }
  | { readonly type: 'ecdsa'; readonly bits: 256 | 384 | 521 }

export interface SshKeyPair {
  /** `-----BEGIN OPENSSH PRIVATE KEY-----` …, with its last line end. */
  readonly privateText: string
  /** A line of authorized_keys. */
  readonly publicLine: string
}

const makePair = promisify(generateKeyPair)
const curveNames = { 256: 'P-256', 384: 'P-384', 521: 'P-521' } as const

/** `comment` goes into both halves. RSA of 4096 bits takes seconds, off the main thread. */
export async function makeSshKeyPair(wanted: SshKeyType, comment: string): Promise<SshKeyPair> {
  const { algorithm, publicParts, privateParts } = await makeParts(wanted)
  const publicBlob = Buffer.concat([text(algorithm), ...publicParts])
  const privateText = armour(privateFile({ algorithm, publicBlob, privateParts, comment }))
  return { privateText, publicLine: [algorithm, publicBlob.toString('base64'), comment].filter(Boolean).join(' ') }
}

interface Parts {
  readonly algorithm: string
  readonly publicParts: readonly Buffer[]
  readonly privateParts: readonly Buffer[]
}

async function makeParts(wanted: SshKeyType): Promise<Parts> {
  switch (wanted.type) {
    case 'ed25519':
      return ed25519Parts((await makePair('ed25519')).privateKey.export({ format: 'jwk' }))
    case 'rsa':
      return rsaParts((await makePair('rsa', { modulusLength: wanted.bits })).privateKey.export({ format: 'jwk' }))
    case 'ecdsa': {
      const pair = await makePair('ec', { namedCurve: curveNames[wanted.bits] })
      return ecdsaParts(pair.privateKey.export({ format: 'jwk' }), wanted.bits)
    }
  }
}

function ed25519Parts(jwk: JsonWebKey): Parts {
  const point = number(jwk.x)
  return {
    algorithm: 'ssh-ed25519',
    publicParts: [bytes(point)],
    privateParts: [bytes(point), bytes(Buffer.concat([number(jwk.d), point]))],
  }
}

function rsaParts(jwk: JsonWebKey): Parts {
  const [n, e] = [mpint(number(jwk.n)), mpint(number(jwk.e))]
  const [d, iqmp, p, q] = [jwk.d, jwk.qi, jwk.p, jwk.q].map((part) => mpint(number(part)))
  return {
    algorithm: 'ssh-rsa',
    publicParts: [e, n],
    privateParts: [n, e, d, iqmp, p, q].flatMap((part) => part ?? []),
  }
}

function ecdsaParts(jwk: JsonWebKey, bits: 256 | 384 | 521): Parts {
  const curve = text(`nistp${bits}`)
  const point = bytes(Buffer.concat([Buffer.of(4), number(jwk.x), number(jwk.y)]))
  return {
    algorithm: `ecdsa-sha2-nistp${bits}`,
    publicParts: [curve, point],
    privateParts: [curve, point, mpint(number(jwk.d))],
  }
}

function privateFile(key: {
  algorithm: string
  publicBlob: Buffer
  privateParts: readonly Buffer[]
  comment: string
}): Buffer {
  const check = randomBytes(4)
  const sealed = Buffer.concat([check, check, text(key.algorithm), ...key.privateParts, text(key.comment)])
  const padding = Buffer.from(Array.from({ length: (8 - (sealed.length % 8)) % 8 }, (_, index) => index + 1))
  return Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    text('none'),
    text('none'),
    bytes(Buffer.alloc(0)),
    uint32(1),
    bytes(key.publicBlob),
    bytes(Buffer.concat([sealed, padding])),
  ])
}

const armour = (file: Buffer): string => {
  const lines = file.toString('base64').match(/.{1,70}/g) ?? []
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n')
}

/** A JWK's number; the platform fills those of curves to their full length. */
const number = (part: string | undefined): Buffer => Buffer.from(part ?? '', 'base64url')

const uint32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32BE(value)
  return buffer
}

const bytes = (content: Buffer): Buffer => Buffer.concat([uint32(content.length), content])
const text = (content: string): Buffer => bytes(Buffer.from(content))

/** A positive number without leading zeros, and with one where its first bit is set (RFC 4251 section 5). */
function mpint(content: Buffer): Buffer {
  const first = content.findIndex((byte) => byte !== 0)
  const digits = first < 0 ? Buffer.alloc(0) : content.subarray(first)
  return bytes((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits)
}
