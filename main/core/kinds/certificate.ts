import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Facts } from '../../../shared/model.ts'
import { parseWhole } from './json-kind.ts'
import {
  countDays,
  dayMs,
  daysBetween,
  error,
  type Finding,
  formatDay,
  formatExpiry,
  type KindRules,
  type NormalisedValue,
  type VetInput,
  warning,
} from './kind-rules.ts'
import { isCertificate, isPrivateKey, readPemBlocks, tidyPem, writePem } from './pem.ts'
import { attempt, clip, decodeText, encodeText } from './text.ts'

/** The certificates in their order, the server's own first as TLS wants it, and the private key among them. */
export interface CertificateFile {
  readonly chain: readonly X509Certificate[]
  /** Blocks that say CERTIFICATE and cannot be read. */
  readonly unreadableCount: number
  readonly hasKey: boolean
  /** Null while the key is encrypted, cannot be read, or is not there. */
  readonly keyMatches: boolean | null
}

export function readCertificateFile(text: string): CertificateFile {
  const blocks = readPemBlocks(text)
  const read = blocks.filter(isCertificate).map((block) => attempt(() => new X509Certificate(block.text)))
  const chain = read.filter((certificate) => certificate !== null)
  const keyBlock = blocks.find(isPrivateKey)
  const key = keyBlock && !keyBlock.encrypted ? attempt(() => createPrivateKey(keyBlock.text)) : null
  return {
    chain,
    unreadableCount: read.length - chain.length,
    hasKey: keyBlock !== undefined,
    keyMatches: matches(chain[0], key),
  }
}

const matches = (leaf: X509Certificate | undefined, key: KeyObject | null): boolean | null =>
  leaf && key ? attempt(() => leaf.checkPrivateKey(key)) : null

/** Epoch milliseconds; null for a date no calendar has. */
function dateOf(text: string): number | null {
  const at = Date.parse(text)
  return Number.isFinite(at) ? at : null
}

/** "CN=example.com, O=Example": the lines of a distinguished name as one. */
const nameLine = (name: string | undefined): string => clip((name ?? '').split('\n').filter(Boolean).join(', '), 300)

const commonName = (name: string | undefined): string => clip(/^CN=(.*)$/m.exec(name ?? '')?.[1] ?? '')

/** "DNS:a, DNS:b, IP Address:c" without the kinds. Names that need quoting in there are left as written. */
function sansOf(certificate: X509Certificate): readonly string[] {
  const written = certificate.subjectAltName ?? ''
  return written
    .split(', ')
    .map((one) => one.replace(/^(DNS|IP Address|URI|email):/, ''))
    .filter(Boolean)
}

