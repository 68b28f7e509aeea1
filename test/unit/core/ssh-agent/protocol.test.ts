import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readWire } from '../../../../main/core/kinds/ssh-wire.ts'
import {
  failureFrame,
  identitiesFrame,
  identityBytes,
  parseRequest,
  signatureFrame,
} from '../../../../main/core/ssh-agent/protocol.ts'
import { askIdentities, askSignature, bindSession, message, string } from '../../../support/agent-client.ts'

const body = (frame: Uint8Array) => Uint8Array.from(frame.subarray(4))
const runs = process.env.SLOW === '1' ? 100_000 : 2_000

describe('a request', () => {
  test('for keys is one byte and nothing behind it', () => {
    expect(parseRequest(body(askIdentities))).toEqual({ kind: 'identities' })
    expect(parseRequest(body(message(11, Buffer.from([0]))))).toEqual({ kind: 'other', type: 11 })
  })

  test('for a signature has a key, data and flags', () => {
    const request = parseRequest(body(askSignature(Buffer.from('key'), 'data', 4)))
    expect(request).toEqual({ kind: 'sign', blob: new Uint8Array([107, 101, 121]), data: expect.anything(), flags: 4 })
    expect(request.kind === 'sign' && Buffer.from(request.data).toString()).toBe('data')
  })

  test('for a signature that is cut anywhere, or longer than it says, is none', () => {
    const whole = body(askSignature(Buffer.from('key'), 'data', 4))
    for (let length = 1; length < whole.length; length++)
      expect(parseRequest(whole.subarray(0, length)), `${length} bytes`).toEqual({ kind: 'other', type: 13 })
    expect(parseRequest(Buffer.concat([whole, Buffer.from([0])]))).toEqual({ kind: 'other', type: 13 })
  })

  test.each([
    ['adds a key', message(17, string('ssh-ed25519'))],
    ['adds a key with constraints', message(25, string('ssh-ed25519'))],
    ['adds a smartcard', message(20, string('x'), string('1'))],
    ['removes a key', message(18, string('x'))],
    ['removes every key', message(19)],
    ['locks', message(22, string('password'))],
    ['unlocks', message(23, string('password'))],
    ['is an extension', bindSession],
    ['is of version 1', message(1)],
  ])('that %s is another', (_title, frame) => {
    expect(parseRequest(body(frame)).kind).toBe('other')
  })

  test('of any bytes is read without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
        parseRequest(bytes)
        parseRequest(Uint8Array.from([13, ...bytes]))
      }),
      { numRuns: runs },
    )
  })
})

describe('an answer', () => {
  test('of a failure is one byte', () => {
    expect(Buffer.from(failureFrame()).toString('hex')).toBe('0000000105')
  })

  test('with keys has their number, then each with its comment', () => {
    const identities = [
      { blob: Buffer.from('one'), comment: 'ssh/a' },
      { blob: Buffer.from('three'), comment: 'ß' },
    ]
    const frame = identitiesFrame(identities)
    const wire = readWire(frame.subarray(5))
    expect([frame[4], wire.uint32()]).toEqual([12, 2])
    const read = Array.from({ length: 4 }, () => Buffer.from(wire.bytes() ?? []).toString())
    expect(read).toEqual(['one', 'ssh/a', 'three', 'ß'])
    const [one, two] = identities.map(identityBytes)
    expect(frame.length).toBe(9 + (one ?? 0) + (two ?? 0))
  })

  test('with a signature names its algorithm inside it', () => {
    const frame = signatureFrame('rsa-sha2-256', Buffer.from('signed'))
    const outer = readWire(readWire(frame.subarray(5)).bytes() ?? new Uint8Array())
    expect([frame[4], outer.text(), outer.text()]).toEqual([14, 'rsa-sha2-256', 'signed'])
  })
})
