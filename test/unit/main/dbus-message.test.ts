import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeMessage, encodeCall } from '../../../main/dbus-message.ts'

/** As dbus-daemon 1.14 sent it: ActiveChanged of org.freedesktop.ScreenSaver with one boolean. */
function signal(flag: boolean, order: 'l' | 'B' = 'l'): Buffer {
  const word = (value: number) => {
    const bytes = Buffer.alloc(4)
    if (order === 'l') bytes.writeUInt32LE(value)
    else bytes.writeUInt32BE(value)
    return bytes
  }
  const text = (code: number, type: string, value: string) => {
    const head = Buffer.from([code, 1, type.charCodeAt(0), 0])
    const body = type === 'g' ? Buffer.from([value.length]) : word(value.length)
    const all = Buffer.concat([head, body, Buffer.from(`${value}\0`)])
    return Buffer.concat([all, Buffer.alloc((8 - (all.length % 8)) % 8)])
  }
  const last = Buffer.concat([Buffer.from([8, 1, 0x67, 0]), Buffer.from([1]), Buffer.from('b\0')])
  const fields = Buffer.concat([
    text(1, 'o', '/org/freedesktop/ScreenSaver'),
    text(2, 's', 'org.freedesktop.ScreenSaver'),
    text(3, 's', 'ActiveChanged'),
    text(7, 's', ':1.42'),
    last,
  ])
  const padding = Buffer.alloc((8 - (fields.length % 8)) % 8)
  const head = Buffer.concat([Buffer.from([order.charCodeAt(0), 4, 1, 1]), word(4), word(7), word(fields.length)])
  return Buffer.concat([head, fields, padding, word(flag ? 1 : 0)])
}

describe('reading D-Bus', () => {
  test('understands a signal with a boolean, in both byte orders', () => {
    for (const order of ['l', 'B'] as const) {
      for (const flag of [true, false]) {
        const bytes = signal(flag, order)
        expect(decodeMessage(bytes)).toEqual({
          signal: { interface: 'org.freedesktop.ScreenSaver', member: 'ActiveChanged', flag },
          length: bytes.length,
        })
      }
    }
  })
  test('waits for a message to be complete', () => {
    const bytes = signal(true)
    for (let length = 0; length < bytes.length; length++) expect(decodeMessage(bytes.subarray(0, length))).toBeNull()
  })
  test('passes over calls, and knows how long they are', () => {
    const call = encodeCall({ serial: 1, destination: 'a.b', path: '/a', interface: 'a.b', member: 'C', argument: 'd' })
    expect(decodeMessage(Buffer.concat([call, signal(true)]))).toEqual({ signal: null, length: call.length })
  })
  test('gives up on what cannot be a message', () => {
    expect(decodeMessage(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toBe('malformed')
    const huge = signal(true)
    huge.writeUInt32LE(0x7fffffff, 4)
    expect(decodeMessage(huge)).toBe('malformed')
  })
  test('never throws and never answers an empty length, whatever it reads', () => {
    const message = signal(true)
    const damaged = fc.array(fc.tuple(fc.nat(message.length - 1), fc.nat(255)), { maxLength: 12 }).map((changes) => {
      const bytes = Buffer.from(message)
      for (const [at, value] of changes) bytes[at] = value
      return bytes
    })
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 }).map(Buffer.from)), (bytes) => {
        const decoded = decodeMessage(bytes)
        if (decoded !== null && decoded !== 'malformed') expect(decoded.length).toBeGreaterThanOrEqual(16)
      }),
      { numRuns: 2_000 },
    )
  })
})
