/** AWS JSON 1.1 on the wire: which operation with which input, and the answer's bytes (reference section 1). */
import { fail, type Result, succeed } from '../../../../shared/failure.ts'
import { type CallContext, OPERATIONS, type OperationName } from '../port.ts'
import { type AwsError, errorBody, serialization, unknownOperation } from './aws-error.ts'
import type { Answer } from './operation.ts'
import { operations } from './operations.ts'

export const CONTENT_TYPE = 'application/x-amz-json-1.1'

export type WireAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type WireCall = { readonly operation: OperationName; readonly input: unknown }

const NAMES: ReadonlyMap<string, OperationName> = new Map(OPERATIONS.map((name) => [`secretsmanager.${name}`, name]))
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** `target` is the header X-Amz-Target; an empty body counts as `{}`. */
export function parseCall(target: string | undefined, body: Uint8Array): Result<WireCall, AwsError> {
  const operation = NAMES.get(target ?? '')
  if (!operation) return fail(unknownOperation('The requested operation is not one of Secrets Manager.'))
  const input = body.length === 0 ? { value: {} } : parseJson(body)
  return input ? succeed({ operation, input: input.value }) : fail(serialization('The body is not JSON in UTF-8.'))
}

export const execute = (call: WireCall, context: CallContext): Answer => operations[call.operation](call.input, context)

export function wireAnswer(answer: Answer, requestId: string): WireAnswer {
  return answer.ok ? jsonAnswer(200, answer.value, requestId) : wireError(answer.failure, requestId)
}

export const wireError = (error: AwsError, requestId: string): WireAnswer =>
  jsonAnswer(error.status, errorBody(error), requestId)

function jsonAnswer(status: number, body: unknown, requestId: string): WireAnswer {
  const headers = { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': requestId }
  return { status, headers, body: JSON.stringify(body) }
}

function parseJson(body: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(decoder.decode(body)) }
  } catch {
    return undefined
  }
}
