/** One connection to the core: a request, its answer, and what the loss of it means. */
import { connect, type Socket } from 'node:net'
import {
  createFrameReader,
  decodeFrame,
  encodeFrame,
  maxAnswerBytes,
  type SocketResponse,
} from '../../shared/socket-contract.ts'

/** `nobody`: there is no socket. `refused`: a socket on which nobody listens, now. */
export type ConnectFault = 'nobody' | 'refused' | 'forbidden' | 'broken'

export interface Connection {
  /** Null when the connection ended first. One at a time. */
  request(call: string, input: unknown): Promise<SocketResponse | null>
  readonly ended: Promise<void>
  close(): void
}

export function openConnection(path: string): Promise<Connection | ConnectFault> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(faultOf(error)))
    socket.once('connect', () => resolve(converse(socket)))
  })
}

function faultOf(error: NodeJS.ErrnoException): ConnectFault {
  if (error.code === 'ENOENT') return 'nobody'
  if (error.code === 'ECONNREFUSED') return 'refused'
  return error.code === 'EACCES' || error.code === 'EPERM' ? 'forbidden' : 'broken'
}

function converse(socket: Socket): Connection {
  const reader = createFrameReader(maxAnswerBytes)
  let lastId = 0
  let waiting: ((response: SocketResponse | null) => void) | null = null
  let notice: SocketResponse | null = null
  const settle = (response: SocketResponse | null) => {
    waiting?.(response)
    waiting = null
  }
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => {
      settle(notice)
      resolve()
    })
  })
  socket.removeAllListeners('error')
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const body of reader.push(chunk)) {
        const response = parseResponse(decodeFrame(body))
        body.fill(0)
        // Answer 0 speaks of the connection, not of a request: too many of them, or not ours.
        if (response.id === lastId) settle(response)
        else if (response.id === 0) notice = response
      }
      chunk.fill(0)
    } catch {
      socket.destroy()
    }
  })
  return {
    ended,
    close: () => socket.destroy(),
    request: (call, input) => send(socket, encodeFrame({ id: ++lastId, call, input }), (done) => (waiting = done)),
  }
}

function send(
  socket: Socket,
  frame: Uint8Array,
  wait: (done: (response: SocketResponse | null) => void) => void,
): Promise<SocketResponse | null> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve(null)
    wait(resolve)
    socket.write(frame, () => frame.fill(0))
  })
}

/** The shape only: a core of our own user is trusted with the rest. Throws on anything else. */
function parseResponse(message: unknown): SocketResponse {
  if (message === null || typeof message !== 'object') throw new TypeError('no object')
  if (!('id' in message) || typeof message.id !== 'number') throw new TypeError('no id')
  const answer: unknown = 'answer' in message ? message.answer : null
  if (answer === null || typeof answer !== 'object') throw new TypeError('no answer')
  const isSuccess = 'ok' in answer && answer.ok === true && 'value' in answer
  const isFailure = 'ok' in answer && answer.ok === false && 'failure' in answer && isFailureShaped(answer.failure)
  if (!isSuccess && !isFailure) throw new TypeError('neither success nor failure')
  return message as SocketResponse
}

const isFailureShaped = (failure: unknown): boolean =>
  failure !== null &&
  typeof failure === 'object' &&
  'kind' in failure &&
  typeof failure.kind === 'string' &&
  'message' in failure &&
  typeof failure.message === 'string'
