/** Calls in the frames of `coffer`: what a frame asks, and the frame that answers it. */
import type { Socket } from 'node:net'
import { z } from 'zod'
import { type Failure, fail, type Result } from '../../../shared/failure.ts'
import { decodeFrame, encodeFrame, maxAnswerBytes, type SocketResponse } from '../../../shared/socket-contract.ts'
import type { Log } from '../log.ts'

const request = z.strictObject({
  id: z.number().int().min(1).max(0xffff_ffff),
  call: z.string().min(1).max(64),
  input: z.unknown(),
})

export const notUnderstood: Failure = {
  kind: 'invalid',
  field: 'frame',
  message: 'That is not a frame this Coffer understands.',
}

/** Says why, in answer 0, which answers no request, and ends the connection. */
export function refuse(socket: Socket, failure: Failure, drainMs: number): void {
  if (socket.destroyed) return
  const impatient = setTimeout(() => socket.destroy(), drainMs)
  socket.once('close', () => clearTimeout(impatient))
  socket.end(encodeFrame({ id: 0, answer: fail(failure) } satisfies SocketResponse), () => socket.destroy())
}

/** The frame that answers the call in `body`, which is wiped. Throws when there is no call in it. */
export async function answerCall(
  body: Uint8Array,
  answer: (call: string, input: unknown) => Promise<Result<unknown>>,
  log: Log,
): Promise<Uint8Array> {
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
