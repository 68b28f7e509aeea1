import { createHash, createPrivateKey } from 'node:crypto'
import sshpk from 'sshpk'
import type { Facts } from '../../../shared/model.ts'
import { parseWhole } from './json-kind.ts'
import { error, type Finding, type KindRules, type NormalisedValue, type VetInput, warning } from './kind-rules.ts'
import { isPrivateKey, type PemBlock, readPemBlocks, tidyPem } from './pem.ts'
import { readWire, type Wire } from './ssh-wire.ts'
import { attempt, clip, decodeBase64, decodeText, encodeText } from './text.ts'

/** What a private key file tells without its passphrase. Null: cannot be known from the file. */
export interface KeyFile {
  readonly encrypted: boolean
  /** "ed25519", "rsa", "ecdsa", "dsa", or the algorithm's own name. */
  readonly type: string | null
  readonly bits: number | null
  /** The public key as ssh sends it (RFC 4253 section 6.6). */
  readonly publicBlob: Uint8Array | null
  readonly algorithm: string | null
  readonly comment: string | null
}

/** Reads OpenSSH, PEM (PKCS#1, SEC1, PKCS#8) and PuTTY private keys; null when the text holds none. */
export function readKeyFile(text: string): KeyFile | null {
  if (text.startsWith('PuTTY-User-Key-File-')) return readPutty(text)
  const block = readPemBlocks(text).find(isPrivateKey)
  if (!block) return null
  return block.label === 'OPENSSH PRIVATE KEY' ? readOpenSsh(block) : readPem(block)
}

/** The header of an OpenSSH key (PROTOCOL.key) holds the public key in clear, even when the rest is encrypted. */
function readOpenSsh(block: PemBlock): KeyFile | null {
  const magic = 'openssh-key-v1\0'
  if (!block.der || Buffer.from(block.der.subarray(0, magic.length)).toString('latin1') !== magic) return null
  const wire = readWire(block.der.subarray(magic.length))
  const cipher = wire.text()
  wire.text()
  wire.bytes()
  const count = wire.uint32()
  const publicBlob = wire.bytes()
  if (cipher === null || count !== 1 || !publicBlob) return null
  const encrypted = cipher !== 'none'
  return { encrypted, ...describeBlob(publicBlob), comment: encrypted ? null : commentOf(block.text) }
}

function commentOf(text: string): string | null {
  const comment = attempt(() => sshpk.parsePrivateKey(text, 'ssh-private').comment)
  return comment === undefined || comment === null || comment === '(unnamed)' ? null : comment
}

function readPem(block: PemBlock): KeyFile | null {
  const named = /^(RSA|DSA|EC) /.exec(block.label)?.[1]
  const type = named === 'EC' ? 'ecdsa' : (named?.toLowerCase() ?? null)
  const unknown = { type, bits: null, publicBlob: null, algorithm: null, comment: null }
  if (block.encrypted) return { encrypted: true, ...unknown }
  const blob = attempt(() => sshpk.parsePrivateKey(block.text, 'pem').toPublic().toBuffer('rfc4253'))
  if (blob) return { encrypted: false, ...describeBlob(blob), comment: null }
  const otherType = attempt(() => createPrivateKey(block.text).asymmetricKeyType)
  return otherType ? { encrypted: false, ...unknown, type: otherType } : null
}

function readPutty(text: string): KeyFile | null {
  const line = (name: string): string | null => new RegExp(`^${name}: (.*?)\\r?$`, 'm').exec(text)?.[1] ?? null
  const count = Number(line('Public-Lines'))
  const lines = text.split(/\r?\n/)
  const from = lines.findIndex((one) => one.startsWith('Public-Lines:')) + 1
  if (!Number.isInteger(count) || count < 1 || from === 0) return null
  const blob = decodeBase64(lines.slice(from, from + count).join(''))
  if (!blob) return null
  return { encrypted: line('Encryption') !== 'none', ...describeBlob(blob), comment: line('Comment') }
}

