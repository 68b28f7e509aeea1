import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { utf8 } from '../../../../main/core/vault/bytes.ts'
import { deriveKeys, type VaultKeys } from '../../../../main/core/vault/keys.ts'
import { addTag, emptySum, manifestTables, removeTag, rowTag, sameSum } from '../../../../main/core/vault/manifest.ts'
import { loadSodium, randomBytes } from '../../../../main/core/vault/sodium.ts'

let keys: VaultKeys
beforeAll(async () => {
  await loadSodium()
  keys = deriveKeys(randomBytes(32))
})

describe('a row’s tag', () => {
  test('depends on the table, on every column, and on where one column ends and the next begins', () => {
    const tags = [
      ...manifestTables.map((table) => rowTag(keys, table, [utf8('ab'), utf8('c')])),
      rowTag(keys, 'secret', [utf8('a'), utf8('bc')]),
      rowTag(keys, 'secret', [utf8('abc')]),
      rowTag(keys, 'secret', [utf8('abc'), utf8('')]),
      rowTag(keys, 'secret', [utf8(''), utf8('abc')]),
      rowTag(keys, 'secret', []),
    ]
    expect(new Set(tags).size).toBe(tags.length)
  })

  test('depends on the key', () => {
    const row = [utf8('row')]
    expect(rowTag(deriveKeys(randomBytes(32)), 'secret', row)).not.toBe(rowTag(keys, 'secret', row))
  })
})

describe('the sum over a table', () => {
  const tag = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })

  test('does not depend on the order of its rows', () => {
    fc.assert(
      fc.property(fc.array(tag), (tags) => {
        const forwards = tags.reduce(addTag, emptySum)
        const backwards = tags.toReversed().reduce(addTag, emptySum)
        expect(sameSum(forwards, backwards)).toBe(true)
      }),
    )
  })

  test('comes back to where it was when what was added is taken away', () => {
    fc.assert(
      fc.property(fc.array(tag), tag, (tags, one) => {
        const sum = tags.reduce(addTag, emptySum)
        expect(sameSum(removeTag(addTag(sum, one), one), sum)).toBe(true)
        expect(removeTag(addTag(sum, one), one).sum).toBeGreaterThanOrEqual(0n)
      }),
    )
  })

  test('tells a row that is there twice from one that is there once', () => {
    const one = rowTag(keys, 'secret', [utf8('row')])
    expect(sameSum(addTag(emptySum, one), addTag(addTag(emptySum, one), one))).toBe(false)
    expect(sameSum({ count: 1, sum: 5n }, { count: 2, sum: 5n })).toBe(false)
  })
})
