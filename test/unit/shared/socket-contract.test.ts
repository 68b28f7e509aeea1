import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFrameReader, decodeFrame, encodeFrame, maxFrameBytes } from '../../../shared/socket-contract.ts'

const runs = process.env.SLOW === '1' ? 20_000 : 300
const bodyOf = (frame: Uint8Array): Uint8Array => frame.subarray(4)

/** Plain data as calls and answers hold it: JSON, with bytes anywhere, under keys that try to be special. */
const message = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }),
  ),
  node: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toJSON')), tie('node'), {
      maxKeys: 5,
    }),
  ),
})).node

describe('a frame', () => {
  test('brings back what went in, bytes as bytes', () => {
    fc.assert(
      fc.property(message, (input) => {
        expect(decodeFrame(bodyOf(encodeFrame(input)))).toEqual(input)
      }),
      { numRuns: runs },
    )
  })

  test("keeps the bytes of Node's Buffer as bytes and out of the JSON", () => {
    const frame = encodeFrame({ value: Buffer.from('hunter2-hunter2') })
    expect(decodeFrame(bodyOf(frame))).toEqual({ value: new Uint8Array(Buffer.from('hunter2-hunter2')) })
    const jsonLength = new DataView(frame.buffer).getUint32(4)
    expect(Buffer.from(frame.subarray(8, 8 + jsonLength)).toString()).toBe('{"value":{"$bytes":[0,15]}}')
  })

  test('gives each receiver bytes of its own', () => {
    const body = bodyOf(encodeFrame({ value: new Uint8Array([1, 2, 3]) }))
    const first = decodeFrame(body)
    body.fill(0)
    expect(first).toEqual({ value: new Uint8Array([1, 2, 3]) })
  })

  test('leaves an object whose own key is $bytes alone unless it is a range', () => {
    expect(decodeFrame(bodyOf(encodeFrame({ $bytes: 'text' })))).toEqual({ $bytes: 'text' })
    expect(decodeFrame(bodyOf(encodeFrame({ $bytes: new Uint8Array([7]) })))).toEqual({ $bytes: new Uint8Array([7]) })
  })

  test('of exactly the limit is written, one byte more is not', () => {
    const envelope = encodeFrame({ v: new Uint8Array(1_000_000) }).length - 4 - 1_000_000
    const most = maxFrameBytes - envelope
    expect(encodeFrame({ v: new Uint8Array(most) }).length).toBe(maxFrameBytes + 4)
    expect(() => encodeFrame({ v: new Uint8Array(most + 1) })).toThrow(RangeError)
  })

  test.each([
    ['is empty', []],
    ['ends within its lengths', [0, 0, 0]],
    ['says more JSON than it has', [0, 0, 0, 9, 0x7b, 0x7d]],
    ['has no JSON at all', [0, 0, 0, 0]],
    ['has JSON that does not parse', [0, 0, 0, 1, 0x7b]],
    ['has JSON that is not UTF-8', [0, 0, 0, 3, 0x22, 0xff, 0x22]],
  ])('that %s is refused by an exception, not by an answer', (_case, bytes) => {
    expect(() => decodeFrame(new Uint8Array(bytes))).toThrow()
  })

  test.each([
    ['past the end', '[0,4]'],
    ['before the start', '[-1,2]'],
    ['of a fraction', '[0.5,1]'],
    ['of words', '["0","1"]'],
    ['without a length', '[0]'],
    ['too large to add up', '[9007199254740991,9007199254740991]'],
  ])('with a byte range %s is refused', (_case, range) => {
    const json = Buffer.from(`{"v":{"$bytes":${range}}}`)
    const head = Buffer.alloc(4)
    head.writeUInt32BE(json.length)
    expect(() => decodeFrame(Buffer.concat([head, json, Buffer.from([1, 2, 3])]))).toThrow(RangeError)
  })

  test('nested beyond reason is refused', () => {
    const json = Buffer.from('['.repeat(40) + ']'.repeat(40))
    const head = Buffer.alloc(4)
    head.writeUInt32BE(json.length)
    expect(() => decodeFrame(Buffer.concat([head, json]))).toThrow(RangeError)
  })

  test('of random bytes never does anything but throw or answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (body) => {
        try {
          decodeFrame(body)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: runs },
    )
  })
})

describe('the frame reader', () => {
  test('finds the same frames however the stream is cut', () => {
    const frames = fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1 }), (payloads, cuts) => {
        const stream = Buffer.concat(payloads.map((payload) => encodeFrame({ payload })))
        const reader = createFrameReader()
        const found: unknown[] = []
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1
          for (const body of reader.push(stream.subarray(at, at + size))) found.push(decodeFrame(body))
          at += size
        }
        expect(found).toEqual(payloads.map((payload) => ({ payload })))
        expect(reader.waiting()).toBe(false)
      }),
      { numRuns: runs },
    )
  })

  test('knows that it is in the middle of a frame', () => {
    const reader = createFrameReader()
    expect(reader.waiting()).toBe(false)
    reader.push(new Uint8Array([0]))
    expect(reader.waiting()).toBe(true)
  })

  test.each([
    ['four times the limit', 4 * maxFrameBytes],
    ['one byte over the limit', maxFrameBytes + 1],
    ['three bytes', 3],
    ['nothing', 0],
  ])('refuses a frame that announces %s before any of it has come', (_case, length) => {
    const header = new Uint8Array(4)
    new DataView(header.buffer).setUint32(0, length)
    expect(() => createFrameReader().push(header)).toThrow(RangeError)
  })

  test('takes a frame of the largest size a byte at a time without copying it over and over', () => {
    const frame = encodeFrame({ v: new Uint8Array(1_000_000) })
    const reader = createFrameReader()
    let bodies = 0
    for (let at = 0; at < frame.length; at++) bodies += reader.push(frame.subarray(at, at + 1)).length
    expect(bodies).toBe(1)
  })
})
