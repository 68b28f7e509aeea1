/** One HTTP request from head to answer: check the caller, read, verify, parse, act. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fail } from '../../../shared/failure.ts'
import {
  agentAnswer,
  agentText,
  badToken,
  isAgentPath,
  notAllowed,
  parseAgentRequest,
  pong,
  TOKEN_HEADERS,
} from './agent-api.ts'
import { tooLarge, writeAnswer } from './http-answer.ts'
import { type Head, type Refusal, readHeaders, refusalOf } from './http-guard.ts'
import { type AwsError, internalError } from './protocol/aws-error.ts'
import type { Answer } from './protocol/operation.ts'
import { CONTENT_TYPE, parseCall, type WireAnswer, type WireCall, wireAnswer, wireError } from './protocol/wire.ts'
import type { SigningKey, Verifier } from './sigv4.ts'

export type Caller<K> = { readonly key: K; readonly region: string }

export type Service<K extends SigningKey> = {
  /** Why nobody can be served now, signature or not: the vault that holds the keys is locked. */
  readonly gate: () => AwsError | undefined
  readonly verify: Verifier<K>
  /** The key that an agent token belongs to. */
  readonly findToken: (token: string) => K | undefined
  /** Performs a call for a caller whose signature or token was good. May wait for the user's yes. */
  readonly call: (caller: Caller<K>, call: WireCall) => Answer | Promise<Answer>
  /** The region of calls over the agent's API, which name none. */
  readonly agentRegion: string
  readonly maxBodyBytes: number
  readonly now: () => number
  /** Told why a request was refused before it was a call: a code, never anything of the request's content. */
  readonly onRefusal: (code: string) => void
  /** Told of an exception that is a bug; the caller gets a bare internal error. */
  readonly onBug: (error: unknown) => void
}

/** `port` undefined: the request came over the Unix socket. */
export async function serveRequest<K extends SigningKey>(
  service: Service<K>,
  port: number | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID()
  const headers = readHeaders(request.rawHeaders)
  const head: Head = { method: request.method ?? '', url: request.url ?? '', headers: headers ?? new Map(), port }
  const refusal = headers ? refusalOf(head) : DUPLICATE
  if (refusal) {
    service.onRefusal(refusal.code)
    return refuse(request, response, refusalAnswer(head, refusal, requestId))
  }
  try {
    const answer = isAgentPath(head.url)
      ? await answerAgent(service, head)
      : await answerJson(service, head, request, requestId)
    if (request.complete || answer.status < 400) writeAnswer(response, answer)
    else refuse(request, response, answer)
  } catch (error) {
    if (!request.complete) return
    service.onBug(error)
    refuse(request, response, wireError(internalError(), requestId))
  }
}

async function answerAgent<K extends SigningKey>(service: Service<K>, head: Head): Promise<WireAnswer> {
  if (head.method !== 'GET') return notAllowed
  const request = parseAgentRequest(head.url)
  if (request.ask === 'ping') return pong
  const token = TOKEN_HEADERS.map((name) => head.headers.get(name)).find((value) => value !== undefined)
  const closed = service.gate()
  if (closed) return agentAnswer(fail(closed))
  const key = token === undefined ? undefined : service.findToken(token)
  if (!key) {
    service.onRefusal('BadToken')
    return badToken
  }
  if (request.ask === 'refuse') return agentText(request.status, request.text)
  const call: WireCall = { operation: 'GetSecretValue', input: request.input }
  return agentAnswer(await service.call({ key, region: service.agentRegion }, call))
}

async function answerJson<K extends SigningKey>(
  service: Service<K>,
  head: Head,
  request: IncomingMessage,
  requestId: string,
): Promise<WireAnswer> {
  const refused = (error: AwsError): WireAnswer => {
    service.onRefusal(error.code)
    return wireError(error, requestId)
  }
  const wrong = wrongForm(head) ?? service.gate()
  if (wrong) return refused(wrong)
  const body = await readBody(request, Number(head.headers.get('content-length') ?? 0), service.maxBodyBytes)
  if (!body) return refused(tooLarge)
  const verified = service.verify({ ...head, body }, service.now())
  if (!verified.ok) return refused(verified.failure)
  const call = parseCall(head.headers.get('x-amz-target'), body)
  body.fill(0)
  if (!call.ok) return refused(call.failure)
  const { key, region } = verified.value
  return wireAnswer(await service.call({ key, region }, call.value), requestId)
}

/** Pages can post text/plain anywhere without asking; this type they cannot. */
function wrongForm({ method, url, headers }: Head): AwsError | undefined {
  if (method === 'GET' || method === 'HEAD')
    return { code: 'UnknownOperationException', status: 404, message: 'Not found' }
  if (method !== 'POST') return { code: 'UnknownOperationException', status: 405, message: 'Only POST is served here.' }
  if (url !== '/') return { code: 'UnknownOperationException', status: 404, message: 'Not found' }
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === CONTENT_TYPE && !headers.has('content-encoding')) return undefined
  return { code: 'SerializationException', status: 400, message: `The body has to be ${CONTENT_TYPE}.` }
}

/** Undefined: larger than the limit; what is left of it is not read. Rejects when the connection ends before the body. */
function readBody(request: IncomingMessage, announced: number, limit: number): Promise<Buffer | undefined> {
  if (announced > limit) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) {
        request.pause()
        resolve(undefined)
      } else chunks.push(chunk)
    })
    request.once('end', () => resolve(joined(chunks)))
    request.once('error', reject)
    request.once('close', () => {
      if (!request.complete) reject(new Error('the connection ended'))
    })
  })
}

/** One buffer for all, so that what was sent can be wiped once it is parsed. */
function joined(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks
  if (only !== undefined && chunks.length === 1) return only
  const body = Buffer.concat(chunks)
  for (const chunk of chunks) chunk.fill(0)
  return body
}

function refusalAnswer(head: Head, refusal: Refusal, requestId: string): WireAnswer {
  const { status, code, text } = refusal
  return isAgentPath(head.url) ? agentText(status, text) : wireError({ status, code, message: text }, requestId)
}

/** Whatever else the connection carries was not checked, so it ends. */
function refuse(request: IncomingMessage, response: ServerResponse, answer: WireAnswer): void {
  response.shouldKeepAlive = false
  writeAnswer(response, answer)
  response.once('finish', () => request.destroy())
}

const DUPLICATE: Refusal = { status: 400, code: 'BadRequest', text: 'A header that may come once came twice.' }
