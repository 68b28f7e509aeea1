import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { deriveFacts, normaliseValue } from '../../../../main/core/kinds/index.ts'
import { vetValue } from '../../../../main/core/kinds/vet.ts'
import { type CertificateSpec, makeCertificate } from '../../../support/samples.ts'

const nowAt = Date.UTC(2027, 0, 15, 12)
const day = 86_400_000
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const make = (spec: Partial<CertificateSpec> = {}) =>
  makeCertificate({ host: 'a.example.com', validFromAt: nowAt - day, expiresAt: nowAt + 100 * day, ...spec })
const made = make()

describe('facts of certificates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-tls-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('are what openssl says of its own certificate', () => {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    const subject = ['-subj', '/C=DE/O=Example GmbH/CN=shop.example.com']
    const names = ['-addext', 'subjectAltName=DNS:shop.example.com,DNS:*.example.com,IP:10.0.0.1']
    const to = ['-keyout', key, '-out', certificate]
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '90', ...subject, ...names, ...to],
      { stdio: 'pipe' },
    )
    const said = execFileSync(
      'openssl',
      ['x509', '-in', certificate, '-noout', '-serial', '-fingerprint', '-sha256', '-enddate'],
      { encoding: 'utf8' },
    )
    const [, serial, fingerprint, ends] = /serial=(\S+)[^=]*=(\S+)\s+notAfter=(.*)/.exec(said) ?? []
    expect(deriveFacts('certificate', readFileSync(certificate))).toEqual({
      subject: 'C=DE, O=Example GmbH, CN=shop.example.com',
      sans: 'shop.example.com, *.example.com, 10.0.0.1',
      issuer: 'C=DE, O=Example GmbH, CN=shop.example.com',
      validFromAt: expect.any(Number),
      expiresAt: Date.parse(ends ?? ''),
      serial,
      fingerprint,
      keyType: 'rsa',
      keyBits: 2048,
      chainLength: 1,
      hasKey: 'no',
      summary: expect.stringMatching(/^shop\.example\.com, expires \d{4}-\d\d-\d\d$/),
    })
    const both = Buffer.concat([readFileSync(certificate), readFileSync(key)])
    expect(deriveFacts('certificate', both)).toMatchObject({ hasKey: 'yes', keyMatches: 'yes' })
  })

  it.each([
    ['in 100 days', 100 * day, 100, 'expires in 100 days'],
    ['tomorrow', day, 1, 'expires in 1 day'],
    ['in an hour', 3_600_000, 0, 'expires today'],
    ['an hour ago', -3_600_000, 0, 'expired today'],
    ['three days ago', -3 * day, -3, 'expired 3 days ago'],
  ])('count the days for one that expires %s', (_, offset, daysLeft, words) => {
    const { certificate } = make({ validFromAt: nowAt - 10 * day, expiresAt: nowAt + offset })
    const facts = deriveFacts('certificate', encode(certificate), nowAt)
    expect(facts).toMatchObject({ daysLeft, expiresAt: nowAt + offset })
    expect(facts.summary).toContain(words)
  })

  it('tell a key that belongs to another certificate', () => {
    expect(deriveFacts('certificate', encode(made.certificate + make().key))).toMatchObject({ keyMatches: 'no' })
  })

  it('say nothing about an encrypted key but that it is there', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const key = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString()
    const facts = deriveFacts('certificate', encode(made.certificate + key))
    expect(facts).toMatchObject({ hasKey: 'yes' })
    expect(facts).not.toHaveProperty('keyMatches')
  })
})

describe('certificate values', () => {
  it('DER becomes PEM, with a note', () => {
    const der = Buffer.from(made.certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64')
    const { bytes, notes } = normaliseValue('certificate', der)
    expect(deriveFacts('certificate', bytes)).toEqual(deriveFacts('certificate', encode(made.certificate)))
    expect(notes).toHaveLength(1)
    expect(deriveFacts('certificate', der)).toEqual(deriveFacts('certificate', bytes))
  })
})

describe('checks of certificates', () => {
  const other = make()
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['a chain with its key is fine', made.certificate + made.issuer + made.key, []],
    [
      'an expired one is refused',
      make({ validFromAt: nowAt - 9 * day, expiresAt: nowAt - day }).certificate,
      ['error expired'],
    ],
    [
      'one that expires in 20 days needs a tick',
      make({ expiresAt: nowAt + 20 * day }).certificate,
      ['warning expires-soon'],
    ],
    [
      'one that begins tomorrow needs a tick',
      make({ validFromAt: nowAt + day }).certificate,
      ['warning not-yet-valid'],
    ],
    ['a key of another certificate is refused', made.certificate + other.key, ['error key-mismatch']],
    ['a chain that does not hang together needs a tick', made.certificate + other.issuer, ['warning chain-broken']],
    ['a weak RSA key needs a tick', make({ rsaBits: 1024 }).certificate, ['warning key-weak']],
    ['a damaged certificate is refused', made.certificate.replace(/MII/, 'AAA'), ['error certificate-unreadable']],
    ['a key alone is no certificate', made.key, ['error certificate-unreadable']],
  ]
  it.each(rows)('%s', (_, text, expected) => {
    const findings = vetValue({ kind: 'certificate', name: 'prod/tls', bytes: encode(text), nowAt })
    expect(findings.map(({ level, code }) => `${level} ${code}`)).toEqual(expected)
  })
})
