/** Realistic values of every kind, made when a test runs: nothing here was ever a credential. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import sshpk from 'sshpk'
import type { Facts, Kind } from '../../shared/model.ts'

export interface Sample {
  readonly kind: Kind
  /** What it is, as the end of a sentence: "a … is recognised". */
  readonly title: string
  /** As somebody would paste it. */
  readonly bytes: Uint8Array
  /** Texts that must appear in no fact. */
  readonly secrets: readonly string[]
  /** Facts that must be derived, with these contents. */
  readonly facts: Facts
}

/** A stand-in for an issuer's generator: the same seed gives the same characters of the alphabet. */
export function makeWord(seed: string, length: number, alphabet: string): string {
  let word = ''
  for (let block = 0; word.length < length; block++) {
    for (const byte of createHash('sha256').update(`${seed}/${block}`).digest())
      word += alphabet[byte % alphabet.length]
  }
  return word.slice(0, length)
}

export const alphabets = {
  alnum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  hex: '0123456789abcdef',
  base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  symbols: 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!%&*+-.:;=?_~',
} as const

export const alnum = (seed: string, length: number): string => makeWord(seed, length, alphabets.alnum)
export const hex = (seed: string, length: number): string => makeWord(seed, length, alphabets.hex)

/** A password as Coffer would generate it. */
export const strongPassword = (seed: string): string => makeWord(seed, 28, alphabets.symbols)

/** Bytes that are never text: the first is no beginning of UTF-8. */
export function keyBytes(seed: string, length: number): Uint8Array {
  const bytes = Buffer.concat([0, 1].map((block) => createHash('sha256').update(`${seed}${block}`).digest()))
  return Uint8Array.from(bytes.subarray(0, length)).fill(0xff, 0, 1)
}

/** The account of the number goes into the id as AWS puts it there. */
export function accessKeyId(prefix: 'AKIA' | 'ASIA', account: string, seed: string): string {
  const bits = ((1n << 40n) | BigInt(account)) << 9n
  const head = Array.from({ length: 10 }, (_, at) => alphabets.base32[Number((bits >> BigInt(45 - at * 5)) & 31n)])
  return `${prefix}${head.join('')}${makeWord(seed, 6, alphabets.base32)}`
}

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

export function makeJwt(claims: Readonly<Record<string, unknown>>, seed = 'jwt'): string {
  return `${encode({ alg: 'RS256', typ: 'JWT', kid: 'k1' })}.${encode(claims)}.${alnum(seed, 86)}`
}

export const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

export interface CertificateSpec {
  readonly host: string
  readonly validFromAt: number
  readonly expiresAt: number
  /** An RSA key of this size; Node's default of its curve when absent. */
  readonly rsaBits?: number
}

export interface MadeCertificate {
  readonly certificate: string
  readonly issuer: string
  readonly key: string
}

/** A server's certificate, the one of the authority that issued it, and the server's key, all PEM. */
export function makeCertificate(spec: CertificateSpec): MadeCertificate {
  const make = (): KeyObject =>
    spec.rsaBits === undefined
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
      : generateKeyPairSync('rsa', { modulusLength: spec.rsaBits }).privateKey
  const key = pkcs8(make())
  const serverKey = sshpk.parsePrivateKey(key, 'pem')
  const authorityKey = sshpk.parsePrivateKey(pkcs8(make()), 'pem')
  const authority = sshpk.identityFromDN('cn=Example Issuing Authority, o=Example')
  const options = { validFrom: new Date(spec.validFromAt), validUntil: new Date(spec.expiresAt) }
  const server = sshpk.identityForHost(spec.host)
  const leaf = sshpk.createCertificate([server], serverKey, authority, authorityKey, options)
  const root = sshpk.createSelfSignedCertificate([authority], authorityKey, { ...options, ca: true })
  return { certificate: `${leaf.toString('pem')}`, issuer: `${root.toString('pem')}`, key }
}

/** Every kind at least once, in the forms people meet it. Dates are around `nowAt`. Making RSA keys takes a moment. */
export function makeSamples(nowAt: number): readonly Sample[] {
  return [...textSamples(), ...keySamples(nowAt), ...jsonSamples(nowAt)]
}

const sample = (
  kind: Kind,
  title: string,
  value: string | Uint8Array,
  secrets: readonly string[],
  facts: Facts,
): Sample => ({
  kind,
  title,
  bytes: typeof value === 'string' ? new TextEncoder().encode(value) : value,
  secrets,
  facts,
})

