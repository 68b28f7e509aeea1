/**
 * Frames of the user-only socket between `coffer` and the core: u32 length of the rest · u32 length of the JSON · JSON ·
 * attachments, all lengths big-endian. Bytes inside the JSON stand as `{"$bytes":[offset,length]}` into the attachments,
 * so a value stays bytes on its way and is never base64 or an escaped string.
 */
import type { Result } from './failure.ts'

/** No larger frame is read or written: four values of the largest size and their JSON. */
export const maxFrameBytes = 1_048_576
/** Of an answer, which the core makes itself: a plan over tens of thousands of secrets. */
export const maxAnswerBytes = 33_554_432
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
export function encodeFrame(message: unknown, mostBytes: number = maxFrameBytes): Uint8Array {
  const attachments: Uint8Array[] = []
  const json = encoder.encode(JSON.stringify(detachBytes(message, attachments)))
  const length = 4 + json.length + totalLength(attachments)
  if (length > mostBytes) throw new RangeError(`a frame has at most ${mostBytes} bytes`)
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

const totalLength = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0)

/** Before `JSON.stringify` and not as its replacer: Node's Buffer would have become an array of numbers by then. */
function detachBytes(value: unknown, attachments: Uint8Array[]): unknown {
  if (value instanceof Uint8Array) {
    const offset = totalLength(attachments)
    attachments.push(value)
    return { $bytes: [offset, value.length] }
  }
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => detachBytes(item, attachments))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, detachBytes(item, attachments)]))
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

/** The body of a frame that is still arriving; `body` is null until its length is known. */
interface Arriving {
  readonly header: Uint8Array
  headerBytes: number
  body: Uint8Array | null
  bodyBytes: number
}

const nothingYet = (): Arriving => ({ header: new Uint8Array(4), headerBytes: 0, body: null, bodyBytes: 0 })

export interface FrameReader {
  /** The bodies completed by the chunk. Throws RangeError for a frame out of limits: the connection is to be ended. */
  push(chunk: Uint8Array): Uint8Array[]
  /** True in the middle of a frame. */
  waiting(): boolean
}

/**
 * Collects a stream's chunks and hands over whole frame bodies, copied. Each byte is copied once, however small the
 * chunks. A body has `leastBytes` to `mostBytes`.
 */
export function createFrameReader(mostBytes: number = maxFrameBytes, leastBytes = 4): FrameReader {
  let arriving = nothingYet()
  return {
    waiting: () => arriving.headerBytes > 0,
    push(chunk) {
      const bodies: Uint8Array[] = []
      let at = 0
      while (at < chunk.length) {
        at += takeInto(arriving, chunk.subarray(at), leastBytes, mostBytes)
        if (arriving.body === null || arriving.bodyBytes < arriving.body.length) continue
        bodies.push(arriving.body)
        arriving = nothingYet()
      }
      return bodies
    },
  }
}

/** Moves the next bytes to where they belong and answers how many they were. */
function takeInto(arriving: Arriving, chunk: Uint8Array, leastBytes: number, mostBytes: number): number {
  if (arriving.body === null) {
    const header = chunk.subarray(0, 4 - arriving.headerBytes)
    arriving.header.set(header, arriving.headerBytes)
    arriving.headerBytes += header.length
    if (arriving.headerBytes === 4) arriving.body = new Uint8Array(bodyLength(arriving.header, leastBytes, mostBytes))
    return header.length
  }
  const part = chunk.subarray(0, arriving.body.length - arriving.bodyBytes)
  arriving.body.set(part, arriving.bodyBytes)
  arriving.bodyBytes += part.length
  return part.length
}

function bodyLength(header: Uint8Array, leastBytes: number, mostBytes: number): number {
  const length = new DataView(header.buffer).getUint32(0)
  if (length > mostBytes || length < leastBytes) throw new RangeError(`a frame has ${leastBytes} to ${mostBytes} bytes`)
  return length
}
