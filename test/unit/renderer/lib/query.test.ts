import { expect, test } from 'vitest'
import { pageQuery, sameView, type View } from '../../../../renderer/lib/query.ts'
import { listQuery } from '../../../../shared/contract.ts'

const views: readonly (readonly [View, object])[] = [
  [{ type: 'scope', scope: 'favourites' }, { scope: 'favourites' }],
  [{ type: 'prefix', prefix: 'prod/' }, { prefix: 'prod/' }],
  [{ type: 'kind', kind: 'ssh-key' }, { kind: 'ssh-key' }],
  [{ type: 'tag', key: 'team', value: null }, { tag: { key: 'team' } }],
  [{ type: 'tag', key: 'team', value: 'a' }, { tag: { key: 'team', value: 'a' } }],
]

test.each(views)('the view %j asks for %j', (view, narrowing) => {
  const query = pageQuery({ view, query: 'db', sort: 'changed' }, 2)
  expect(query).toEqual({ ...narrowing, query: 'db', sort: 'changed', offset: 400, limit: 200 })
  expect(listQuery.safeParse(query).success).toBe(true)
})

test('views are the same by what they choose', () => {
  expect(sameView({ type: 'prefix', prefix: 'a/' }, { type: 'prefix', prefix: 'a/' })).toBe(true)
  expect(sameView({ type: 'prefix', prefix: 'a/' }, { type: 'prefix', prefix: 'b/' })).toBe(false)
})
