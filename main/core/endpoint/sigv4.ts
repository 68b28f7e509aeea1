/**
 * AWS Signature Version 4, verified as AWS does: who signed, which region and service are meant, nothing altered, not
 * too old, not used before. Refusals carry AWS's codes, so that SDKs tell the user what is wrong with the key or clock.
 */
import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { AwsError } from './protocol/aws-error.ts'
import { type Authorization, canonicalRequest, formatAmzDate, parseAuthorization } from './sigv4-parse.ts'

/** Signing times this far from the server's clock, either way, are refused. */
export const MAX_SKEW_MS = 5 * 60_000

/**
 * Two programs that ask the same thing in the same second send the same signature, since its clock has seconds: that
 * is no replay. A signature that comes again later than this after its own second began is one.
 */
export const SAME_REQUEST_MS = 2_000

export type SigningKey = {
  readonly secretAccessKey: string
  /** Of temporary credentials: has to come along, and match. */
  readonly sessionToken?: string | undefined
  /** Epoch ms; temporary credentials end. */
  readonly expiresAt?: number | undefined
}

export type SignedRequest = {
  readonly method: string
  /** As sent: path and query, still percent-encoded. */
  readonly url: string
  /** Lower-case names, one value each. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array
}

export type Verified<K> = {
  readonly key: K
  readonly accessKeyId: string
  readonly region: string
  readonly service: string
}

export type Verifier<K extends SigningKey> = (request: SignedRequest, now: number) => Result<Verified<K>, AwsError>

/** `services`: the signing names served here. `findKey` gives undefined for a key that is unknown or revoked. */
export function createVerifier<K extends SigningKey>(options: {
  readonly services: readonly string[]
  readonly findKey: (accessKeyId: string) => K | undefined
}): Verifier<K> {
  const derived = new WeakMap<K, Map<string, Buffer>>()
  const seen = createSeen()
  return (request, now) => {
    const parsed = parseAuthorization(request.headers)
    if (!parsed.ok) return parsed
    const auth = parsed.value
    const scope = scopeFault(auth, request.headers, options.services, now)
    if (scope) return fail(scope)
    const key = options.findKey(auth.accessKeyId)
    const identity = identityFault(key, request.headers.get('x-amz-security-token'), now)
    if (!key || identity) return fail(identity ?? unknownKey())
    const expected = signatureOf(request, auth, signingKey(derivedOf(derived, key), auth, key.secretAccessKey))
    if (!sameText(expected, auth.signature)) return fail(mismatch())
    if (seen(auth.signature, auth.signedAt, now)) return fail(invalidSignature(ALREADY_USED))
    return succeed({ key, accessKeyId: auth.accessKeyId, region: auth.region, service: auth.service })
  }
}

function scopeFault(
  auth: Authorization,
  headers: ReadonlyMap<string, string>,
  services: readonly string[],
  now: number,
): AwsError | undefined {
  if (!services.includes(auth.service)) {
    return invalidSignature(`Credential should be scoped to correct service: '${services[0]}'.`)
  }
  if (auth.day !== auth.amzDate.slice(0, 8)) {
    return invalidSignature(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${auth.day}' != '${auth.amzDate.slice(0, 8)}', from '${auth.amzDate}'.`,
    )
  }
  const unsigned = MUST_BE_SIGNED.find((name) => headers.has(name) && !auth.signedHeaders.includes(name))
  if (unsigned !== undefined)
    return invalidSignature(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`)
  return skewFault(auth, now)
}

function skewFault(auth: Authorization, now: number): AwsError | undefined {
  const at = auth.amzDate
  if (auth.signedAt < now - MAX_SKEW_MS) {
    const limit = formatAmzDate(now - MAX_SKEW_MS)
    return invalidSignature(`Signature expired: ${at} is now earlier than ${limit} (${formatAmzDate(now)} - 5 min.)`)
  }
  if (auth.signedAt > now + MAX_SKEW_MS) {
    const limit = formatAmzDate(now + MAX_SKEW_MS)
    return invalidSignature(
      `Signature not yet current: ${at} is still later than ${limit} (${formatAmzDate(now)} + 5 min.)`,
    )
  }
  return undefined
}

/** A permanent key with a token, a wrong token and an unknown key all get the same answer, as from AWS. */
function identityFault(key: SigningKey | undefined, token: string | undefined, now: number): AwsError | undefined {
  if (!key) return unknownKey()
  if (key.sessionToken === undefined ? token !== undefined : !sameText(key.sessionToken, token ?? ''))
    return unknownKey()
  if (key.expiresAt !== undefined && key.expiresAt <= now) {
    return {
      code: 'ExpiredTokenException',
      status: 400,
      message: 'The security token included in the request is expired',
    }
  }
  return undefined
}

function signatureOf(request: SignedRequest, auth: Authorization, key: Buffer): string {
  const canonical = canonicalRequest(request, auth.signedHeaders, hash('sha256', request.body))
  const toSign = `AWS4-HMAC-SHA256\n${auth.amzDate}\n${auth.scope}\n${hash('sha256', canonical)}`
  return createHmac('sha256', key).update(toSign).digest('hex')
}

/** Kept as long as the key itself is. */
function derivedOf<K extends object>(derived: WeakMap<K, Map<string, Buffer>>, key: K): Map<string, Buffer> {
  const known = derived.get(key) ?? new Map<string, Buffer>()
  derived.set(key, known)
  return known
}

/** Derived keys are good for one day, region and service; keeping them saves four of five HMACs per request. */
function signingKey(derived: Map<string, Buffer>, auth: Authorization, secret: string): Buffer {
  const known = derived.get(auth.scope)
  if (known) return known
  const steps = [auth.day, auth.region, auth.service, 'aws4_request']
  const key = steps.reduce(
    (last: Buffer, step) => createHmac('sha256', last).update(step).digest(),
    Buffer.from(`AWS4${secret}`),
  )
  if (derived.size >= MAX_DERIVED) derived.clear()
  derived.set(auth.scope, key)
  return key
}

const MAX_DERIVED = 100

/** Compares without telling by its time where texts differ. Their lengths are no secret. */
export function sameText(a: string, b: string): boolean {
  const one = Buffer.from(a)
  const other = Buffer.from(b)
  return one.length === other.length && timingSafeEqual(one, other)
}

/**
 * Remembers signatures for as long as they could be accepted again. 52 bits of each are kept, by the minute they were
 * signed in, so that forgetting is dropping a set; the chance to take a new signature for an old one is below 10⁻⁹.
 */
function createSeen(): (signature: string, signedAt: number, now: number) => boolean {
  const byMinute = new Map<number, Set<number>>()
  return (signature, signedAt, now) => {
    for (const minute of byMinute.keys()) if ((minute + 1) * 60_000 + MAX_SKEW_MS < now) byMinute.delete(minute)
    const minute = Math.floor(signedAt / 60_000)
    const signatures = byMinute.get(minute) ?? new Set()
    byMinute.set(minute, signatures)
    const short = Number.parseInt(signature.slice(0, 13), 16)
    const again = signatures.has(short)
    signatures.add(short)
    return again && now > signedAt + SAME_REQUEST_MS
  }
}

const MUST_BE_SIGNED = ['host', 'x-amz-date', 'x-amz-target', 'x-amz-security-token', 'x-amz-content-sha256']
const ALREADY_USED = 'Signature expired: this signature was used before. Sign each request anew.'

const invalidSignature = (message: string): AwsError => ({ code: 'InvalidSignatureException', status: 400, message })

const unknownKey = (): AwsError => ({
  code: 'UnrecognizedClientException',
  status: 400,
  message: 'The security token included in the request is invalid.',
})

const mismatch = (): AwsError =>
  invalidSignature(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  )
