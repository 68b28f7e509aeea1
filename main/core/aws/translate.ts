/** What the SDK throws, as our failures: AWS's code, and a sentence that says what to do about it. No value ever. */
import type { Failure } from '../../../shared/failure.ts'
import { isOptIn, regionTitle } from './regions.ts'
import { STRAY_REQUEST } from './transport.ts'

/** What a message may name. */
export interface Context {
  readonly region: string
  /** As sentences name the credentials: `profile "prod"` or `secret "aws/deployer"`. */
  readonly credentials: string
  readonly endpointUrl: string | null
}

/** The SDK's errors are read by shape: their classes differ between the clients inside it. */
interface SdkError {
  readonly name: string
  readonly message: string
  readonly code: string
  readonly status: number
  /** AWS refused; an answer that broke off is none, whatever its status said. */
  readonly isAnswer: boolean
}

function read(error: unknown): SdkError {
  const { name, message, code, $metadata, $response, $fault } = (error ?? {}) as Readonly<Record<string, unknown>>
  const status = statusOf($metadata, 'httpStatusCode') || statusOf($response, 'statusCode')
  return {
    name: typeof name === 'string' ? name : 'Unknown',
    message: typeof message === 'string' ? message : '',
    code: typeof code === 'string' ? code : '',
    status,
    isAnswer: status >= 400 || ($fault !== undefined && status === 0),
  }
}

function statusOf(holder: unknown, key: string): number {
  const value = (holder as Readonly<Record<string, unknown>> | undefined)?.[key]
  return typeof value === 'number' ? value : 0
}

const THROTTLING = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'SlowDown',
  'PriorRequestNotComplete',
])

/** LimitExceededException is no throttling: it is a quota, and waiting for seconds does not help. */
export const isThrottled = (error: unknown): boolean => {
  const { name, status } = read(error)
  return THROTTLING.has(name) || status === 429
}

const EXPIRED = new Set(['ExpiredTokenException', 'ExpiredToken', 'RequestExpired', 'TokenRefreshRequired'])

export const isExpired = (error: unknown): boolean => EXPIRED.has(read(error).name)

/** Codes by which AWS says that the key itself is no good (any more). */
const UNKNOWN_KEY = new Set(['UnrecognizedClientException', 'InvalidClientTokenId', 'AuthFailure', 'NotAuthorized'])

export const isUnknownKey = (error: unknown): boolean => UNKNOWN_KEY.has(read(error).name)

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'UND_ERR_SOCKET',
])

/** IAM Identity Center's provider keeps nothing of a network error but its text. */
const NETWORK_MESSAGE = /\b(ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|TimeoutError|socket hang up)/

const isNetwork = ({ name, code, isAnswer }: SdkError): boolean =>
  !isAnswer && (NETWORK_CODES.has(code) || name === 'TimeoutError')

/** Worth another try: network, a broken answer, 5xx, throttling, and a signature's time that the SDK has corrected. */
export function isTransient(error: unknown): boolean {
  const sdk = read(error)
  const isBroken = sdk.status >= 200 && sdk.status < 300
  return isNetwork(sdk) || isBroken || sdk.status >= 500 || isThrottled(error) || isClockCorrected(error)
}

/** By the Date header. The SDK tells of no correction that leads back to this machine's own clock, once that is set right. */
function isClockCorrected(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { readonly $metadata?: { readonly clockSkewCorrected?: unknown } }
  const { name, message } = read(error)
  return $metadata?.clockSkewCorrected === true || (SIGNATURE.has(name) && SIGNATURE_TIME.test(message))
}

const SIGNATURE = new Set(['InvalidSignatureException', 'SignatureDoesNotMatch'])
const SIGNATURE_TIME = /expired|not yet current/i

export function toFailure(error: unknown, context: Context): Failure {
  const sdk = read(error)
  const mfa = mfaNeededOf(error, context)
  if (mfa !== null) return mfa
  if (sdk.name === 'AbortError') return { kind: 'refused', message: 'Cancelled.' }
  if (sdk.name === OTHER_ACCOUNT) return { kind: 'aws', code: 'CredentialsProviderError', message: sdk.message }
  if (sdk.name === STRAY_REQUEST) return { kind: 'refused', message: sdk.message }
  if (CERTIFICATE.test(sdk.code)) return { kind: 'unavailable', message: certificateSentence(sdk, context) }
  if (isNetwork(sdk)) return { kind: 'unavailable', message: networkSentence(sdk, context) }
  if (sdk.status >= 500 || !sdk.isAnswer) return unexpected(sdk, context)
  return { kind: 'aws', code: sdk.name, message: sentence(sdk, context) }
}