function textSamples(): readonly Sample[] {
  const github = `ghp_${alnum('github', 36)}`
  const stripe = `sk_live_${alnum('stripe', 24)}`
  const base64 = Buffer.from(keyBytes('aes', 32)).toString('base64')
  const note = `The safe of the office\nopens with ${makeWord('safe', 8, '0123456789')}.`
  return [
    sample('api-key', 'GitHub token', github, [github, github.slice(4, -4)], {
      issuer: 'GitHub',
      lastFour: github.slice(-4),
    }),
    sample('api-key', 'Stripe live key', stripe, [stripe, stripe.slice(0, -4)], { issuer: 'Stripe' }),
    sample('encryption-key', 'raw 256-bit key', keyBytes('raw', 32), [], { lengthBytes: 32, encoding: 'binary' }),
    sample('encryption-key', 'base64 256-bit key', base64, [base64], { lengthBytes: 32, encoding: 'base64' }),
    sample('note', 'note of two lines', note, note.split('\n'), {}),
  ]
}

function keySamples(nowAt: number): readonly Sample[] {
  const ed25519 = sshpk.parsePrivateKey(pkcs8(generateKeyPairSync('ed25519').privateKey), 'pem')
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const openssh = `${ed25519.toString('ssh-private', { comment: 'deploy@example' })}`
  const pkcs1 = rsa.export({ type: 'pkcs1', format: 'pem' }).toString()
  const day = 86_400_000
  const made = makeCertificate({ host: 'shop.example.com', validFromAt: nowAt - day, expiresAt: nowAt + 200 * day })
  const chain = `${made.certificate}${made.issuer}${made.key}`
  return [
    sample('ssh-key', 'OpenSSH Ed25519 key', openssh, bodyLines(openssh), {
      type: 'ed25519',
      bits: 256,
      hasPassphrase: 'no',
    }),
    sample('ssh-key', 'PEM RSA key', pkcs1, bodyLines(pkcs1), { type: 'rsa', bits: 2048 }),
    sample('certificate', 'chain with its key', chain, bodyLines(made.key), {
      sans: 'shop.example.com',
      chainLength: 2,
      hasKey: 'yes',
      keyMatches: 'yes',
    }),
  ]
}

const bodyLines = (pem: string): readonly string[] => pem.split('\n').filter((line) => line.length > 40)

function jsonSamples(nowAt: number): readonly Sample[] {
  const password = strongPassword('database')
  const secretKey = makeWord('aws', 40, `${alphabets.alnum}+/`)
  const keyId = accessKeyId('AKIA', '123456789012', 'aws')
  const totp = makeWord('totp', 32, alphabets.base32)
  const refresh = alnum('refresh', 64)
  const token = makeJwt({ iss: 'https://login.example.com/', sub: 'svc-billing', exp: Math.floor(nowAt / 1000) + 3600 })
  const env = { DATABASE_PASSWORD: strongPassword('env'), STRIPE_KEY: `sk_live_${alnum('env', 24)}` }
  return [
    sample(
      'database',
      'postgres URL',
      `postgres://billing:${encodeURIComponent(password)}@db.internal:5432/billing`,
      [password],
      {
        engine: 'postgres',
        host: 'db.internal',
        port: 5432,
        username: 'billing',
        dbname: 'billing',
      },
    ),
    sample(
      'database',
      'AWS database JSON',
      JSON.stringify({ engine: 'mysql', host: 'orders.example.com', username: 'app', password, port: 3306 }),
      [password],
      { engine: 'mysql', username: 'app', port: 3306 },
    ),
    sample(
      'aws-credentials',
      'block of an AWS credentials file',
      `[default]\naws_access_key_id = ${keyId}\naws_secret_access_key = ${secretKey}\nregion = eu-west-1\n`,
      [secretKey],
      { keyId, accountId: '123456789012', region: 'eu-west-1' },
    ),
    sample('oauth-token', 'JSON Web Token', token, [token, token.split('.')[2] ?? token], {
      subject: 'svc-billing',
      issuer: 'https://login.example.com/',
      expiresAt: (Math.floor(nowAt / 1000) + 3600) * 1000,
    }),
    sample(
      'oauth-token',
      'OAuth answer',
      JSON.stringify({ access_token: token, refresh_token: refresh, token_type: 'Bearer', expires_in: 3600 }),
      [token, refresh],
      { hasRefreshToken: 'yes' },
    ),
    sample(
      'env-set',
      '.env file',
      `# billing\nexport DATABASE_PASSWORD='${env.DATABASE_PASSWORD}'\nSTRIPE_KEY=${env.STRIPE_KEY}\n`,
      Object.values(env),
      { keys: 2, names: 'DATABASE_PASSWORD, STRIPE_KEY' },
    ),
    sample(
      'login',
      'login JSON',
      JSON.stringify({
        username: 'ada',
        password: strongPassword('login'),
        url: 'https://app.example.com/login?next=x',
        totp,
      }),
      [strongPassword('login'), totp, 'next'],
      { username: 'ada', url: 'https://app.example.com/login', hasTotp: 'yes' },
    ),
    sample('login', 'otpauth address', `otpauth://totp/Example:ada?secret=${totp}&issuer=Example`, [totp], {
      username: 'ada',
      issuer: 'Example',
      hasTotp: 'yes',
    }),
  ]
}
