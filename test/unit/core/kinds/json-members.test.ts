import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dropDuplicates, readMembers, scalarOf, writeMembers } from '../../../../main/core/kinds/json-members.ts'

describe('readMembers', () => {
  it.each(['', '[]', '"a"', '1', 'null', '{', '{"a":}', "{'a':1}"])('%s is no JSON object', (text) => {
    expect(readMembers(text)).toBe(null)
  })

  it('keeps order, duplicates, long numbers and nested JSON as written', () => {
    const text = '{ "b" : 1e400, "1":{"x":[1, "}"]}, "b":"\\u0041\\"" ,"c":[ ] }'
    expect(readMembers(text)).toEqual([
      { key: 'b', raw: '1e400', text: '1e400' },
      { key: '1', raw: '{"x":[1, "}"]}', text: '{"x":[1, "}"]}' },
      { key: 'b', raw: '"\\u0041\\""', text: 'A"' },
      { key: 'c', raw: '[ ]', text: '[ ]' },
    ])
  })

  it('reads the same as JSON.parse, for any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), (object, indent) => {
        const text = JSON.stringify(object, null, indent)
        const members = readMembers(text) ?? []
        expect(JSON.parse(writeMembers(members))).toEqual(JSON.parse(text))
      }),
    )
  })
})

describe('members', () => {
  it('the last of two with one key counts, at the first one’s place', () => {
    const members = readMembers('{"a":1,"b":2,"a":3}') ?? []
    expect(dropDuplicates(members)).toMatchObject({ members: [{ key: 'a', raw: '3' }, { key: 'b' }], doubled: ['a'] })
  })

  it('scalars are strings and numbers only', () => {
    const members = readMembers('{"s":"x","n":5,"t":true,"f":false,"z":null,"o":{},"l":[]}') ?? []
    expect(['s', 'n', 't', 'f', 'z', 'o', 'l', 'none'].map((key) => scalarOf(members, key))).toEqual([
      'x',
      '5',
      ...Array<undefined>(6).fill(undefined),
    ])
  })
})
