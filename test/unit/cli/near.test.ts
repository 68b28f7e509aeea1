import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distance, nearWords } from '../../../cli/line/near.ts'

test.each([
  ['', '', 0],
  ['get', 'get', 0],
  ['get', 'GET', 0],
  ['get', 'gt', 1],
  ['get', 'gett', 1],
  ['get', 'gat', 1],
  ['get', 'gte', 1],
  ['put', 'lock', 4],
])('from %j to %j it is %i', (a, b, steps) => {
  expect(distance(a, b)).toBe(steps)
})

test('the distance is the same both ways, and at most the longer length', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      expect(distance(a, b)).toBe(distance(b, a))
      expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.toLowerCase().length, b.toLowerCase().length))
    }),
  )
})

test('near words come closest first, at most three, and none that is far', () => {
  expect(nearWords(['lock', 'unlock', 'status'], 'lokc')).toEqual(['lock'])
  expect(nearWords(['unlock', 'lock', 'block', 'clock', 'flock'], 'lock')).toEqual(['lock', 'block', 'clock'])
  expect(nearWords(['versions', 'describe'], 'vers')).toEqual(['versions'])
  expect(nearWords(['get', 'put'], 'xyz')).toEqual([])
})
