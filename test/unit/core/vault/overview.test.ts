import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SecretBody } from '../../../../main/core/vault/bodies.ts'
import { prefixesOf } from '../../../../main/core/vault/overview.ts'
import { createSecretIndex } from '../../../../main/core/vault/secret-index.ts'
import type { Overview } from '../../../../shared/model.ts'
import { bodyOf } from '../../../support/secret-bodies.ts'

const entryOf = (body: SecretBody) => ({ secretId: new Uint8Array(16), revision: 1, body })

/** What a person would count, one secret after another. */
function recount(bodies: readonly SecretBody[], below: readonly string[]): Overview {
  const live = bodies.filter(({ deletionAt }) => deletionAt === null)
  const all = [...new Set(live.flatMap(({ name }) => prefixesOf(name)))]
  const parentOf = (prefix: string) => prefixesOf(prefix).at(-2) ?? ''
  const shown = all.filter((prefix) => ['', ...below].includes(parentOf(prefix)))
  const count = (holds: (body: SecretBody) => boolean) => live.filter(holds).length
  const tags: Record<string, Record<string, number>> = {}
  for (const body of live)
    for (const [key, value] of Object.entries(body.tags)) {
      tags[key] ??= {}
      tags[key][value] = count(({ tags: own }) => own[key] === value)
    }
  return {
    total: live.length,
    favourites: count(({ favourite }) => favourite),
    scheduled: bodies.length - live.length,
    kinds: Object.fromEntries(live.map(({ kind }) => [kind, count((body) => body.kind === kind)])),
    tags,
    prefixes: Object.fromEntries(
      shown.map((prefix) => [
        prefix,
        {
          secrets: count(({ name }) => name.startsWith(prefix)),
          prefixes: all.filter((other) => parentOf(other) === prefix).length,
        },
      ]),
    ),
  }
}

const name = fc.constantFrom('a', 'prod/db', 'prod/a/db', 'prod/a/b/db', 'dev/db', '/root', 'dev//x', 'prod/c/', 'z/y')
const below = fc.subarray(['prod/', 'prod/a/', 'prod/a/b/', 'dev/', '/', 'dev//', 'nowhere/'])
const change = fc.record({
  kind: fc.constantFrom('note' as const, 'login' as const),
  favourite: fc.boolean(),
  deletionAt: fc.constantFrom(null, null, 5),
  tags: fc.dictionary(fc.constantFrom('team', 'env'), fc.constantFrom('', 'a', 'b')),
})
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), name, change }),
  fc.record({ do: fc.constant('remove' as const), name }),
)

test('what is counted along with each change is what a count of everything finds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(name, change), { maxLength: 8 }),
      fc.array(step, { maxLength: 30 }),
      fc.nat(30),
      below,
      async (filled, steps, settledAt, asked) => {
        const index = createSecretIndex()
        await index.fill(filled.map(([named, given]) => entryOf(bodyOf(named, given))))
        for (const [at, one] of steps.entries()) {
          if (at === settledAt) await index.settled()
          if (one.do === 'set') index.set(entryOf(bodyOf(one.name, one.change)))
          else index.remove(one.name)
        }
        await index.settled()
        const bodies = index.all().map(({ body }) => body)
        expect(index.overview(asked)).toEqual(recount(bodies, asked))
      },
    ),
    { numRuns: process.env.SLOW === undefined ? 500 : 20_000 },
  )
})