/** A 5xx, a body that is no answer of AWS, or an error of the SDK's own. */
function unexpected(sdk: SdkError, context: Context): Failure {
  if (sdk.name === 'CredentialsProviderError' || sdk.name === 'TokenProviderError') {
    if (NETWORK_MESSAGE.test(sdk.message)) {
      return { kind: 'unavailable', message: `The ${context.credentials} gave no credentials: ${sdk.message}` }
    }
    return { kind: 'aws', code: sdk.name, message: `The ${context.credentials} gave no credentials. ${reasonOf(sdk)}` }
  }
  const status = sdk.status > 0 ? ` (status ${sdk.status})` : ''
  return { kind: 'unavailable', message: `${placeOf(context)} did not answer as AWS does${status}: ${sdk.name}.` }
}

/** The SDK repeats a program's command line and what it printed: a key or a token may be in there. */
function reasonOf({ message }: SdkError): string {
  if (!message.startsWith('Command failed')) return message
  return 'Its credential_process failed: run it in a terminal to see why.'
}

function networkSentence({ name, code }: SdkError, context: Context): string {
  const place = placeOf(context)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `${place} was not found: is there a network, and the region?`
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') return `${place} did not answer in time.`
  if (code === 'ECONNREFUSED') return `${place} refused the connection.`
  return `${place} broke off the connection (${code || name}).`
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL/

const certificateSentence = ({ code }: SdkError, context: Context): string =>
  `The certificate of ${placeOf(context)} is not trusted (${code}). Behind a proxy that opens TLS, its authority has to be among the system's.`

const placeOf = ({ endpointUrl, region }: Context): string =>
  endpointUrl === null ? `AWS in ${region}` : `The endpoint ${new URL(endpointUrl).host}`

function sentence({ name, message }: SdkError, context: Context): string {
  if (name === 'AccessDeniedException' || name === 'AccessDenied') return deniedSentence(message, context)
  if (EXPIRED.has(name)) {
    return `The credentials of the ${context.credentials} have expired: sign in again, then try again.`
  }
  if (UNKNOWN_KEY.has(name)) return unknownKeySentence(context)
  if (name === 'InvalidSignatureException' || name === 'SignatureDoesNotMatch')
    return signatureSentence(message, context)
  if (name === 'LimitExceededException') {
    return `A quota of Secrets Manager is used up, and trying again soon does not help. AWS says: ${message}`
  }
  return message || `AWS answered ${name}.`
}

/** "…is not authorized to perform: secretsmanager:PutSecretValue on resource: R because …". */
function deniedSentence(message: string, { credentials }: Context): string {
  const [, action, resource] = /not authorized to perform: (\S+)(?: on resource: (\S+))?/.exec(message) ?? []
  if (action === undefined) return `AWS denied this to the ${credentials}: ${message}`
  const on = resource === undefined || resource === '*' ? '' : ` on ${resource}`
  return `The ${credentials} may not do ${action}${on}. AWS says: ${message}`
}

function unknownKeySentence({ credentials, region }: Context): string {
  if (!isOptIn(region)) return `AWS does not know the access key of the ${credentials}, or it was switched off.`
  return `${regionTitle(region)} (${region}) refused the access key of the ${credentials}: this region has to be enabled for the account first, or the key is not valid.`
}

function signatureSentence(message: string, { credentials }: Context): string {
  if (SIGNATURE_TIME.test(message)) {
    return `AWS refused the signature's time: check this computer's clock. AWS says: ${message}`
  }
  return `The secret access key of the ${credentials} does not belong to its access key id.`
}

const OTHER_ACCOUNT = 'OtherAccount'

/** Thrown inside a credential provider: its keys are of no use for what is under way. */
export const otherAccountError = (message: string): Error => Object.assign(new Error(message), { name: OTHER_ACCOUNT })

const MFA_NEEDED = 'MfaNeeded'

/** Thrown inside a credential provider, where nothing else can be returned. `problem` with the code that was given. */
export function mfaNeededError(serial: string, problem = ''): Error {
  return Object.assign(new Error(problem), { name: MFA_NEEDED, serial })
}

function mfaNeededOf(error: unknown, { credentials }: Context): Failure | null {
  const { name, serial, message } = (error ?? {}) as Readonly<Record<string, unknown>>
  if (name !== MFA_NEEDED || typeof serial !== 'string') return null
  const asks = `The ${credentials} asks for the code of the MFA device ${serial}.`
  return { kind: 'mfa-needed', serial, message: message ? `${message} ${asks}` : asks }
}

/** STS: "MultiFactorAuthentication failed with invalid MFA one time pass code." */
export const isWrongCode = (error: unknown): boolean => /MultiFactorAuthentication failed/.test(read(error).message)