function deriveFacts(bytes: Uint8Array, nowAt?: number): Facts {
  const text = decodeText(normalise(bytes).bytes)
  const file = text === null ? null : readCertificateFile(text)
  const leaf = file?.chain[0]
  if (!file || !leaf) return {}
  const expiresAt = dateOf(leaf.validTo)
  const validFromAt = dateOf(leaf.validFrom)
  const sans = sansOf(leaf)
  const subject = nameLine(leaf.subject)
  const title = commonName(leaf.subject) || sans[0] || subject
  const expiry = expiresAt === null ? [] : [formatExpiry(expiresAt, nowAt)]
  return {
    ...(subject === '' ? {} : { subject }),
    ...(sans.length === 0 ? {} : { sans: clip(sans.join(', '), 1000) }),
    ...(nameLine(leaf.issuer) === '' ? {} : { issuer: nameLine(leaf.issuer) }),
    ...(validFromAt === null ? {} : { validFromAt }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(expiresAt === null || nowAt === undefined ? {} : { daysLeft: daysBetween(nowAt, expiresAt) }),
    serial: leaf.serialNumber,
    fingerprint: leaf.fingerprint256,
    ...keyFacts(leaf),
    chainLength: file.chain.length,
    hasKey: file.hasKey ? 'yes' : 'no',
    ...(file.keyMatches === null ? {} : { keyMatches: file.keyMatches ? 'yes' : 'no' }),
    summary: [title, ...expiry].filter(Boolean).join(', '),
  }
}

function keyFacts(leaf: X509Certificate): Facts {
  const key = attempt(() => leaf.publicKey)
  const bits = key?.asymmetricKeyDetails?.modulusLength
  return {
    ...(key?.asymmetricKeyType ? { keyType: key.asymmetricKeyType } : {}),
    ...(bits === undefined ? {} : { keyBits: bits }),
  }
}

/** A certificate in DER becomes PEM: AWS stores text readably, and a chain can only be PEM. */
function normalise(bytes: Uint8Array): NormalisedValue {
  const text = decodeText(bytes)
  if (text !== null) {
    const tidy = tidyPem(text)
    return tidy.notes.length === 0 ? { bytes, notes: [] } : { bytes: encodeText(tidy.text), notes: tidy.notes }
  }
  const certificate = bytes[0] === 0x30 ? attempt(() => new X509Certificate(bytes)) : null
  if (!certificate) return { bytes, notes: ['This is not PEM, so it is kept as it is.'] }
  const notes = ['The binary certificate (DER) was written as PEM.']
  return { bytes: encodeText(writePem('CERTIFICATE', certificate.raw)), notes }
}

/** Renewals take days where people must approve them. */
const soonDays = 30

function vet({ bytes, nowAt }: VetInput): readonly Finding[] {
  const text = decodeText(normalise(bytes).bytes) ?? ''
  const file = readCertificateFile(text)
  const leaf = file.chain[0]
  const unreadable = error('certificate-unreadable', 'A certificate in here cannot be read. Is part of it missing?')
  if (!leaf) return [unreadable]
  return [
    ...(file.unreadableCount > 0 ? [unreadable] : []),
    ...dateFindings(leaf, nowAt),
    ...chainFindings(file, nowAt),
    ...(file.keyMatches === false
      ? [error('key-mismatch', 'The private key does not belong to the first certificate.')]
      : []),
    ...(Number(keyFacts(leaf).keyBits ?? 2048) < 2048
      ? [warning('key-weak', 'The certificate has an RSA key of fewer than 2048 bits, which clients refuse.')]
      : []),
  ]
}

function dateFindings(leaf: X509Certificate, nowAt: number): readonly Finding[] {
  const expiresAt = dateOf(leaf.validTo)
  const validFromAt = dateOf(leaf.validFrom)
  if (expiresAt !== null && expiresAt <= nowAt) {
    return [error('expired', `The certificate expired on ${formatDay(expiresAt)}.`)]
  }
  if (validFromAt !== null && validFromAt > nowAt) {
    return [warning('not-yet-valid', `The certificate is valid only from ${formatDay(validFromAt)}.`)]
  }
  if (expiresAt === null || expiresAt - nowAt > soonDays * dayMs) return []
  const left = countDays(daysBetween(nowAt, expiresAt))
  return [warning('expires-soon', `The certificate expires on ${formatDay(expiresAt)}, with ${left} left.`)]
}

function chainFindings({ chain }: CertificateFile, nowAt: number): readonly Finding[] {
  const isBroken = chain.some((certificate, at) => {
    const next = chain[at + 1]
    return (
      next !== undefined && attempt(() => certificate.checkIssued(next) && certificate.verify(next.publicKey)) !== true
    )
  })
  const expired = chain.slice(1).some((certificate) => (dateOf(certificate.validTo) ?? nowAt + 1) <= nowAt)
  return [
    ...(isBroken
      ? [warning('chain-broken', 'The certificates do not follow each other, each issued by the next.')]
      : []),
    ...(expired ? [warning('chain-expired', 'A certificate further up in the chain has expired.')] : []),
  ]
}

export const certificateRules: KindRules = { parse: parseWhole, normalise, deriveFacts, vet }
