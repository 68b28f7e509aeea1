/**
 * One client: frames in, one answer at a time, frames out. It reads nothing while it answers or while the client does
 * not take its answer, so a client costs at most a frame each way, and a slow one waits alone.
 */
import type { Socket } from 'node:net'
import { z } from 'zod'
import { type Failure, fail, type Result } from '../../../shared/failure.ts'
import {
  createFrameReader,
  decodeFrame,
  encodeFrame,
  maxAnswerBytes,
  type SocketResponse,
} from '../../../shared/socket-contract.ts'
import type { Log } from '../log.ts'

export interface Limits {
  /** A connection without a request for this long is ended. */
  readonly idleMs: number
  /** A frame must be complete this long after its first byte. */
  readonly frameMs: number
  /** The client must have taken its answer after this long. */
  readonly drainMs: number
}

export interface Conversation {
  readonly answer: (call: string, input: unknown) => Promise<Result<unknown>>
  readonly limits: Limits
  readonly log: Log
}

const request = z.strictObject({
  id: z.number().int().min(1).max(0xffff_ffff),
  call: z.string().min(1).max(64),
  input: z.unknown(),
})

const notUnderstood: Failure = {
  kind: 'invalid',
  field: 'frame',
  message: 'That is not a frame this Coffer understands.',
}

/** Takes the socket over until it is closed. Whatever the client sends, it ends this connection at worst. */
export function converse(socket: Socket, { answer, limits, log }: Conversation): void {
  const reader = createFrameReader()
  const clock = createClock(() => socket.destroy())
  const watch = () => {
    // A trickle of bytes must not push the end of its frame's time away, so the clock is not set anew within a frame.
    if (reader.waiting()) clock.keep('frame', limits.frameMs)
    else clock.set('idle', limits.idleMs)
  }
  const take = async (chunk: Buffer) => {
    socket.pause()
    for (const body of collect(reader, chunk)) {
      clock.stop()
      const frame = await answerBody(body, answer, log)
      clock.set('drain', limits.drainMs)
      await send(socket, frame)
      if (socket.destroyed) return
    }
    watch()
    socket.resume()
  }
  socket.on('error', () => socket.destroy())
  socket.on('close', () => clock.stop())
  socket.on('data', (chunk: Buffer) => {
    take(chunk).catch((error: unknown) => {
      log.info('socket.frame-refused', { reason: error instanceof RangeError ? 'limits' : 'malformed' })
      refuse(socket, notUnderstood, limits.drainMs)
    })
  })
  watch()
}

/** Says why, in answer 0, which answers no request, and ends the connection. */
export function refuse(socket: Socket, failure: Failure, drainMs: number): void {
  if (socket.destroyed) return
  const impatient = setTimeout(() => socket.destroy(), drainMs)
  socket.once('close', () => clearTimeout(impatient))
  socket.end(encodeFrame({ id: 0, answer: fail(failure) } satisfies SocketResponse), () => socket.destroy())
}

function collect(reader: ReturnType<typeof createFrameReader>, chunk: Buffer): Uint8Array[] {
  const bodies = reader.push(chunk)
  chunk.fill(0)
  return bodies
}

async function answerBody(body: Uint8Array, answer: Conversation['answer'], log: Log): Promise<Uint8Array> {
  const { id, call, input } = request.parse(decodeFrame(body))
  body.fill(0)
  const outcome = await answer(call, input).catch((): Result<unknown> => {
    log.error('socket.answer-threw', { call })
    return fail({ kind: 'bug', message: 'Something unexpected happened in Coffer.', reference: 'socket' })
  })
  const frame = frameFor(id, outcome)
  wipeBytes(outcome)
  return frame
}

function frameFor(id: number, answer: Result<unknown>): Uint8Array {
  try {
    return encodeFrame({ id, answer } satisfies SocketResponse, maxAnswerBytes)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = 'The answer is larger than a frame may be; ask for less at once.'
    return encodeFrame({ id, answer: fail({ kind: 'limit-exceeded', message }) } satisfies SocketResponse)
  }
}

/** The answer is ours: its bytes are in the frame now, and the frame is wiped when the kernel has it. */
function wipeBytes(value: unknown): void {
  if (value instanceof Uint8Array) value.fill(0)
  else if (value !== null && typeof value === 'object') for (const part of Object.values(value)) wipeBytes(part)
}

function send(socket: Socket, frame: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve()
    socket.write(frame, () => {
      frame.fill(0)
      resolve()
    })
  })
}

interface Clock {
  set(purpose: string, ms: number): void
  /** Like set, unless it already runs for that purpose. */
  keep(purpose: string, ms: number): void
  stop(): void
}

function createClock(expired: () => void): Clock {
  let timer: NodeJS.Timeout | null = null
  let running = ''
  const stop = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    running = ''
  }
  const set = (purpose: string, ms: number) => {
    stop()
    running = purpose
    timer = setTimeout(expired, ms)
    timer.unref()
  }
  return { set, stop, keep: (purpose, ms) => (running === purpose ? undefined : set(purpose, ms)) }
}
