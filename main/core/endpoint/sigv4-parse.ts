/** The texts of Signature Version 4: the Authorization header taken apart, and the canonical request put together. */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { AwsError } from './protocol/aws-error.ts'

export type Authorization = {
  readonly accessKeyId: string
  /** `yyyymmdd/region/service/aws4_request`, as signed. */
  readonly scope: string
  readonly day: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** As sent: `YYYYMMDDTHHMMSSZ`. */
  readonly amzDate: string
  /** Epoch ms of the second it was signed in. */
  readonly signedAt: number
}

export function parseAuthorization(headers: ReadonlyMap<string, string>): Result<Authorization, AwsError> {
  const header = headers.get('authorization')
  if (header === undefined) {
    return fail({ code: 'MissingAuthenticationTokenException', status: 400, message: 'Missing Authentication Token' })
  }
  if (!header.startsWith('AWS4-HMAC-SHA256 '))
    return incomplete(`Unsupported AWS 'algorithm': it has to be AWS4-HMAC-SHA256.`)
  const parts = parametersOf(header.slice('AWS4-HMAC-SHA256 '.length))
  const missing = PARAMETERS.filter((name) => !parts.has(name))
  if (missing.length > 0) {
    return incomplete(missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' '))
  }
  const [credential = '', signedHeaders = '', signature = ''] = PARAMETERS.map((name) => parts.get(name))
  return completed(credential, signedHeaders, signature, headers.get('x-amz-date'))
}

function completed(
  credential: string,
  signedHeaders: string,
  signature: string,
  amzDate: string | undefined,
): Result<Authorization, AwsError> {
  const match = CREDENTIAL.exec(credential)
  if (!match)
    return incomplete(`Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.`)
  const [, accessKeyId = '', scope = '', day = '', region = '', service = ''] = match
  if (amzDate === undefined)
    return incomplete(`Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.`)
  const signedAt = parseAmzDate(amzDate)
  if (signedAt === undefined) return incomplete('Date must be in ISO-8601 "basic format": YYYYMMDDTHHMMSSZ.')
  const names = signedHeaders.split(';')
  if (!names.includes('host'))
    return incomplete(`'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.`)
  return succeed({ accessKeyId, scope, day, region, service, signedHeaders: names, signature, amzDate, signedAt })
}

function parametersOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(',').map((part) => part.trim().split(/=(.*)/s, 2))
  return new Map(pairs.map(([name = '', value = '']) => [name, value]))
}

const PARAMETERS = ['Credential', 'SignedHeaders', 'Signature'] as const
const CREDENTIAL = /^([A-Za-z0-9_-]{4,128})\/((\d{8})\/([a-z0-9-]{1,64})\/([a-z0-9-]{1,64})\/aws4_request)$/

type Signable = { readonly method: string; readonly url: string; readonly headers: ReadonlyMap<string, string> }

/** A signed header that did not come counts as empty, and so can never match what was signed. */
export function canonicalRequest(request: Signable, signedHeaders: readonly string[], payloadHash: string): string {
  const { path, query } = splitUrl(request.url)
  const headers = signedHeaders.map((name) => `${name}:${trimmed(request.headers.get(name) ?? '')}\n`).join('')
  return `${request.method}\n${canonicalPath(path)}\n${canonicalQuery(query)}\n${headers}\n${signedHeaders.join(';')}\n${payloadHash}`
}

/** Services other than S3 sign the path encoded once more than it is sent. */
const canonicalPath = (path: string): string => path.split('/').map(encode).join('/')

function canonicalQuery(query: string): string {
  if (query === '') return ''
  const pairs = query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s, 2)
    return `${encode(decode(name))}=${encode(decode(value))}`
  })
  return pairs.sort().join('&')
}

function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const at = url.indexOf('?')
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) }
}

const trimmed = (value: string): string => value.trim().replace(/ +/g, ' ')

/** RFC 3986: all but letters, digits and `-._~` as %XX. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Epoch ms of `YYYYMMDDTHHMMSSZ`; undefined for anything else. */
export function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second] = match
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(at) ? undefined : at
}

export const formatAmzDate = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')

const incomplete = (message: string): Result<never, AwsError> =>
  fail({ code: 'IncompleteSignatureException', status: 400, message })
