/** A bare client of the SSH agent, and the messages it sends. */
import { connect } from 'node:net'
import { createFrameReader } from '../../shared/socket-contract.ts'

export const string = (bytes: Uint8Array | string): Buffer => {
  const body = Buffer.from(bytes)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, body])
}

/** One message with its length before it. */
export const message = (type: number, ...parts: readonly Uint8Array[]): Buffer =>
  string(Buffer.concat([Buffer.from([type]), ...parts]))

const uint32 = (number: number): Buffer => Buffer.from([number >>> 24, number >>> 16, number >>> 8, number])

export const askIdentities = message(11)
export const askSignature = (blob: Uint8Array, data: Uint8Array | string, flags = 0): Buffer =>
  message(13, string(blob), string(data), uint32(flags))
/** OpenSSH's client sends it before anything else (PROTOCOL.agent). */
export const bindSession = message(
  27,
  string('session-bind@openssh.com'),
  string(Buffer.alloc(51, 1)),
  string(Buffer.alloc(32, 2)),
  string(Buffer.alloc(83, 3)),
  Buffer.from([0]),
)

/** The public key of a line of authorized_keys. */
export const blobOf = (publicLine: string): Buffer => Buffer.from(publicLine.split(' ')[1] ?? '', 'base64')

export interface AgentClient {
  send(bytes: Uint8Array): void
  /** The body of the next answer; null when the connection ends first. */
  next(): Promise<Buffer | null>
  /** Sends a message and answers its answer's type, 0 when the connection ended. */
  typeOf(bytes: Uint8Array): Promise<number>
  readonly closed: Promise<void>
  end(): void
}

export async function connectAgent(path: string): Promise<AgentClient> {
  const socket = connect(path)
  const reader = createFrameReader(1_048_576, 1)
  const answers: Buffer[] = []
  const waiting: ((answer: Buffer | null) => void)[] = []
  let isOver = false
  socket.on('data', (chunk: Buffer) => {
    for (const body of reader.push(chunk)) {
      const waiter = waiting.shift()
      if (waiter) waiter(Buffer.from(body))
      else answers.push(Buffer.from(body))
    }
  })
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isOver = true
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
    new Promise<Buffer | null>((resolve) => {
      const answer = answers.shift()
      if (answer !== undefined) resolve(answer)
      else if (isOver) resolve(null)
      else waiting.push(resolve)
    })
  return {
    closed,
    next,
    send: (bytes) => void socket.write(bytes),
    async typeOf(bytes) {
      socket.write(bytes)
      return (await next())?.[0] ?? 0
    },
    end: () => socket.destroy(),
  }
}
