import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SecretPage } from '../../../../shared/model.ts'
import { makeCore, type TestCore } from '../../../support/core.ts'
import { bytes } from '../../../support/vault.ts'

let core: TestCore
beforeEach(async () => {
  core = await makeCore()
  await core.create()
})
afterEach(() => core.stop())

async function asked<T>(call: Parameters<TestCore['ask']>[0], input: object): Promise<T> {
  const answer = await core.ask(call, input)
  if (!answer.ok) throw new Error(answer.failure.message)
  return answer.value as T
}

const add = (name: string, value: string, kind = 'api-key') =>
  asked('secrets.create', { name, kind, value: { form: 'text', bytes: bytes(value) } })

const login = (password: string): string => JSON.stringify({ username: 'me', password })

async function find(query: string): Promise<readonly string[]> {
  const { rows } = await asked<SecretPage>('secrets.list', { query })
  return rows.map(({ name }) => name)
}

describe('the filter', () => {
  test('finds weak and reused values, and what is neither', async () => {
    await add('a/weak', login('password1'), 'login')
    await add('b/one', login('vR7-quiet-Lantern-94-mosaic'), 'login')
    await add('b/two', login('vR7-quiet-Lantern-94-mosaic'), 'login')
    expect(await find('is:weak')).toEqual(['a/weak'])
    expect(await find('is:reused')).toEqual(['b/one', 'b/two'])
    expect(await find('-is:weak -is:reused')).toEqual([])
    expect(await find('is:reused two')).toEqual(['b/two'])
  })

  test('finds nothing due, unvetted or in conflict where there is no rule and no target', async () => {
    await add('a/token', 'tok_9fK2mQ7xR4vT8wY1zB5nC3d')
    for (const term of ['is:due', 'is:unvetted', 'is:conflict', 'is:expiring', 'is:unread', 'target:nowhere'])
      expect(await find(term), term).toEqual([])
    expect(await find('-target:nowhere')).toEqual(['a/token'])
  })

  test('finds a rotation that waits for its user', async () => {
    await add('a/token', 'tok_9fK2mQ7xR4vT8wY1zB5nC3d')
    await add('a/other', 'tok_another-one-entirely-4711')
    const rotator = { kind: 'generate', length: 32 }
    await asked('rotation.set', { name: 'a/token', rule: { schedule: { kind: 'days', days: 30 } }, rotator })
    expect(await find('is:due')).toEqual([])
    await asked('rotation.run', { name: 'a/token' })
    expect(await find('is:due')).toEqual(['a/token'])
  })
})

test('checks on what is typed answer without keeping it', async () => {
  const typed = { name: 'a/x', kind: 'api-key', bytes: bytes('changeme') }
  const findings = await asked<readonly { readonly code: string; readonly field: string | null }[]>('vet.draft', typed)
  expect(findings.map(({ code, field }) => [code, field])).toContainEqual(['placeholder', null])
  expect(JSON.stringify(findings)).not.toContain('changeme')
  expect(typed.bytes.every((byte) => byte === 0)).toBe(true)
})
