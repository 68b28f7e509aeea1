import { connect, type Socket } from 'node:net'
import {
  createFrameReader,
  decodeFrame,
  encodeFrame,
  maxAnswerBytes,
  type SocketResponse,
} from '../../shared/socket-contract.ts'

/** A bare client for tests of the door: what it sends is up to the test. */
export interface RawClient {
  readonly socket: Socket
  send(bytes: Uint8Array): void
  request(id: number, call: string, input: unknown): Promise<SocketResponse>
  /** The next answer, or null when the connection ends first. */
  next(): Promise<SocketResponse | null>
  readonly closed: Promise<void>
}

export async function connectRaw(path: string): Promise<RawClient> {
  const socket = connect(path)
  const answers: SocketResponse[] = []
  const waiting: ((answer: SocketResponse | null) => void)[] = []
  let ended = false
  const reader = createFrameReader(maxAnswerBytes)
  socket.on('data', (chunk: Buffer) => {
    for (const body of reader.push(chunk)) {
      const answer = decodeFrame(body) as SocketResponse
      const waiter = waiting.shift()
      if (waiter) waiter(answer)
      else answers.push(answer)
    }
  })
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      ended = true
      for (const waiter of waiting.splice(0)) waiter(null)
      resolve()
    })
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => socket.destroy())
  const next = () =>
    new Promise<SocketResponse | null>((resolve) => {
      const answer = answers.shift()
      if (answer) resolve(answer)
      else if (ended) resolve(null)
      else waiting.push(resolve)
    })
  return {
    socket,
    closed,
    next,
    send: (bytes) => void socket.write(bytes),
    async request(id, call, input) {
      socket.write(encodeFrame({ id, call, input }))
      const answer = await next()
      if (answer === null) throw new Error('the connection ended without an answer')
      return answer
    },
  }
}
