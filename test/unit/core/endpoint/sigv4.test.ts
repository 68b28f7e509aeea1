import { describe, expect, it } from 'vitest'
import { createVerifier, MAX_SKEW_MS, SAME_REQUEST_MS, type SigningKey } from '../../../../main/core/endpoint/sigv4.ts'
import { sign, type ToSign } from '../../../support/aws/sign.ts'

const now = Date.UTC(2026, 4, 6, 7, 8, 9)
const permanent: SigningKey = { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const temporary: SigningKey = {
  secretAccessKey: 'other',
  sessionToken: 'token-of-the-session',
  expiresAt: now + 60_000,
}
const keys: Readonly<Record<string, SigningKey>> = { AKPERMANENT: permanent, AKTEMPORARY: temporary }

const verifier = () => createVerifier({ services: ['secretsmanager'], findKey: (id) => keys[id] })
const base: ToSign = {
  host: '127.0.0.1:4000',
  body: '{"SecretId":"n"}',
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' },
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKPERMANENT', secretAccessKey: permanent.secretAccessKey },
  at: now,
}

type Altered = {
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string
  readonly method?: string
  readonly url?: string
}

/** Signs honestly, then alters what is sent. */
function request(signed: Partial<ToSign> = {}, altered: Altered = {}) {
  const toSign = { ...base, ...signed }
  const headers = { ...sign(toSign), ...altered.headers }
  const sent = new Map<string, string>()
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) sent.set(name, value)
  return {
    method: altered.method ?? 'POST',
    url: altered.url ?? '/',
    headers: sent,
    body: Buffer.from(altered.body ?? toSign.body),
  }
}

const codeOf = (result: ReturnType<ReturnType<typeof verifier>>): string => (result.ok ? 'ok' : result.failure.code)
const authorization = (edit: (text: string) => string): Altered => ({
  headers: { authorization: edit(sign(base).authorization ?? '') },
})

