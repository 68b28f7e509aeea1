import { beforeEach, describe, expect, it } from 'vitest'
import {
  createKeyRing,
  type KeyRecords,
  type NewKey,
  type StoredKey,
} from '../../../../main/core/endpoint/program-keys.ts'
import { succeed } from '../../../../shared/failure.ts'
import { kindOf, unwrap } from '../../../support/vault.ts'

let kept: Map<string, StoredKey>
let records: KeyRecords
beforeEach(() => {
  kept = new Map()
  records = {
    list: () => [...kept.values()],
    put: (key) => {
      kept.set(key.program, key)
      return succeed(null)
    },
    remove: (program) => succeed(kept.delete(program)),
  }
})
const ring = () => createKeyRing(records, () => 5)
const newKey = (more: Partial<NewKey> = {}): NewKey => ({
  program: 'billing',
  grants: [{ glob: 'prod/*', stages: null, write: false, until: null }],
  confirm: false,
  ...more,
})

describe('a program key', () => {
  it('has the form SDKs expect and is never taken for one of AWS', () => {
    const key = unwrap(ring().add(newKey()))
    expect(key.accessKeyId).toMatch(/^CFFR[A-Z2-7]{16}$/)
    expect(key.secretAccessKey).toMatch(/^[A-Za-z0-9_-]{40}$/)
    expect(key.agentToken).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('is new each time', () => {
    const keys = ring()
    const all = Array.from({ length: 50 }, (_, i) => unwrap(keys.add(newKey({ program: `p${i}` }))))
    for (const part of ['accessKeyId', 'secretAccessKey', 'agentToken'] as const) {
      expect(new Set(all.map((key) => key[part])).size).toBe(50)
    }
  })

  it('is found by its id and by its token, also after a restart', () => {
    const key = unwrap(ring().add(newKey()))
    const again = ring()
    expect(again.find(key.accessKeyId)).toMatchObject({
      program: 'billing',
      secretAccessKey: key.secretAccessKey,
      createdAt: 5,
    })
    expect(again.findToken(key.agentToken)?.program).toBe('billing')
    expect(again.find('CFFRAAAAAAAAAAAAAAAA')).toBeUndefined()
    expect(again.findToken('')).toBeUndefined()
    expect(again.findToken(key.secretAccessKey)).toBeUndefined()
  })

  it('is gone at once when removed', () => {
    const keys = ring()
    const key = unwrap(keys.add(newKey()))
    expect(unwrap(keys.remove('billing'))).toBe(true)
    expect(keys.find(key.accessKeyId)).toBeUndefined()
    expect(keys.findToken(key.agentToken)).toBeUndefined()
    expect(ring().list()).toEqual([])
    expect(unwrap(keys.remove('billing'))).toBe(false)
  })

  it('for one child process is not kept', () => {
    const keys = ring()
    const key = unwrap(keys.add(newKey({ isTemporary: true })))
    expect(keys.find(key.accessKeyId)).toBeDefined()
    expect(kept.size).toBe(0)
    expect(unwrap(keys.remove('billing'))).toBe(true)
    expect(keys.find(key.accessKeyId)).toBeUndefined()
  })

  it('remembers what was allowed for always', () => {
    const keys = ring()
    const key = unwrap(keys.add(newKey({ confirm: true })))
    unwrap(keys.approve('billing', 'prod/db'))
    expect(keys.find(key.accessKeyId)?.approved).toEqual(new Set(['prod/db']))
    expect(keys.findToken(key.agentToken)?.approved).toEqual(new Set(['prod/db']))
    expect(ring().find(key.accessKeyId)?.approved).toEqual(new Set(['prod/db']))
  })

  it.each([
    ['a second key of the program', newKey(), 'exists'],
    ['no name', newKey({ program: '' }), 'invalid'],
    ['a name with a space', newKey({ program: 'a b' }), 'invalid'],
    ['a name of 65 characters', newKey({ program: 'x'.repeat(65) }), 'invalid'],
    ['no grants', newKey({ program: 'other', grants: [] }), 'invalid'],
    [
      'an empty pattern',
      newKey({ program: 'other', grants: [{ glob: '', stages: null, write: false, until: null }] }),
      'invalid',
    ],
    [
      '101 grants',
      newKey({
        program: 'other',
        grants: Array.from({ length: 101 }, () => ({ glob: 'x', stages: null, write: false, until: null })),
      }),
      'invalid',
    ],
  ])('is refused for %s', (_sentence, key, kind) => {
    const keys = ring()
    unwrap(keys.add(newKey()))
    expect(kindOf(keys.add(key))).toBe(kind)
    expect(keys.list()).toHaveLength(1)
  })

  it('that could not be kept does not exist', () => {
    const keys = createKeyRing(
      { ...records, put: () => ({ ok: false, failure: { kind: 'read-only', message: '' } }) },
      () => 5,
    )
    expect(kindOf(keys.add(newKey()))).toBe('read-only')
    expect(keys.list()).toEqual([])
  })
})