function describeBlob(publicBlob: Uint8Array): Pick<KeyFile, 'type' | 'bits' | 'publicBlob' | 'algorithm'> {
  const wire = readWire(publicBlob)
  const algorithm = wire.text()
  if (algorithm === null) return { type: null, bits: null, publicBlob: null, algorithm: null }
  const type = algorithm.replace(/^sk-/, '').replace(/^ssh-|-cert-v0.@openssh\.com$|@openssh\.com$/g, '')
  const shortType = type === 'dss' ? 'dsa' : type.startsWith('ecdsa') ? 'ecdsa' : type
  return { type: shortType, bits: bitsOf(algorithm, wire), publicBlob, algorithm }
}

function bitsOf(algorithm: string, wire: Wire): number | null {
  const curve = /nistp(\d+)/.exec(algorithm)?.[1]
  if (curve !== undefined) return Number(curve)
  if (algorithm.includes('ed25519')) return 256
  if (algorithm === 'ssh-rsa') wire.bytes()
  if (algorithm !== 'ssh-rsa' && algorithm !== 'ssh-dss') return null
  return wire.mpintBits()
}

/** As `ssh-keygen -l` prints it. */
export const fingerprintOf = (publicBlob: Uint8Array): string =>
  `SHA256:${createHash('sha256').update(publicBlob).digest('base64').replace(/=+$/, '')}`

function deriveFacts(bytes: Uint8Array): Facts {
  const text = decodeText(bytes)
  const key = text === null ? null : readKeyFile(tidyPem(text).text)
  if (!key) return {}
  const fingerprint = key.publicBlob ? fingerprintOf(key.publicBlob) : null
  const comment = key.comment === null ? '' : clip(key.comment)
  const name = `${key.encrypted && !fingerprint ? 'encrypted ' : ''}${key.type ?? 'private key'}`
  return {
    ...(key.type === null ? {} : { type: key.type }),
    ...(key.bits === null ? {} : { bits: key.bits }),
    ...(fingerprint === null ? {} : { fingerprint, publicKey: publicLine(key, comment) }),
    ...(comment === '' ? {} : { comment }),
    hasPassphrase: key.encrypted ? 'yes' : 'no',
    summary: [name, fingerprint, comment].filter(Boolean).join(' '),
  }
}

/** The public half as a line of authorized_keys; null when the file does not tell it. */
export const publicKeyLine = (key: KeyFile): string | null =>
  key.publicBlob === null ? null : publicLine(key, key.comment === null ? '' : clip(key.comment))

function publicLine(key: KeyFile, comment: string): string {
  const blob = Buffer.from(key.publicBlob ?? []).toString('base64')
  return [key.algorithm, blob, comment].filter(Boolean).join(' ')
}

function normalise(bytes: Uint8Array): NormalisedValue {
  const text = decodeText(bytes)
  if (text === null) return { bytes, notes: ['This is not text, so it is kept as it is.'] }
  const tidy = tidyPem(text)
  return tidy.notes.length === 0 ? { bytes, notes: [] } : { bytes: encodeText(tidy.text), notes: tidy.notes }
}

function vet({ bytes }: VetInput): readonly Finding[] {
  const text = decodeText(bytes)
  const key = text === null ? null : readKeyFile(text)
  if (!key) return [unreadable(text ?? '')]
  const weak = key.type === 'dsa' || (key.type === 'rsa' && key.bits !== null && key.bits < 2048)
  if (!weak) return []
  const what = key.type === 'dsa' ? 'DSA keys are' : `RSA keys of ${key.bits} bits are`
  if (key.encrypted) return [warning('key-weak', `${what} too weak for today; make an Ed25519 key instead.`)]
  return [error('key-weak', `${what} too weak for today, and this one has no passphrase; make an Ed25519 key instead.`)]
}

function unreadable(text: string): Finding {
  if (/^(ssh-|ecdsa-sha2-|sk-)\S+ AAAA|BEGIN (RSA )?PUBLIC KEY|BEGIN SSH2 PUBLIC KEY/.test(text)) {
    return error('key-public', 'This is a public key. The private key belongs here.')
  }
  return error('key-unreadable', 'This cannot be read as a private key. Is part of it missing?')
}

export const sshKeyRules: KindRules = { parse: parseWhole, normalise, deriveFacts, vet }
