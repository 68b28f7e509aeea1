import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { deriveFacts, normaliseValue } from '../../../../main/core/kinds/index.ts'
import { vetValue } from '../../../../main/core/kinds/vet.ts'
import { pkcs8 } from '../../../support/samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'coffer-ssh-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface MadeKey {
  readonly bytes: Uint8Array
  /** "ssh-ed25519 AAAA…", without the comment. */
  readonly publicKey: string
  /** As ssh-keygen itself prints it. */
  readonly fingerprint: string
}

let made = 0
function makeKey(...options: readonly string[]): MadeKey {
  const file = join(folder, `key${made++}`)
  execFileSync('ssh-keygen', ['-q', '-f', file, '-C', 'ada@box', ...options])
  const publicKey = readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  const fingerprint = execFileSync('ssh-keygen', ['-l', '-f', `${file}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? ''
  return { bytes: readFileSync(file), publicKey, fingerprint }
}

const field = (content: Uint8Array | string): Buffer => {
  const bytes = Buffer.from(content)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** The header of a DSA key in OpenSSH form: neither this Node nor a new ssh-keygen makes such keys any more. */
function makeDsaFile(): Uint8Array {
  const numbers = [129, 21, 128, 128].map((length) => field(Buffer.alloc(length, 1).fill(0, 0, 1)))
  const publicBlob = Buffer.concat([field('ssh-dss'), ...numbers])
  const head = [field('none'), field('none'), field(''), Buffer.from([0, 0, 0, 1]), field(publicBlob), field('')]
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...head]).toString('base64')
  return encode(`-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`)
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const ed25519 = makeKey('-t', 'ed25519', '-N', '')
const encrypted = makeKey('-t', 'ed25519', '-N', 'a passphrase')

interface Row {
  readonly says: string
  readonly options: readonly string[]
  readonly facts: Readonly<Record<string, string | number>>
}
const readable: readonly Row[] = [
  {
    says: 'RSA in OpenSSH form',
    options: ['-t', 'rsa', '-b', '2048', '-N', ''],
    facts: { type: 'rsa', bits: 2048, hasPassphrase: 'no', comment: 'ada@box' },
  },
  {
    says: 'RSA in PKCS#1',
    options: ['-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', ''],
    facts: { type: 'rsa', bits: 2048, hasPassphrase: 'no' },
  },
  {
    says: 'ECDSA in SEC1',
    options: ['-t', 'ecdsa', '-b', '256', '-m', 'PEM', '-N', ''],
    facts: { type: 'ecdsa', bits: 256 },
  },
  {
    says: 'ECDSA in PKCS#8',
    options: ['-t', 'ecdsa', '-b', '384', '-m', 'PKCS8', '-N', ''],
    facts: { type: 'ecdsa', bits: 384 },
  },
  {
    says: 'ECDSA P-521 in OpenSSH form',
    options: ['-t', 'ecdsa', '-b', '521', '-N', ''],
    facts: { type: 'ecdsa', bits: 521 },
  },
  { says: 'Ed25519', options: ['-t', 'ed25519', '-N', ''], facts: { type: 'ed25519', bits: 256, comment: 'ada@box' } },
  {
    says: 'Ed25519 with a passphrase, by its header',
    options: ['-t', 'ed25519', '-N', 'a passphrase'],
    facts: { type: 'ed25519', bits: 256, hasPassphrase: 'yes' },
  },
  {
    says: 'RSA with a passphrase, by its header',
    options: ['-t', 'rsa', '-b', '2048', '-N', 'a passphrase'],
    facts: { type: 'rsa', bits: 2048, hasPassphrase: 'yes' },
  },
]

describe('facts of ssh keys', () => {
  it.each(readable)('$says has the fingerprint and public key ssh-keygen prints', ({ options, facts }) => {
    const key = makeKey(...options)
    const derived = deriveFacts('ssh-key', key.bytes)
    expect(derived).toMatchObject({ ...facts, fingerprint: key.fingerprint })
    expect(String(derived.publicKey)).toMatch(key.publicKey)
    expect(derived.summary).toContain(key.fingerprint)
  })

  it.each([
    ['PKCS#1', ['-m', 'PEM'], { type: 'rsa', hasPassphrase: 'yes', summary: 'encrypted rsa' }],
    ['PKCS#8', ['-m', 'PKCS8'], { hasPassphrase: 'yes', summary: 'encrypted private key' }],
  ] as const)('an encrypted %s tells only that it is encrypted', (_, options, facts) => {
    const key = makeKey('-t', 'rsa', '-b', '2048', '-N', 'a passphrase', ...options)
    expect(deriveFacts('ssh-key', key.bytes)).toEqual(facts)
  })

  it('Ed25519 in PKCS#8, as openssl makes it, has its public key derived', () => {
    const facts = deriveFacts('ssh-key', encode(pkcs8(generateKeyPairSync('ed25519').privateKey)))
    expect(facts).toMatchObject({ type: 'ed25519', bits: 256, publicKey: expect.stringMatching(/^ssh-ed25519 AAAA/) })
  })

  it('a key ssh has no use for has a type at least', () => {
    const facts = deriveFacts('ssh-key', encode(pkcs8(generateKeyPairSync('x25519').privateKey)))
    expect(facts).toMatchObject({ type: 'x25519', hasPassphrase: 'no' })
  })

  it('a PuTTY key is read by its public lines', () => {
    const [algorithm = '', blob = ''] = ed25519.publicKey.split(' ')
    const lines = blob.match(/.{1,64}/g) ?? []
    const head = `PuTTY-User-Key-File-3: ${algorithm}\r\nEncryption: aes256-cbc\r\nComment: ada@box\r\n`
    const facts = deriveFacts(
      'ssh-key',
      encode(`${head}Public-Lines: ${lines.length}\r\n${lines.join('\r\n')}\r\nKey-Derivation: Argon2id\r\n`),
    )
    expect(facts).toMatchObject({ fingerprint: ed25519.fingerprint, comment: 'ada@box', hasPassphrase: 'yes' })
  })

  it('half a key has no facts', () => {
    expect(deriveFacts('ssh-key', ed25519.bytes.subarray(0, 120))).toEqual({})
  })
})

describe('what copying does to keys is mended', () => {
  const text = Buffer.from(ed25519.bytes).toString()
  it.each([
    ['a lost last line end', text.trimEnd()],
    ['Windows line ends', text.replaceAll('\n', '\r\n')],
    ['line ends written out', text.replaceAll('\n', '\\n')],
    ['indentation', text.replace(/^(?=.)/gm, '    ')],
    ['blank lines around it', `\n\n${text}\n`],
  ])('%s', (_, damaged) => {
    const { bytes, notes } = normaliseValue('ssh-key', encode(damaged))
    expect(Buffer.from(bytes).toString()).toBe(text)
    expect(notes.length).toBeGreaterThan(0)
  })

  it('a sound key stays as it is', () => {
    expect(normaliseValue('ssh-key', ed25519.bytes)).toEqual({ bytes: ed25519.bytes, notes: [] })
  })
})

describe('checks of ssh keys', () => {
  const codes = (bytes: Uint8Array): readonly string[] =>
    vetValue({ kind: 'ssh-key', name: 'prod/deploy', bytes, nowAt: 0 }).map(({ level, code }) => `${level} ${code}`)
  const rsa1024 = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey

  it.each([
    ['an Ed25519 key is fine', () => ed25519.bytes, []],
    ['an encrypted Ed25519 key is fine', () => encrypted.bytes, []],
    ['RSA of 1024 bits in clear is refused', () => encode(pkcs8(rsa1024)), ['error key-weak']],
    ['DSA in clear is refused', () => makeDsaFile(), ['error key-weak']],
    [
      'RSA of 1024 bits with a passphrase is a warning',
      () => makeKey('-t', 'rsa', '-b', '1024', '-N', 'a passphrase').bytes,
      ['warning key-weak'],
    ],
    ['a public key is refused', () => encode(`${ed25519.publicKey} ada@box\n`), ['error key-public']],
    ['half a key is refused', () => ed25519.bytes.subarray(0, 120), ['error key-unreadable']],
  ] as const)('%s', (_, make, expected) => {
    expect(codes(make())).toEqual(expected)
  })
})
