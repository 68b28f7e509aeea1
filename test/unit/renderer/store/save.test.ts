import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createSecret, type Draft, saveChanges } from '../../../../renderer/store/save.ts'
import { fail, succeed } from '../../../../shared/failure.ts'
import { detailOf } from '../../../support/secret-rows.ts'

const draft: Draft = { name: 'prod/db', kind: null, description: '', tags: {}, note: '' }
const value = { form: 'text' as const, bytes: new Uint8Array([1]) }

const secret = detailOf('prod/db', { tags: { team: 'a', env: 'prod' } })

let calls: [string, unknown][]
const answers: Record<string, unknown> = {}

beforeEach(() => {
  calls = []
  for (const name of Object.keys(answers)) delete answers[name]
  const bridge = new Proxy(
    {},
    {
      get: (_target, name: string) => (input: unknown) => {
        calls.push([name, input])
        return Promise.resolve(
          answers[name] ?? succeed(name === 'secrets.put' ? { versionId: 'v2', stages: [] } : null),
        )
      },
    },
  )
  vi.stubGlobal('window', { bridge })
})

describe('a new secret', () => {
  test('is one call, without what was left open', async () => {
    await createSecret({ ...draft, value })
    await createSecret({ ...draft, kind: 'database' })
    expect(calls).toEqual([
      ['secrets.create', { name: 'prod/db', description: '', tags: {}, value, normalise: true }],
      ['secrets.create', { name: 'prod/db', description: '', tags: {}, kind: 'database' }],
    ])
  })

  test('with a name that breaks a rule is refused before any call', async () => {
    const answer = await createSecret({ ...draft, name: 'two words' })
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'invalid', field: 'name' } })
    expect(calls).toEqual([])
  })
})

describe('changes to a secret', () => {
  test('of nothing make no call', async () => {
    const { answer } = await saveChanges(secret, { ...draft, tags: secret.tags, kind: 'note' }, 'v1')
    expect(answer.ok).toBe(true)
    expect(calls).toEqual([])
  })

  test('put a value on top of the version that was edited, with its note', async () => {
    const { savedVersionId } = await saveChanges(secret, { ...draft, tags: secret.tags, value, note: 'rotated' }, 'v1')
    expect(savedVersionId).toBe('v2')
    expect(calls).toEqual([
      ['secrets.put', { name: 'prod/db', value, normalise: true, expected: 'v1', note: 'rotated' }],
    ])
  })

  test('send of words and tags only what differs', async () => {
    await saveChanges(secret, { ...draft, kind: 'login', description: 'new', tags: { team: 'b', owner: 'ada' } }, 'v1')
    expect(calls).toEqual([
      ['secrets.update', { name: 'prod/db', description: 'new', kind: 'login' }],
      ['secrets.untag', { name: 'prod/db', keys: ['env'] }],
      ['secrets.tag', { name: 'prod/db', tags: { team: 'b', owner: 'ada' } }],
    ])
  })

  test('stop at a stale value: words and tags stay as they are', async () => {
    answers['secrets.put'] = fail({ kind: 'stale', message: 'moved', currentVersionId: 'v9' })
    const progress = await saveChanges(secret, { ...draft, description: 'new', tags: {}, value }, 'v1')
    expect(progress).toMatchObject({ answer: { ok: false, failure: { kind: 'stale' } }, savedVersionId: null })
    expect(calls.map(([name]) => name)).toEqual(['secrets.put'])
  })

  test('that fail after the value was saved say which version it is on', async () => {
    answers['secrets.tag'] = fail({ kind: 'disk-full', message: 'full' })
    const progress = await saveChanges(secret, { ...draft, tags: { ...secret.tags, x: 'y' }, value }, 'v1')
    expect(progress).toMatchObject({ answer: { ok: false, failure: { kind: 'disk-full' } }, savedVersionId: 'v2' })
  })
})
