/**
 * The GET API of AWS's Secrets Manager Agent (reference section 13), so that a program written for the agent finds it
 * here: `/secretsmanager/get?secretId=…`, `/v1/<secretId>`, `/ping`, and a token in a header.
 */
import { errorBody } from './protocol/aws-error.ts'
import type { Answer } from './protocol/operation.ts'
import type { WireAnswer } from './protocol/wire.ts'

export type AgentInput = {
  readonly SecretId: string
  readonly VersionId?: string
  readonly VersionStage?: string
}

export type AgentRequest =
  | { readonly ask: 'ping' }
  | { readonly ask: 'value'; readonly input: AgentInput }
  | { readonly ask: 'refuse'; readonly status: number; readonly text: string }

export const TOKEN_HEADERS = ['x-aws-parameters-secrets-token', 'x-vault-token'] as const
const PATH_PREFIX = '/v1/'
const PARAMETERS: ReadonlySet<string> = new Set(['secretId', 'versionId', 'versionStage', 'refreshNow'])
const BOOLEANS: ReadonlySet<string> = new Set(['true', 'false', '1', '0'])

export const isAgentPath = (url: string): boolean =>
  /^\/(ping|secretsmanager\/get)(\?|$)/.test(url) || url.startsWith(PATH_PREFIX)

/** `url` as sent. The id in the path form is taken as it stands there, not percent-decoded, as the agent does. */
export function parseAgentRequest(url: string): AgentRequest {
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1))
  if (path === '/ping') return { ask: 'ping' }
  const names = [...query.keys()]
  const unknown = names.some((name) => !PARAMETERS.has(name)) || new Set(names).size !== names.length
  const refresh = query.get('refreshNow')
  if (unknown || (refresh !== null && !BOOLEANS.has(refresh))) return refuse(400, 'Failed to deserialize query string')
  if (path.startsWith(PATH_PREFIX)) {
    return query.has('secretId')
      ? refuse(400, 'Failed to deserialize query string')
      : ask(path.slice(PATH_PREFIX.length), query)
  }
  return path === '/secretsmanager/get' ? ask(query.get('secretId') ?? '', query) : refuse(404, 'Not found')
}

function ask(secretId: string, query: URLSearchParams): AgentRequest {
  if (secretId === '') return refuse(400, 'missing field `secretId`')
  const versionId = query.get('versionId')
  const versionStage = query.get('versionStage')
  return {
    ask: 'value',
    input: {
      SecretId: secretId,
      ...(versionId === null ? {} : { VersionId: versionId }),
      ...(versionStage === null ? {} : { VersionStage: versionStage }),
    },
  }
}

/** GetSecretValue's answer as the agent hands it on: the date is a string, errors say `message`. */
export function agentAnswer(answer: Answer): WireAnswer {
  if (!answer.ok) {
    const { __type } = errorBody(answer.failure)
    return json(answer.failure.status, { __type, message: answer.failure.message })
  }
  const { CreatedDate, ...rest } = answer.value
  return json(200, { ...rest, CreatedDate: String(CreatedDate) })
}

export const agentText = (status: number, text: string): WireAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: text,
})

export const pong = agentText(200, 'healthy')
export const badToken = agentText(403, 'Bad Token')
export const notAllowed = agentText(405, 'Not allowed')

const json = (status: number, body: unknown): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const refuse = (status: number, text: string): AgentRequest => ({ ask: 'refuse', status, text })
