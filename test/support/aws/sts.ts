/** STS: who a key is, and roles taken on; in the query protocol: form in, XML out. */
import type { AwsError } from '../../../main/core/endpoint/protocol/aws-error.ts'
import type { WireAnswer } from '../../../main/core/endpoint/protocol/wire.ts'
import { type AccessKey, userArn } from './accounts.ts'
import type { Assumed, Roles } from './roles.ts'

/** `key` undefined: an unsigned request, which only a web identity's token can answer for. */
export function answerSts(body: Uint8Array, key: AccessKey | undefined, roles: Roles, requestId: string): WireAnswer {
  const form = new URLSearchParams(Buffer.from(body).toString())
  const action = actionOf(body)
  if (key && action === 'GetCallerIdentity') return result(action, identityOf(key), requestId)
  if (action === (key ? 'AssumeRole' : 'AssumeRoleWithWebIdentity')) {
    const assumed = roles.assume(form, key)
    return assumed.ok ? result(action, sessionOf(assumed.value), requestId) : stsError(assumed.failure, requestId)
  }
  return stsError({ code: 'InvalidAction', status: 400, message: `Could not find operation ${action}` }, requestId)
}

/** Empty unless it is a call of this version of the API. */
export function actionOf(body: Uint8Array): string {
  const form = new URLSearchParams(Buffer.from(body).toString())
  return form.get('Version') === '2011-06-15' ? (form.get('Action') ?? '') : ''
}

const result = (action: string, content: string, requestId: string): WireAnswer =>
  xml(
    200,
    `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${content}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
    requestId,
  )

const identityOf = (key: AccessKey): string =>
  `<Arn>${escapeXml(userArn(key))}</Arn><UserId>AIDA${escapeXml(key.user.toUpperCase())}</UserId><Account>${key.accountId}</Account>`

const sessionOf = ({ arn, key }: Assumed): string =>
  `<Credentials><AccessKeyId>${key.accessKeyId}</AccessKeyId><SecretAccessKey>${escapeXml(key.secretAccessKey)}</SecretAccessKey><SessionToken>${escapeXml(key.sessionToken)}</SessionToken><Expiration>${new Date(key.expiresAt).toISOString()}</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROATEST:${escapeXml(key.user)}</AssumedRoleId><Arn>${escapeXml(arn)}</Arn></AssumedRoleUser>`

/** The query protocol answers a bad key or signature with 403 and its own two names for it. */
export function stsError(error: AwsError, requestId: string): WireAnswer {
  const code = CODES[error.code] ?? error.code
  const status = error.code in CODES ? 403 : error.status
  return xml(
    status,
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    requestId,
  )
}

const CODES: Readonly<Record<string, string>> = {
  UnrecognizedClientException: 'InvalidClientTokenId',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  ExpiredTokenException: 'ExpiredToken',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  IncompleteSignatureException: 'IncompleteSignature',
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

const xml = (status: number, body: string, requestId: string): WireAnswer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  body,
})

const escapeXml = (text: string): string => text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`)
