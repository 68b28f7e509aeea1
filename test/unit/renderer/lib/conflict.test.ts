import { describe, expect, test } from 'vitest'
import { firstPicks, isContested, openKeys, resolutionOf } from '../../../../renderer/lib/conflict.ts'
import { conflictOf } from '../../../support/sync-samples.ts'

const ours = { key: 'password', local: 'changed', remote: 'same' } as const
const theirs = { key: 'host', local: 'same', remote: 'changed' } as const
const both = { key: 'port', local: 'changed', remote: 'changed' } as const
const same = { key: 'user', local: 'same', remote: 'same' } as const
const gone = { key: 'old', local: 'removed', remote: 'changed' } as const

describe('the keys of a conflict', () => {
  test('that one side alone changed are that side’s; those that both changed are open', () => {
    const conflict = conflictOf({ keys: [ours, theirs, both, same, gone] })
    expect(firstPicks(conflict)).toEqual({ password: 'local', host: 'remote', user: 'local' })
    expect(openKeys(conflict, firstPicks(conflict))).toBe(2)
    expect([ours, theirs, both, same, gone].filter(isContested)).toEqual([both, gone])
  })

  test('are none where the values have none', () => {
    expect([firstPicks(conflictOf()), openKeys(conflictOf(), {})]).toEqual([{}, 0])
  })
})

describe('what is made of the choices', () => {
  const conflict = conflictOf({ keys: [ours, theirs, same] })

  test('names every key that moved, from both sides', () => {
    expect(resolutionOf(conflict, firstPicks(conflict))).toEqual({
      take: 'fields',
      fields: { password: 'local', host: 'remote' },
    })
  })

  test('is one side whole when every key comes from it', () => {
    expect(resolutionOf(conflict, { password: 'remote', host: 'remote' })).toEqual({ take: 'remote' })
    expect(resolutionOf(conflict, { password: 'local', host: 'local' })).toEqual({ take: 'local' })
  })
})
