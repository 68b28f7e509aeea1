/**
 * Frames of the user-only socket between `coffer` and the core: u32 length of the rest · u32 length of the JSON · JSON ·
 * attachments, all lengths big-endian. Bytes inside the JSON stand as `{"$bytes":[offset,length]}` into the attachments,
 * so a value stays bytes on its way and is never base64 or an escaped string.
 */
import type { Result } from './failure.ts'

/** No larger frame is read or written: four values of the largest size and their JSON. */
export const maxFrameBytes = 1_048_576
export const maxSocketConnections = 64

export interface SocketRequest {
  readonly id: number
  readonly call: string
  readonly input: unknown
}
export interface SocketResponse {
  readonly id: number
  readonly answer: Result<unknown>
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** One frame, ready to write. The caller owns the result; it may hold a value. Throws RangeError above the limit. */
export function encodeFrame(message: unknown): Uint8Array {
  const attachments: Uint8Array[] = []
  let offset = 0
  const json = encoder.encode(
    JSON.stringify(message, (_key, value: unknown) => {
      if (!(value instanceof Uint8Array)) return value
      attachments.push(value)
      offset += value.length
      return { $bytes: [offset - value.length, value.length] }
    }),
  )
  const length = 4 + json.length + offset
  if (length > maxFrameBytes) throw new RangeError(`a frame has at most ${maxFrameBytes} bytes`)
  const frame = new Uint8Array(4 + length)
  const view = new DataView(frame.buffer)
  view.setUint32(0, length)
  view.setUint32(4, json.length)
  frame.set(json, 8)
  let at = 8 + json.length
  for (const attachment of attachments) {
    frame.set(attachment, at)
    at += attachment.length
  }
  return frame
}

/** Reads what follows the length field. The bytes in the answer are copies. Throws on anything malformed. */
export function decodeFrame(body: Uint8Array): unknown {
  if (body.length < 4) throw new RangeError('frame too short')
  const jsonLength = new DataView(body.buffer, body.byteOffset).getUint32(0)
  if (jsonLength > body.length - 4) throw new RangeError('frame lengths disagree')
  const attachments = body.subarray(4 + jsonLength)
  return restoreBytes(JSON.parse(decoder.decode(body.subarray(4, 4 + jsonLength))), attachments, 0)
}

const maxDepth = 16

function restoreBytes(value: unknown, attachments: Uint8Array, depth: number): unknown {
  if (depth > maxDepth) throw new RangeError('frame nested too deeply')
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => restoreBytes(item, attachments, depth + 1))
  const range: unknown = '$bytes' in value ? value.$bytes : undefined
  if (Array.isArray(range)) return attachmentAt(range, attachments)
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, restoreBytes(item, attachments, depth + 1)]),
  )
}

function attachmentAt(range: readonly unknown[], attachments: Uint8Array): Uint8Array {
  const [offset, length] = range
  if (
    typeof offset !== 'number' ||
    typeof length !== 'number' ||
    !Number.isInteger(offset) ||
    !Number.isInteger(length)
  )
    throw new RangeError('frame attachment is not a range')
  if (offset < 0 || length < 0 || offset + length > attachments.length)
    throw new RangeError('frame attachment out of range')
  return attachments.slice(offset, offset + length)
}

/**
 * Collects a stream's chunks and hands over whole frame bodies, copied. `push` answers the bodies completed by the
 * chunk; it throws RangeError for a frame over the limit, after which the connection is to be ended.
 */
export function createFrameReader(): { push(chunk: Uint8Array): Uint8Array[] } {
  let pending = new Uint8Array(0)
  return {
    push(chunk) {
      const joined = new Uint8Array(pending.length + chunk.length)
      joined.set(pending)
      joined.set(chunk, pending.length)
      pending.fill(0)
      const bodies: Uint8Array[] = []
      let at = 0
      while (joined.length - at >= 4) {
        const length = new DataView(joined.buffer, at).getUint32(0)
        if (length > maxFrameBytes || length < 4) throw new RangeError(`a frame has 4 to ${maxFrameBytes} bytes`)
        if (joined.length - at - 4 < length) break
        bodies.push(joined.slice(at + 4, at + 4 + length))
        at += 4 + length
      }
      pending = joined.slice(at)
      joined.fill(0)
      return bodies
    },
  }
}
