/** One request of the test server from signature to answer, with the faults that hit it on the way. */
import type { CallContext } from '../../../main/core/endpoint/port.ts'
import { type AwsError, throttling } from '../../../main/core/endpoint/protocol/aws-error.ts'
import {
  execute,
  parseCall,
  type WireAnswer,
  type WireCall,
  wireAnswer,
  wireError,
} from '../../../main/core/endpoint/protocol/wire.ts'
import type { SignedRequest, Verified, Verifier } from '../../../main/core/endpoint/sigv4.ts'
import type { Result } from '../../../shared/failure.ts'
import { type AccessKey, accessOf } from './accounts.ts'
import type { Fault, FaultCall, Faults } from './faults.ts'
import { type createRequestLog, secretsNamed } from './request-log.ts'
import type { Roles } from './roles.ts'
import { answerSignIn, type SignIns } from './sign-in.ts'
import { actionOf, answerSts, stsError } from './sts.ts'
import type { World } from './world.ts'

export type Serving = {
  readonly world: World
  readonly verify: Verifier<AccessKey>
  readonly faults: Faults
  readonly isThrottled: (call: FaultCall, now: number) => boolean
  readonly isEnabled: (region: string) => boolean
  readonly contextFor: (accountId: string, region: string) => Omit<CallContext, 'access'>
  readonly roles: Roles
  readonly signIns: SignIns
  readonly log: ReturnType<typeof createRequestLog>
  /** For signatures: the machine's clock plus the skew. */
  readonly machineNow: () => number
}

/** `answer` undefined: end the connection without one. */
export type Answered = { readonly answer: WireAnswer | undefined; readonly delayMs: number }

/** An answer with what the log tells of it. */
type Performed = { readonly wire: WireAnswer; readonly error?: string; readonly valuesRead: number }

type Parsed = Result<WireCall, AwsError>

export function answerCall(serving: Serving, request: SignedRequest, requestId: string): Answered {
  serving.world.clock.settle()
  const isSts = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false
  const refuse = (error: AwsError): Performed => ({
    wire: isSts ? stsError(error, requestId) : wireError(error, requestId),
    error: error.code,
    valuesRead: 0,
  })
  const unsigned = answerUnsigned(serving, request, isSts, requestId)
  if (unsigned) return { answer: unsigned, delayMs: 0 }
  const verified = serving.verify(request, serving.machineNow())
  if (!verified.ok) return { answer: refuse(verified.failure).wire, delayMs: 0 }
  if (!serving.isEnabled(verified.value.region)) return { answer: refuse(regionOff).wire, delayMs: 0 }
  const parsed = isSts ? undefined : parseCall(request.headers.get('x-amz-target'), request.body)
  const call = callOf(verified.value, parsed, request.body)
  const faults = serving.faults.take(call)
  const perform = (): Performed => {
    if (!parsed) return { wire: answerSts(request.body, verified.value.key, serving.roles, requestId), valuesRead: 0 }
    return parsed.ok ? run(serving, verified.value, parsed.value, requestId) : refuse(parsed.failure)
  }
  const isThrottled = serving.isThrottled(call, serving.world.clock.now())
  const performed = withFaults(faults, isThrottled, requestId, refuse, perform)
  const answer = performed && faults.some((fault) => fault.do === 'drop-after') ? undefined : performed?.wire
  serving.log.add({
    ...call,
    at: serving.world.clock.now(),
    secrets: parsed?.ok ? secretsNamed(parsed.value.input) : [],
    status: answer?.status ?? 0,
    error: performed?.error,
    valuesRead: performed?.valuesRead ?? 0,
  })
  return { answer, delayMs: faults.reduce((sum, fault) => sum + (fault.do === 'delay' ? fault.ms : 0), 0) }
}

/** Undefined: the connection ends before anything happens. */
function withFaults(
  faults: readonly Fault[],
  isThrottled: boolean,
  requestId: string,
  refuse: (error: AwsError) => Performed,
  perform: () => Performed,
): Performed | undefined {
  for (const fault of faults) {
    if (fault.do === 'drop-before') return undefined
    if (fault.do === 'throttle') return refuse(throttling('Rate exceeded'))
    if (fault.do === 'status') return { wire: plain(fault.status, requestId), valuesRead: 0 }
    if (fault.do === 'error') {
      return refuse({ code: fault.code, status: fault.status ?? 400, message: fault.message ?? 'Asked for by a test.' })
    }
  }
  return isThrottled ? refuse(throttling('Rate exceeded')) : perform()
}

function run(serving: Serving, verified: Verified<AccessKey>, call: WireCall, requestId: string): Performed {
  const { key, region } = verified
  const context = { ...serving.contextFor(key.accountId, region), access: accessOf(serving.world, key, region) }
  const answer = execute(call, context)
  const wire = wireAnswer(answer, requestId)
  if (!answer.ok) return { wire, error: answer.failure.code, valuesRead: 0 }
  const { SecretValues: values } = answer.value
  return { wire, valuesRead: Array.isArray(values) ? values.length : call.operation === 'GetSecretValue' ? 1 : 0 }
}

/** A token is the proof: a web identity's, a portal session's, a login's. */
function answerUnsigned(
  serving: Serving,
  request: SignedRequest,
  isSts: boolean,
  requestId: string,
): WireAnswer | undefined {
  if (request.headers.has('authorization')) return undefined
  const isWebIdentity = isSts && actionOf(request.body) === 'AssumeRoleWithWebIdentity'
  const answered = isWebIdentity
    ? { operation: actionOf(request.body), answer: answerSts(request.body, undefined, serving.roles, requestId) }
    : answerSignIn(serving.signIns, serving.roles, request)
  if (!answered) return undefined
  const { operation, answer } = answered
  const nothing = { accountId: '', region: '', secrets: [], error: undefined, valuesRead: 0 }
  serving.log.add({ ...nothing, at: serving.world.clock.now(), operation, status: answer.status })
  return answer
}

function callOf({ key, region }: Verified<AccessKey>, parsed: Parsed | undefined, body: Uint8Array): FaultCall {
  const operation = parsed === undefined ? actionOf(body) : parsed.ok ? parsed.value.operation : 'Unknown'
  return { operation, region, accountId: key.accountId }
}

const plain = (status: number, requestId: string): WireAnswer => ({
  status,
  headers: { 'content-type': 'text/html', 'x-amzn-requestid': requestId },
  body: '<html><body>Service Unavailable</body></html>',
})

const regionOff: AwsError = {
  code: 'UnrecognizedClientException',
  status: 400,
  message: 'The security token included in the request is invalid.',
}
