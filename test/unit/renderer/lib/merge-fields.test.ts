import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Field } from '../../../../renderer/lib/fields.ts'
import { mergeFields } from '../../../../renderer/lib/merge-fields.ts'

const fieldsOf = (object: Readonly<Record<string, string>>): readonly Field[] =>
  Object.entries(object).map(([key, text]) => ({ key, text, type: 'string' }))
const merge = (...sides: readonly [object, object, object]) => {
  const [base, mine, theirs] = sides.map((side) => fieldsOf(side as Record<string, string>))
  const { fields, conflicts } = mergeFields(base ?? [], mine ?? [], theirs ?? [])
  return { fields: Object.fromEntries(fields.map(({ key, text }) => [key, text])), conflicts }
}

describe('two changes of one value', () => {
  test('to different keys are both in the merge', () => {
    expect(merge({ a: '1', b: '1' }, { a: '2', b: '1' }, { a: '1', b: '3' })).toEqual({
      fields: { a: '2', b: '3' },
      conflicts: [],
    })
  })

  test('to the same key keep mine and name it', () => {
    expect(merge({ a: '1' }, { a: '2' }, { a: '3' })).toEqual({ fields: { a: '2' }, conflicts: ['a'] })
  })

  test('that are the same are no conflict', () => {
    expect(merge({ a: '1' }, { a: '2' }, { a: '2' })).toEqual({ fields: { a: '2' }, conflicts: [] })
  })

  test('add and take out keys', () => {
    expect(merge({ a: '1', b: '1' }, { b: '1', c: 'mine' }, { a: '1', b: '1', d: 'theirs' })).toEqual({
      fields: { b: '1', d: 'theirs', c: 'mine' },
      conflicts: [],
    })
  })

  test('name a key that one took out and the other changed', () => {
    expect(merge({ a: '1' }, {}, { a: '2' })).toEqual({ fields: {}, conflicts: ['a'] })
    expect(merge({ a: '1' }, { a: '2' }, {})).toEqual({ fields: { a: '2' }, conflicts: ['a'] })
  })

  const value = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', '3'))
  test('where I changed nothing are theirs, and where they did are mine', () => {
    fc.assert(
      fc.property(value, value, (base, side) => {
        expect(merge(base, base, side)).toEqual({ fields: side, conflicts: [] })
        expect(merge(base, side, base)).toEqual({ fields: side, conflicts: [] })
      }),
    )
  })
})
