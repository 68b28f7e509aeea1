/** STS GetCallerIdentity, in the query protocol: form in, XML out. */
import type { AwsError } from '../../../main/core/endpoint/protocol/aws-error.ts'
import type { WireAnswer } from '../../../main/core/endpoint/protocol/wire.ts'
import { type AccessKey, userArn } from './accounts.ts'

export function answerSts(body: Uint8Array, key: AccessKey, requestId: string): WireAnswer {
  const form = new URLSearchParams(Buffer.from(body).toString())
  const action = form.get('Action') ?? ''
  if (action !== 'GetCallerIdentity' || form.get('Version') !== '2011-06-15') {
    return stsError({ code: 'InvalidAction', status: 400, message: `Could not find operation ${action}` }, requestId)
  }
  const identity = `<Arn>${escapeXml(userArn(key))}</Arn><UserId>AIDA${escapeXml(key.user.toUpperCase())}</UserId><Account>${key.accountId}</Account>`
  return xml(
    200,
    `<GetCallerIdentityResponse xmlns="${NAMESPACE}"><GetCallerIdentityResult>${identity}</GetCallerIdentityResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    requestId,
  )
}

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
