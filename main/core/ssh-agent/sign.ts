/** One signature with a private key, in the forms of RFC 4253, 5656, 8332 and 8709. */
import { createPrivateKey, sign as cryptoSign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { tidyPem } from '../kinds/pem.ts'
import { attempt, decodeText } from '../kinds/text.ts'
import { wireString } from './protocol.ts'

export interface SignatureForm {
  /** As the signature is named. */
  readonly algorithm: string
  /** Null: the algorithm hashes by itself. */
  readonly hash: string | null
  /** As Node names the kind of key. */
  readonly key: 'ed25519' | 'ec' | 'rsa'
}

/** Of keys that are always used in the same way, named as the key is. */
const forms: readonly SignatureForm[] = [
  { algorithm: 'ssh-ed25519', hash: null, key: 'ed25519' },
  { algorithm: 'ecdsa-sha2-nistp256', hash: 'sha256', key: 'ec' },
  { algorithm: 'ecdsa-sha2-nistp384', hash: 'sha384', key: 'ec' },
  { algorithm: 'ecdsa-sha2-nistp521', hash: 'sha512', key: 'ec' },
]
const formOf = (algorithm: string): SignatureForm | null => forms.find((form) => form.algorithm === algorithm) ?? null

const RSA_SHA2_256 = 2
const RSA_SHA2_512 = 4

/** Algorithms of keys that the agent can sign with. */
export const canSign = (keyAlgorithm: string): boolean => keyAlgorithm === 'ssh-rsa' || formOf(keyAlgorithm) !== null

/** Null: refused. An RSA key without a flag would sign over SHA-1, which nobody should accept any more. */
export function chooseForm(keyAlgorithm: string, flags: number): SignatureForm | null {
  if ((flags & ~(RSA_SHA2_256 | RSA_SHA2_512)) !== 0) return null
  if (keyAlgorithm !== 'ssh-rsa') return formOf(keyAlgorithm)
  if ((flags & RSA_SHA2_256) !== 0) return { algorithm: 'rsa-sha2-256', hash: 'sha256', key: 'rsa' }
  if ((flags & RSA_SHA2_512) !== 0) return { algorithm: 'rsa-sha2-512', hash: 'sha512', key: 'rsa' }
  return null
}

const signInBackground = promisify<string | null, Uint8Array, Parameters<typeof cryptoSign>[2], Buffer>(cryptoSign)

/** Null when the bytes hold no private key, or one that has a passphrase. They are read when this returns. */
export type OpenPrivateKey = (bytes: Uint8Array) => KeyObject | null

/** PEM is read by Node itself; OpenSSH's own format, which Node does not know, by ssh2, which is loaded here. */
export async function loadKeyOpener(): Promise<OpenPrivateKey> {
  const { default: ssh2 } = await import('ssh2')
  const { parseKey } = ssh2.utils
  const openAsOpenSsh = (pem: string): KeyObject | null => {
    const parsed = parseKey(pem)
    return parsed instanceof Error ? null : createPrivateKey(parsed.getPrivatePEM())
  }
  return (bytes) => {
    const text = decodeText(bytes)
    if (text === null) return null
    const pem = tidyPem(text).text
    return attempt(() => createPrivateKey(pem)) ?? attempt(() => openAsOpenSsh(pem))
  }
}

/** Null when the key is not of the form's kind. */
export async function signWith(key: KeyObject, form: SignatureForm, data: Uint8Array): Promise<Uint8Array | null> {
  if (key.asymmetricKeyType !== form.key) return null
  const signature = await signInBackground(form.hash, data, { key, dsaEncoding: 'ieee-p1363' })
  if (form.key !== 'ec') return signature
  const half = signature.length / 2
  return Buffer.concat([wireMpint(signature.subarray(0, half)), wireMpint(signature.subarray(half))])
}

/** A positive number without leading zeros, and with one before a first bit that would be a sign (RFC 4251). */
function wireMpint(digits: Uint8Array): Buffer {
  const from = digits.findIndex((byte) => byte !== 0)
  const bare = from < 0 ? new Uint8Array(0) : digits.subarray(from)
  const hasSign = ((bare[0] ?? 0) & 0x80) !== 0
  return wireString(hasSign ? Buffer.concat([Buffer.from([0]), bare]) : bare)
}
