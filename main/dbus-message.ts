/**
 * The little of D-Bus's wire format that listening needs: writing a call with at most one string, reading signals.
 * PURE. D-Bus Specification 0.43, "Message Protocol". Everything is aligned to its own size, structs to 8 bytes.
 */

export interface DbusCall {
  readonly serial: number
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  /** The one argument, if there is one. */
  readonly argument?: string
}

export interface DbusSignal {
  readonly interface: string
  readonly member: string
  /** The first argument if it is a boolean, else null. */
  readonly flag: boolean | null
}

/** Messages are at most 128 MiB by the specification; nothing we listen for is larger than this. */
export const largestMessage = 1_048_576

const messageType = { call: 1, signal: 4 } as const
const noReplyExpected = 1
const field = { path: 1, interface: 2, member: 3, destination: 6, signature: 8 } as const
const headerBytes = 16

const align = (at: number, to: number) => Math.ceil(at / to) * to

export function encodeCall({ serial, destination, path, interface: name, member, argument }: DbusCall): Buffer {
  const fields = Buffer.alloc(2_048)
  let at = 0
  const put = (code: number, type: string, text: string) => {
    at = align(at, 8)
    at = fields.writeUInt8(code, at)
    at = fields.writeUInt8(type.length, at)
    at += fields.write(`${type}\0`, at)
    if (type === 'g') at = fields.writeUInt8(text.length, at)
    else at = fields.writeUInt32LE(Buffer.byteLength(text), align(at, 4))
    at += fields.write(`${text}\0`, at)
  }
  put(field.path, 'o', path)
  put(field.interface, 's', name)
  put(field.member, 's', member)
  put(field.destination, 's', destination)
  if (argument !== undefined) put(field.signature, 'g', 's')
  const body = argument === undefined ? Buffer.alloc(0) : encodeString(argument)
  const header = Buffer.alloc(headerBytes)
  header.write('l')
  header.set([messageType.call, noReplyExpected, 1], 1)
  header.writeUInt32LE(body.length, 4)
  header.writeUInt32LE(serial, 8)
  header.writeUInt32LE(at, 12)
  return Buffer.concat([header, fields.subarray(0, align(at, 8)), body])
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.alloc(4 + Buffer.byteLength(text) + 1)
  bytes.writeUInt32LE(bytes.length - 5)
  bytes.write(text, 4)
  return bytes
}

export interface Decoded {
  /** Null for a message that is no signal or says nothing we understand. */
  readonly signal: DbusSignal | null
  /** Bytes of the message. */
  readonly length: number
}

/** The first message in `bytes`; null while it is incomplete; 'malformed' when no message can begin like this. */
export function decodeMessage(bytes: Buffer): Decoded | null | 'malformed' {
  if (bytes.length < headerBytes) return null
  const order = String.fromCharCode(bytes.readUInt8(0))
  if ((order !== 'l' && order !== 'B') || bytes.readUInt8(3) !== 1) return 'malformed'
  const read = (at: number) => (order === 'l' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const fieldsEnd = headerBytes + read(12)
  const bodyAt = align(fieldsEnd, 8)
  const length = bodyAt + read(4)
  if (length > largestMessage) return 'malformed'
  if (bytes.length < length) return null
  if (bytes.readUInt8(1) !== messageType.signal) return { signal: null, length }
  const fields = decodeFields(bytes, fieldsEnd, read)
  const [name, member] = [fields?.get(field.interface), fields?.get(field.member)]
  if (name === undefined || member === undefined) return { signal: null, length }
  const isBoolean = fields?.get(field.signature)?.startsWith('b') === true && length - bodyAt >= 4
  return { signal: { interface: name, member, flag: isBoolean ? read(bodyAt) === 1 : null }, length }
}

/** The header's fields that are texts; null when one of them leaves the header. */
function decodeFields(bytes: Buffer, end: number, read: (at: number) => number): ReadonlyMap<number, string> | null {
  const fields = new Map<number, string>()
  let at = headerBytes
  while (align(at, 8) < end) {
    at = align(at, 8)
    const code = bytes.readUInt8(at)
    const type = bytes.toString('latin1', at + 2, at + 3)
    const valueAt = type === 'g' ? at + 4 : align(at + 4, 4)
    if (valueAt + 4 > end && type !== 'g') return null
    if (type === 'u') {
      at = valueAt + 4
      continue
    }
    if (type !== 's' && type !== 'o' && type !== 'g') return null
    const size = type === 'g' ? bytes.readUInt8(valueAt) : read(valueAt)
    const textAt = valueAt + (type === 'g' ? 1 : 4)
    if (textAt + size + 1 > end) return null
    fields.set(code, bytes.toString('utf8', textAt, textAt + size))
    at = textAt + size + 1
  }
  return fields
}
