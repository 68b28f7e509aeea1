import { X509Certificate } from 'node:crypto'
import type { Kind } from '../../../shared/model.ts'
import { findIssuer } from './api-key-issuers.ts'
import { readAwsForm } from './aws-forms.ts'
import { readConnection, splitUrl } from './connection-url.ts'
import { parseDotenv } from './dotenv.ts'
import { readKey } from './encryption-key.ts'
import { readMembers } from './json-members.ts'
import { isEncryptedToken, readJwt } from './jwt.ts'
import { readOtpauth } from './login.ts'
import { isCertificate, isPrivateKey, type PemBlock, readPemBlocks, tidyPem } from './pem.ts'
import { recogniseJson } from './recognise-json.ts'
import type { Recognition } from './recognition.ts'
import { attempt, decodeText } from './text.ts'

export interface RecognitionHints {
  /** The secret's name, as far as it is typed. */
  readonly name?: string
  /** The name of the file the value came from, with or without folders. */
  readonly filename?: string
}

type Recogniser = (text: string, hints: RecognitionHints) => Recognition | null

const certain = (kind: Kind, why: string): Recognition => ({ kind, confidence: 'certain', why })
const likely = (kind: Kind, why: string): Recognition => ({ kind, confidence: 'likely', why })
const guess = (kind: Kind, why: string): Recognition => ({ kind, confidence: 'guess', why })

/** Key sizes that ciphers and MACs use, in bytes. */
const keySizes: ReadonlySet<number> = new Set([16, 24, 32, 48, 64])

/** From certain to uncertain: what says its own name comes before what merely has a shape. */
const recognisers: readonly Recogniser[] = [
  recognisePem,
  (text) => (text.startsWith('{') ? recogniseObject(text) : null),
  (text) =>
    readAwsForm(text) ? certain('aws-credentials', 'It holds an AWS access key id and its secret key.') : null,
  (text) => (readOtpauth(text) ? certain('login', 'It is an otpauth address, the secret of one-time codes.') : null),
  recogniseConnection,
  recogniseIssuer,
  recogniseToken,
  recogniseDotenv,
  recogniseWebLogin,
  recogniseWord,
]

/** What kind of secret a pasted or imported value is. Total: what nothing else claims is a note. */
export function recogniseKind(bytes: Uint8Array, hints: RecognitionHints = {}): Recognition {
  const text = decodeText(bytes)
  if (text === null) return recogniseBinary(bytes, hints)
  const trimmed = text.trim()
  if (trimmed === '') return guess('note', 'There is nothing in it yet.')
  for (const recognise of recognisers) {
    const recognition = recognise(trimmed, hints)
    if (recognition) return recognition
  }
  return /\s/.test(trimmed) ? likely('note', 'It is free text.') : guess('note', 'It has no shape that tells its kind.')
}

function recogniseBinary(bytes: Uint8Array, { filename = '' }: RecognitionHints): Recognition {
  if (bytes[0] === 0x30 && attempt(() => new X509Certificate(bytes))) {
    return certain('certificate', 'It is a certificate in binary form (DER).')
  }
  if (/\.(p12|pfx)$/i.test(filename)) return guess('certificate', 'The file is named as a PKCS#12 archive.')
  if (keySizes.has(bytes.length)) {
    return likely('encryption-key', `It is ${bytes.length} bytes that are not text: a key of ${bytes.length * 8} bits.`)
  }
  return guess('encryption-key', 'It is not text, and keys are what is mostly kept in binary form.')
}

function recognisePem(text: string, { filename = '' }: RecognitionHints): Recognition | null {
  if (text.startsWith('PuTTY-User-Key-File-')) return certain('ssh-key', 'It is a private key of PuTTY.')
  const blocks = text.includes('-----BEGIN ') ? readPemBlocks(tidyPem(text).text) : []
  if (blocks.some(isCertificate)) return certain('certificate', describeCertificates(blocks))
  const key = blocks.find(isPrivateKey)
  if (key?.label === 'OPENSSH PRIVATE KEY') return certain('ssh-key', 'It is a private key of OpenSSH.')
  if (key && /(^|[\\/])id_|ssh/i.test(filename))
    return certain('ssh-key', 'It is a private key, and the file is named so.')
  if (key) return likely('ssh-key', `It is a PEM ${key.label.toLowerCase()}; ssh uses them, and so does TLS.`)
  if (text.startsWith('-----BEGIN PGP PRIVATE KEY BLOCK'))
    return likely('encryption-key', 'It is an OpenPGP private key.')
  return null
}

