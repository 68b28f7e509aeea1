import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findMatches, prepareOrder, sortedInSlices } from '../../../../main/core/vault/matches.ts'
import { compileList } from '../../../../main/core/vault/search.ts'
import { createSecretIndex } from '../../../../main/core/vault/secret-index.ts'
import { listQuery } from '../../../../shared/contract.ts'
import { bodyOf } from '../../../support/secret-bodies.ts'

const name = fc.constantFrom('prod/db', 'prod/data', 'dev/db-1', 'dev/mail', 'a', 'ab')
const step = fc.oneof(
  fc.record({
    do: fc.constant('set' as const),
    name,
    description: fc.constantFrom('', 'd', 'Data', 'x-y'),
    favourite: fc.boolean(),
    deletionAt: fc.constantFrom(null, null, 5),
    changedAt: fc.nat(3),
  }),
  fc.record({ do: fc.constant('remove' as const), name }),
  fc.record({
    do: fc.constant('list' as const),
    query: fc.oneof(
      fc.constantFrom('', 'd', 'da', 'dat', 'data', 'data ', 'data p', 'd d', 'is:', 'is:favourite', 'is:scheduled'),
      fc.constantFrom('-', '-d', '-db', '"', '"d', '"d b"', 'name:d', 'D', 'DB', 'a', 'ab', 'ab -d', 'd is:favourite'),
    ),
    scope: fc.constantFrom('all' as const, 'all' as const, 'favourites' as const, 'scheduled' as const),
    prefix: fc.constantFrom(undefined, undefined, 'prod/'),
    sort: fc.constantFrom('name' as const, 'changed' as const),
  }),
)

test('what is found from the last answer is what is found from all, whatever was typed and changed in between', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 60 }), (steps) => {
      const index = createSecretIndex()
      for (const one of steps) {
        if (one.do === 'remove') index.remove(one.name)
        else if (one.do === 'set') {
          const { do: _, name: named, ...change } = one
          index.set({ secretId: new Uint8Array(16), revision: 1, body: bodyOf(named, change) })
        } else {
          const { do: _, ...asked } = one
          const query = listQuery.parse(asked)
          const all = index.all().filter(compileList(query))
          const expected = asked.sort === 'name' ? all : all.toSorted((a, b) => b.body.changedAt - a.body.changedAt)
          expect(findMatches(index, query)).toEqual(expected)
        }
      }
    }),
    { numRuns: process.env.SLOW === undefined ? 2_000 : 50_000 },
  )
})

test('terms from outside are asked anew each time', () => {
  const index = createSecretIndex()
  index.set({ secretId: new Uint8Array(16), revision: 1, body: bodyOf('a', {}) })
  const query = listQuery.parse({ query: 'is:due' })
  const due = (isDue: boolean) => findMatches(index, query, new Map([['is:due', () => isDue]])).length
  expect([due(true), due(false), due(true)]).toEqual([1, 0, 1])
})

test('an order that was made ready follows what changed meanwhile', async () => {
  const index = createSecretIndex()
  const set = (at: number, changedAt: number) =>
    index.set({ secretId: new Uint8Array(16), revision: 1, body: bodyOf(`secret-${at}`, { changedAt }) })
  for (let at = 0; at < 9_000; at += 1) set(at, (at * 7_919) % 1_000)
  const ready = prepareOrder(index)
  for (let at = 0; at < 40; at += 1) {
    set(at * 100, 5_000 + at)
    index.remove(`secret-${at * 100 + 50}`)
    if (at % 10 === 9) await new Promise((resolve) => setImmediate(resolve))
  }
  await ready
  const expected = index.all().toSorted((a, b) => b.body.changedAt - a.body.changedAt)
  expect(findMatches(index, listQuery.parse({ sort: 'changed' }))).toEqual(expected)
})

test('sorting in slices is sorting, equal items in their order', async () => {
  const items = Array.from({ length: 20_001 }, (_, at) => ({ at, key: (at * 31) % 97 }))
  const byKey = (a: { readonly key: number }, b: { readonly key: number }) => a.key - b.key
  expect(await sortedInSlices(items, byKey)).toEqual(items.toSorted(byKey))
  expect(await sortedInSlices([], byKey)).toEqual([])
})

test('sorting in slices ends when it is not wanted any more', async () => {
  const items = Array.from({ length: 20_001 }, (_, at) => at)
  let asked = 0
  const isWanted = () => {
    asked += 1
    return asked < 3
  }
  expect(await sortedInSlices(items, (a, b) => a - b, isWanted)).toBeNull()
  expect(asked).toBe(3)
})
