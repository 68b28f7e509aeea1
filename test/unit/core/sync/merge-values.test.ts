import { describe, expect, it } from 'vitest'
import { mergeMembers } from '../../../../main/core/sync/merge-values.ts'
import { bytes, text } from '../../../support/vault.ts'

const merge = (ours: string, theirs: string, keys: readonly string[]): string | null => {
  const merged = mergeMembers(bytes(ours), bytes(theirs), keys)
  return merged === null ? null : text(merged)
}

describe('merging two JSON objects', () => {
  it.each([
    ['a key that changed there takes its own place', '{"a":1,"b":2}', '{"b":3,"a":1}', ['b'], '{"a":1,"b":3}'],
    ['a key that is new there comes last', '{"a":1}', '{"z":0,"a":1}', ['z'], '{"a":1,"z":0}'],
    ['a key that was taken away there goes', '{"a":1,"b":2,"c":3}', '{"a":1,"c":3}', ['b'], '{"a":1,"c":3}'],
    [
      'numbers stay as they were written',
      '{"a":1.50,"b":1}',
      '{"b":12345678901234567890.10}',
      ['b'],
      '{"a":1.50,"b":12345678901234567890.10}',
    ],
    ['spaces after colons and commas stay', '{"a": 1, "b": 2}', '{"b":[1,2]}', ['b'], '{"a": 1, "b": [1,2]}'],
    [
      'lines and their indent stay',
      '{\n    "a": 1,\n    "b": 2\n}\n',
      '{"b":3}',
      ['b'],
      '{\n    "a": 1,\n    "b": 3\n}\n',
    ],
    ['lines without spaces stay so', '{\n"a":1,\n"b":2\n}', '{"b":3}', ['b'], '{\n"a":1,\n"b":3\n}'],
    ['nothing may be left', '{ "a": 1 }', '{}', ['a'], '{}'],
    ['nothing to take leaves ours in one piece', '{"b":2,"a":1}', '{"a":9}', [], '{"b":2,"a":1}'],
    [
      'a key that every object inherits is one like others',
      '{"a":1}',
      '{"__proto__":2}',
      ['__proto__'],
      '{"a":1,"__proto__":2}',
    ],
  ])('%s', (_, ours, theirs, keys, merged) => {
    expect(merge(ours, theirs, keys)).toBe(merged)
  })

  it('takes the last of doubled keys, as readers do', () => {
    expect(merge('{"a":1,"a":2}', '{"b":3,"b":4}', ['b'])).toBe('{"a":2,"b":4}')
  })

  it.each([
    ['text', 'plain', '{"a":1}'],
    ['a list', '{"a":1}', '[1]'],
    ['bytes that are no text', '\u0000', '{"a":1}'],
  ])('is refused for %s', (_, ours, theirs) => {
    expect(merge(ours, theirs, ['a'])).toBeNull()
  })
})
