import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinFields, parseEnvLines, parseFields, prettyText } from '../../../../renderer/lib/fields.ts'

describe('the fields of a JSON object', () => {
  test('keep their order, strings as they are and all else as JSON', () => {
    expect(parseFields('{"b":"x","a":5432,"c":{"d":[1]},"e":null}')).toEqual([
      { key: 'b', text: 'x', type: 'string' },
      { key: 'a', text: '5432', type: 'json' },
      { key: 'c', text: '{"d":[1]}', type: 'json' },
      { key: 'e', text: 'null', type: 'json' },
    ])
  })

  test.each(['', '  ', 'plain', '[1,2]', '"text"', '5', 'null', '{"broken":'])('%j has none', (text) => {
    expect(parseFields(text)).toBeNull()
  })

  test('put together again are the same object', () => {
    const object = fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(object, (value) => {
        const fields = parseFields(JSON.stringify(value)) ?? []
        expect(JSON.parse(joinFields(fields))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('a number that was typed over with words becomes a string', () => {
    expect(joinFields([{ key: 'port', text: '5433', type: 'json' }])).toBe('{"port":5433}')
    expect(joinFields([{ key: 'port', text: 'five', type: 'json' }])).toBe('{"port":"five"}')
    expect(joinFields([{ key: 'port', text: '', type: 'json' }])).toBe('{"port":""}')
  })

  test('a string that looks like a number stays a string', () => {
    expect(joinFields([{ key: 'pin', text: '0042', type: 'string' }])).toBe('{"pin":"0042"}')
  })
})

test('JSON is shown indented, all else as it is', () => {
  expect(prettyText('{"a":1}')).toBe('{\n  "a": 1\n}')
  expect(prettyText('a: 1')).toBe('a: 1')
  expect(prettyText('12345678901234567890')).toBe('12345678901234567890')
})

describe('the lines of an env file', () => {
  test('are fields, without quotes, comments and export', () => {
    expect(parseEnvLines('# comment\n\nexport A=1\nB = "two words"\r\nC=\'x\'\nD=a=b')).toEqual([
      { key: 'A', text: '1', type: 'string' },
      { key: 'B', text: 'two words', type: 'string' },
      { key: 'C', text: 'x', type: 'string' },
      { key: 'D', text: 'a=b', type: 'string' },
    ])
  })

  test('of a key that is there twice the last counts', () => {
    expect(parseEnvLines('A=1\nA=2')).toEqual([{ key: 'A', text: '2', type: 'string' }])
  })

  test.each(['just a note', 'A=1\nand a sentence', '', '# only a comment'])('%j is none', (text) => {
    expect(parseEnvLines(text)).toBeNull()
  })
})
