import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hexLines, takeBytes, textOf, toBytes } from '../../../../renderer/lib/bytes.ts'

describe('bytes as text', () => {
  test('text comes back as it was, a byte order mark included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(textOf(toBytes(text))).toBe(text.includes('\0') ? null : text)
      }),
    )
    expect(textOf(toBytes('\uFEFFa'))).toBe('\uFEFFa')
  })

  test('what is malformed or holds a NUL is not text', () => {
    expect(textOf(new Uint8Array([0xff, 0xfe]))).toBeNull()
    expect(textOf(new Uint8Array([0x61, 0x00]))).toBeNull()
  })
})

test('a field is read once and emptied', () => {
  const field = { value: 'päss' } as HTMLInputElement
  expect(takeBytes(field)).toEqual(toBytes('päss'))
  expect(field.value).toBe('')
})

describe('the hex view', () => {
  test('has sixteen bytes a line, and shows what prints', () => {
    expect(hexLines(toBytes('Coffer keeps keys'), 10)).toEqual([
      '000000  43 6f 66 66 65 72 20 6b 65 65 70 73 20 6b 65 79  Coffer keeps key',
      '000010  73                                               s',
    ])
    expect(hexLines(new Uint8Array([0, 0x7f, 0x80]), 10)).toEqual([`000000  00 7f 80${' '.repeat(41)}···`])
  })

  test('stops at the number of lines asked for', () => {
    expect(hexLines(new Uint8Array(1_000), 3)).toHaveLength(3)
    expect(hexLines(new Uint8Array(0), 3)).toEqual([])
  })
})
