/** Answers that the HTTP layer gives on its own, always in AWS's shape, and how answers are written. */
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { http } from './http.ts'
import type { AwsError } from './protocol/aws-error.ts'
import { type WireAnswer, wireError } from './protocol/wire.ts'

/** Nothing that is answered here belongs in a cache or a page. */
const COMMON_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

export function writeAnswer(response: ServerResponse, answer: WireAnswer): void {
  const length = Buffer.byteLength(answer.body)
  response.writeHead(answer.status, { ...COMMON_HEADERS, ...answer.headers, 'content-length': length })
  response.end(answer.body)
}

/** How long the other side may take to read its refusal. */
const LAST_WORD_MS = 500

/** For a connection whose request never became one: no response object exists, so the answer is written by hand. */
export function writeRaw(socket: Duplex, error: AwsError): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const answer = wireError(error, randomUUID())
  const length = Buffer.byteLength(answer.body)
  const headers = { ...COMMON_HEADERS, ...answer.headers, 'content-length': length, connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${answer.status} ${http().STATUS_CODES[answer.status] ?? 'Error'}\r\n${lines.join('')}\r\n${answer.body}`,
  )
  setTimeout(() => socket.destroy(), LAST_WORD_MS).unref()
}

/** What Node's parser and timers report about a connection. */
export function connectionError(code: string | undefined): AwsError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { code: 'RequestTimeout', status: 408, message: 'The request did not arrive in time.' }
    case 'HPE_HEADER_OVERFLOW':
      return { code: 'RequestEntityTooLarge', status: 431, message: 'The headers are too large.' }
    default:
      return { code: 'BadRequest', status: 400, message: 'The request is not HTTP.' }
  }
}

export const tooLarge: AwsError = {
  code: 'RequestEntityTooLarge',
  status: 413,
  message: 'The request body is too large.',
}
export const tooMany: AwsError = { code: 'ThrottlingException', status: 429, message: 'Connection limit exceeded' }