describe('a signature', () => {
  it('made with the right key tells the key, the region and the service', () => {
    expect(verifier()(request(), now)).toEqual({
      ok: true,
      value: { key: permanent, accessKeyId: 'AKPERMANENT', region: 'eu-central-1', service: 'secretsmanager' },
    })
  })

  it('matches the one AWS publishes for its example', () => {
    const key = { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
    const verify = createVerifier({ services: ['iam'], findKey: () => key })
    const headers = new Map([
      ['host', 'iam.amazonaws.com'],
      ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
      ['x-amz-date', '20150830T123600Z'],
      [
        'authorization',
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
      ],
    ])
    const example = { method: 'GET', url: '/?Action=ListUsers&Version=2010-05-08', headers, body: new Uint8Array() }
    expect(codeOf(verify(example, Date.UTC(2015, 7, 30, 12, 36)))).toBe('ok')
  })

  const refused: readonly (readonly [string, ReturnType<typeof request>, string])[] = [
    [
      'without Authorization',
      request({}, { headers: { authorization: undefined } }),
      'MissingAuthenticationTokenException',
    ],
    [
      'of another algorithm',
      request(
        {},
        authorization((text) => text.replace('SHA256', 'SHA1')),
      ),
      'IncompleteSignatureException',
    ],
    [
      'without Credential',
      request(
        {},
        authorization((text) => text.replace('Credential=', 'Cred=')),
      ),
      'IncompleteSignatureException',
    ],
    [
      'without SignedHeaders',
      request(
        {},
        authorization((text) => text.replace(/SignedHeaders=[^,]*, /, '')),
      ),
      'IncompleteSignatureException',
    ],
    [
      'without Signature',
      request(
        {},
        authorization((text) => text.replace(/, Signature=.*/, '')),
      ),
      'IncompleteSignatureException',
    ],
    [
      'with a short scope',
      request(
        {},
        authorization((text) => text.replace('/aws4_request', '')),
      ),
      'IncompleteSignatureException',
    ],
    ['without a date', request({}, { headers: { 'x-amz-date': undefined } }), 'IncompleteSignatureException'],
    [
      'with a date of another form',
      request({}, { headers: { 'x-amz-date': '2026-05-06T07:08:09Z' } }),
      'IncompleteSignatureException',
    ],
    [
      'with a date that does not exist',
      request({}, { headers: { 'x-amz-date': '20261399T070809Z' } }),
      'IncompleteSignatureException',
    ],
    [
      'without host among the signed headers',
      request(
        {},
        authorization((text) => text.replace(';host', '')),
      ),
      'IncompleteSignatureException',
    ],
    [
      'without the target among the signed headers',
      request({ headers: { 'content-type': 'x' } }, { headers: { 'x-amz-target': 'secretsmanager.DeleteSecret' } }),
      'InvalidSignatureException',
    ],
    ['for another service', request({ service: 's3' }), 'InvalidSignatureException'],
    [
      'by an unknown key',
      request({ credentials: { accessKeyId: 'AKUNKNOWN', secretAccessKey: 'x' } }),
      'UnrecognizedClientException',
    ],
    [
      'by a wrong secret',
      request({ credentials: { accessKeyId: 'AKPERMANENT', secretAccessKey: 'x' } }),
      'InvalidSignatureException',
    ],
    ['over another body', request({}, { body: '{"SecretId":"m"}' }), 'InvalidSignatureException'],
    [
      'over another operation',
      request({}, { headers: { 'x-amz-target': 'secretsmanager.DeleteSecret' } }),
      'InvalidSignatureException',
    ],
    ['over another host', request({}, { headers: { host: 'localhost:4000' } }), 'InvalidSignatureException'],
    ['over another method', request({}, { method: 'PUT' }), 'InvalidSignatureException'],
    ['over another path', request({}, { url: '/x' }), 'InvalidSignatureException'],
    ['over another query', request({}, { url: '/?a=b' }), 'InvalidSignatureException'],
    [
      'with the region changed',
      request(
        {},
        authorization((text) => text.replace('eu-central-1', 'us-east-1')),
      ),
      'InvalidSignatureException',
    ],
    [
      'with the day changed',
      request(
        {},
        authorization((text) => text.replace('/20260506/', '/20260507/')),
      ),
      'InvalidSignatureException',
    ],
    [
      'with its first digit changed',
      request(
        {},
        authorization((text) =>
          text.replace(/Signature=./, (found) => (found.endsWith('0') ? 'Signature=1' : 'Signature=0')),
        ),
      ),
      'InvalidSignatureException',
    ],
    [
      'in capitals',
      request(
        {},
        authorization((text) => text.replace(/Signature=(.*)/, (_, hex: string) => `Signature=${hex.toUpperCase()}`)),
      ),
      'InvalidSignatureException',
    ],
    [
      'that is empty',
      request(
        {},
        authorization((text) => text.replace(/Signature=.*/, 'Signature=')),
      ),
      'InvalidSignatureException',
    ],
    [
      'by a permanent key with a session token',
      request({
        credentials: { accessKeyId: 'AKPERMANENT', secretAccessKey: permanent.secretAccessKey, sessionToken: 'x' },
      }),
      'UnrecognizedClientException',
    ],
    [
      'by a temporary key without its token',
      request({ credentials: { accessKeyId: 'AKTEMPORARY', secretAccessKey: 'other' } }),
      'UnrecognizedClientException',
    ],
    [
      'by a temporary key with another token',
      request({ credentials: { accessKeyId: 'AKTEMPORARY', secretAccessKey: 'other', sessionToken: 'x' } }),
      'UnrecognizedClientException',
    ],
    ['older than five minutes', request({ at: now - MAX_SKEW_MS - 1_000 }), 'InvalidSignatureException'],
    ['more than five minutes ahead', request({ at: now + MAX_SKEW_MS + 1_000 }), 'InvalidSignatureException'],
  ]
  it.each(refused)('%s is refused', (_sentence, sent, code) => {
    const result = verifier()(sent, now)
    expect(codeOf(result)).toBe(code)
    expect(result).toMatchObject({ failure: { status: 400 } })
  })

  it('within five minutes either way is accepted', () => {
    expect(codeOf(verifier()(request({ at: now - MAX_SKEW_MS }), now))).toBe('ok')
    expect(codeOf(verifier()(request({ at: now + MAX_SKEW_MS }), now))).toBe('ok')
  })

  it('of temporary credentials is accepted until they end', () => {
    const credentials = { accessKeyId: 'AKTEMPORARY', secretAccessKey: 'other', sessionToken: 'token-of-the-session' }
    expect(codeOf(verifier()(request({ credentials }), now))).toBe('ok')
    expect(codeOf(verifier()(request({ credentials, at: now + 60_000 }), now + 60_000))).toBe('ExpiredTokenException')
  })

  it('says what is wrong with the clock as AWS does', () => {
    const result = verifier()(request({ at: now - 600_000 }), now)
    expect(result).toMatchObject({
      failure: {
        message: 'Signature expired: 20260506T065809Z is now earlier than 20260506T070309Z (20260506T070809Z - 5 min.)',
      },
    })
  })

  it('twice in one second is two programs asking the same', () => {
    const verify = verifier()
    expect(codeOf(verify(request(), now))).toBe('ok')
    expect(codeOf(verify(request(), now + SAME_REQUEST_MS))).toBe('ok')
  })

  it('again later is a replay, and refused for as long as its date would be good', () => {
    const verify = verifier()
    expect(codeOf(verify(request(), now))).toBe('ok')
    expect(codeOf(verify(request(), now + SAME_REQUEST_MS + 1))).toBe('InvalidSignatureException')
    expect(codeOf(verify(request(), now + MAX_SKEW_MS))).toBe('InvalidSignatureException')
  })

  it('that was refused is not remembered: the honest request still gets through', () => {
    const verify = verifier()
    expect(codeOf(verify(request({}, { body: 'x' }), now))).toBe('InvalidSignatureException')
    expect(codeOf(verify(request(), now + SAME_REQUEST_MS + 1))).toBe('ok')
  })
})
