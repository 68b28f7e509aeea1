import { expect, test } from 'vitest'
import { parseTag } from '../../../../renderer/lib/tags.ts'

test.each([
  ['team=payments', { key: 'team', value: 'payments' }],
  [' team = payments ', { key: 'team', value: 'payments' }],
  ['team', { key: 'team', value: '' }],
  ['team=', { key: 'team', value: '' }],
  ['query=a=b', { key: 'query', value: 'a=b' }],
  ['', null],
  ['=value', null],
  ['  ', null],
])('%j is %j', (typed, tag) => {
  expect(parseTag(typed)).toEqual(tag)
})
