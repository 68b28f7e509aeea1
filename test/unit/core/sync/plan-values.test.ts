import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareValues, splitKeys } from '../../../../main/core/sync/plan-values.ts'
import { jsonDigest, textDigest } from './planning.ts'

type Fields = Readonly<Record<string, string>>
const compare = (base: Fields | null, local: Fields, remote: Fields) =>
  compareValues(
    { base: base === null ? null : jsonDigest(base), local: jsonDigest(local), remote: jsonDigest(remote) },
    base !== null,
  )

describe('two values of a secret', () => {
  const base = { user: '1', password: '1', host: '1' }

  it('merge when no key was changed on both sides', () => {
    const compared = compare(base, { ...base, user: '2' }, { password: '1', user: '1', port: '1' })
    expect(compared?.mergeable).toBe(true)
    expect(splitKeys(compared?.keys ?? null)).toEqual({
      keysFromLocal: ['user'],
      keysFromRemote: ['host', 'port'],
      conflictingKeys: [],
    })
  })

  it.each<[string, Fields, Fields]>([
    ['changed on both', { ...base, user: '2' }, { ...base, user: '3' }],
    ['added on both', { ...base, port: '1' }, { ...base, port: '2' }],
    ['taken away here and changed there', { user: '1', password: '1' }, { ...base, host: '2' }],
  ])('do not merge when a key was %s', (_, local, remote) => {
    expect(compare(base, local, remote)?.mergeable).toBe(false)
    expect(splitKeys(compare(base, local, remote)?.keys ?? null).conflictingKeys).toHaveLength(1)
  })

  it('count a key that ended equal on both sides as the same', () => {
    const compared = compare(base, { ...base, user: '2', port: '1' }, { ...base, user: '2' })
    expect(compared?.keys?.find(({ key }) => key === 'user')).toEqual({ key: 'user', local: 'same', remote: 'same' })
    expect(compared?.mergeable).toBe(true)
  })

  it('merge without a base only where no key differs on both: what one side lacks is an addition of the other', () => {
    expect(compare(null, { user: '1', a: '1' }, { user: '1', b: '1' })?.mergeable).toBe(true)
    expect(compare(null, { user: '1' }, { user: '2' })?.mergeable).toBe(false)
  })

  it('may have a key called like something every object inherits', () => {
    expect(compare(null, {}, { constructor: '1' })?.keys).toEqual([
      { key: 'constructor', local: 'absent', remote: 'added' },
    ])
  })

  it('never merge when the agreed value is not held any more: a missing key may be a removal', () => {
    const digests = { base: null, local: jsonDigest({ a: '1' }), remote: jsonDigest({ b: '1' }) }
    expect(compareValues(digests, true)?.mergeable).toBe(false)
  })

  it('never merge when one is no JSON object, but may still be equal', () => {
    const digests = { base: null, local: textDigest('x'), remote: jsonDigest({ a: '1' }) }
    expect(compareValues(digests, false)).toEqual({ equal: false, keys: null, mergeable: false })
    expect(compareValues({ ...digests, remote: textDigest('x') }, false)?.equal).toBe(true)
  })

  it('are not compared when one could not be read', () => {
    expect(compareValues({ base: null, local: null, remote: textDigest('x') }, false)).toBeNull()
  })

  it('merge to a value in which every key is as the side that moved it left it', () => {
    const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor'), fc.constantFrom('1', '2', '3'))
    fc.assert(
      fc.property(fields, fields, fields, (agreed, local, remote) => {
        const compared = compare(agreed, local, remote)
        fc.pre(compared?.mergeable === true)
        const { keysFromLocal = [], keysFromRemote = [] } = splitKeys(compared?.keys ?? null)
        for (const key of [...Object.keys(agreed), ...Object.keys(local), ...Object.keys(remote)]) {
          const [base, ours, theirs] = [agreed, local, remote].map((side) => Object.hasOwn(side, key) && side[key])
          if (ours !== base && theirs === base) expect(keysFromLocal).toContain(key)
          if (theirs !== base && ours === base) expect(keysFromRemote).toContain(key)
          if (ours === theirs) expect([...keysFromLocal, ...keysFromRemote]).not.toContain(key)
        }
      }),
    )
  })
})