function describeCertificates(blocks: readonly PemBlock[]): string {
  const count = blocks.filter(isCertificate).length
  const what = count === 1 ? 'It is a certificate' : `It is a chain of ${count} certificates`
  return blocks.some(isPrivateKey) ? `${what} with its private key.` : `${what}.`
}

function recogniseObject(text: string): Recognition | null {
  const members = readMembers(text)
  return members ? recogniseJson(members) : null
}

function recogniseConnection(text: string): Recognition | null {
  const form = readConnection(text)
  if (!form) return null
  const engine = form.members.find((member) => member.key === 'engine')?.text
  const kindOf = engine === undefined ? 'a database' : engine
  const hasPassword = form.members.some((member) => member.key === 'password')
  return hasPassword
    ? certain('database', `It is a connection address of ${kindOf} with a password.`)
    : likely('database', `It is a connection address of ${kindOf}.`)
}

function recogniseIssuer(text: string): Recognition | null {
  const issuer = findIssuer(text)
  return issuer === null ? null : certain('api-key', `It has the shape of keys issued by ${issuer}.`)
}

function recogniseToken(text: string): Recognition | null {
  const token = text.replace(/^(authorization:\s*)?bearer\s+/i, '')
  if (readJwt(token)) return certain('oauth-token', 'It is a JSON Web Token.')
  if (isEncryptedToken(token)) return certain('oauth-token', 'It is an encrypted JSON Web Token.')
  return token !== text && /^\S+$/.test(token) ? likely('oauth-token', 'It is a bearer token.') : null
}

function recogniseDotenv(text: string, { filename = '' }: RecognitionHints): Recognition | null {
  const file = parseDotenv(text)
  if (file.entries.length === 0) return null
  if (/(^|[\\/.])\.?env(\.|rc$|$)/i.test(filename)) return certain('env-set', 'The file is named as an env file.')
  if (file.strayLines.length > 0) return null
  const looksNamed = file.entries.every(({ key }) => /^[A-Z_][A-Z0-9_]*$/.test(key))
  if (file.entries.length > 1 && looksNamed) return certain('env-set', 'Every line of it is NAME=value.')
  return looksNamed || file.entries.length > 1 ? likely('env-set', 'It reads as NAME=value.') : null
}

function recogniseWebLogin(text: string): Recognition | null {
  const parts = splitUrl(text)
  const isLogin = parts !== null && /^https?$/.test(parts.scheme) && Boolean(parts.username && parts.password)
  return isLogin ? likely('login', 'It is a web address with user and password in it.') : null
}

/** A single word without a known prefix: its alphabet, its length and the secret's name are all there is to go by. */
function recogniseWord(text: string, { name = '', filename = '' }: RecognitionHints): Recognition | null {
  if (/\s/.test(text) || text.length < 16 || text.includes('://')) return null
  const called = `${name} ${filename}`.toLowerCase()
  const saysApi = /api|token|\bpat\b|access|bearer|datadog|webhook/.test(called)
  const key = readKey(Buffer.from(text))
  if (!saysApi && key.encoding !== 'text' && keySizes.has(key.bytes.length)) {
    const saysKey = /encrypt|cipher|aes|hmac|kms|sign|secret.?key|master|(^|[/_. -])key/.test(called)
    const why = `It is ${key.encoding} of ${key.bytes.length} bytes, the size of a ${key.bytes.length * 8}-bit key.`
    return saysKey || key.encoding === 'hex' || text.endsWith('=')
      ? likely('encryption-key', why)
      : guess('encryption-key', why)
  }
  if (saysApi) return likely('api-key', 'It is one long word, and the name speaks of a key or token.')
  const isMixed = text.length >= 20 && /\d/.test(text) && /[a-z]/i.test(text)
  return isMixed ? guess('api-key', 'It is one long word of letters and digits, as keys are.') : null
}
