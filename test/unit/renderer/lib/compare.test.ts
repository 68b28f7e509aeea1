import { describe, expect, test } from 'vitest'
import { toBytes } from '../../../../renderer/lib/bytes.ts'
import { compareValues } from '../../../../renderer/lib/compare.ts'

const value = (text: string) => ({ form: 'text' as const, bytes: toBytes(text) })
const marks = (older: string, newer: string) =>
  compareValues(value(older), value(newer)).map(({ key, mark }) => [key, mark])

describe('two versions compared', () => {
  test('key by key, in the order of the newer one, what was removed last', () => {
    expect(marks('{"a":"1","gone":"x","b":2}', '{"new":"y","a":"1","b":3}')).toEqual([
      ['new', 'added'],
      ['a', 'same'],
      ['b', 'changed'],
      ['gone', 'removed'],
    ])
  })

  test('a number and the string of the same digits differ', () => {
    expect(marks('{"port":5432}', '{"port":"5432"}')).toEqual([['port', 'changed']])
  })

  test('as a whole, where one of them is no JSON object', () => {
    expect(marks('plain', 'plain')).toEqual([[null, 'same']])
    expect(marks('plain', '{"a":1}')).toEqual([[null, 'changed']])
    const binary = (byte: number) => ({ form: 'binary' as const, bytes: new Uint8Array([byte]) })
    expect(compareValues(binary(1), binary(2))).toEqual([{ key: null, mark: 'changed', older: 0, newer: 0 }])
  })

  test('nothing of the values is kept, and their bytes are wiped', () => {
    const [older, newer] = [value('{"password":"first"}'), value('{"password":"second"}')]
    expect(JSON.stringify(compareValues(older, newer))).not.toMatch(/first|second/)
    expect([...older.bytes, ...newer.bytes].every((byte) => byte === 0)).toBe(true)
  })
})
