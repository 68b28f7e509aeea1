import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAttention } from '../../../main/core/attention.ts'
import { redact } from '../../../main/core/vault/redacted.ts'
import type { Vault } from '../../../main/core/vault/vault.ts'
import type { Kind } from '../../../shared/model.ts'
import { actor, bytes, makeHome, type TestHome, textVersion, unwrap } from '../../support/vault.ts'

let home: TestHome
let vault: Vault
beforeEach(async () => {
  home = makeHome()
  await home.create()
  vault = await home.unlock()
})
afterEach(() => {
  vault.close()
  home.remove()
})

const database = (password: string): string =>
  JSON.stringify({ engine: 'postgres', host: 'db', port: 5432, username: 'app', password })

function add(name: string, value: string, kind: Kind = 'database'): void {
  const { value: _, ...version } = textVersion('')
  unwrap(
    vault.create(actor, {
      name,
      kind,
      description: '',
      tags: {},
      version: { ...version, value: redact(bytes(value)) },
    }),
  )
}

const attention = () => createAttention(vault, () => home.clock)
const namesOf = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name)

describe('what needs attention', () => {
  test('is nothing in an empty vault', async () => {
    expect(await attention().report()).toEqual({ weak: [], reused: [], checked: 0 })
  })

  test('are passwords that anybody would try, with the sentence of the check', async () => {
    add('prod/a', database('password1'))
    add('prod/b', database('vR7-quiet-Lantern-94-mosaic'))
    const { weak, checked } = await attention().report()
    expect(namesOf(weak)).toEqual(['prod/a'])
    expect(weak[0]?.message).toMatch(/password/)
    expect(checked).toBe(2)
  })

  test('are values that two secrets hold, whole or as one field, each naming the other', async () => {
    add('prod/a', database('vR7-quiet-Lantern-94-mosaic'))
    add('prod/b', JSON.stringify({ username: 'x', password: 'vR7-quiet-Lantern-94-mosaic' }), 'login')
    add('prod/c', database('another-Velvet-38-harbour-Quill'))
    const { reused } = await attention().report()
    expect(reused).toEqual([
      { name: 'prod/a', kind: 'database', message: 'The same secret is also in prod/b.' },
      { name: 'prod/b', kind: 'login', message: 'The same secret is also in prod/a.' },
    ])
  })

  test('follows a new version, and a secret that goes', async () => {
    add('prod/a', database('password1'))
    add('prod/b', database('password1'))
    const looked = attention()
    expect(namesOf((await looked.report()).reused)).toEqual(['prod/a', 'prod/b'])
    unwrap(vault.put(actor, 'prod/a', textVersion(database('vR7-quiet-Lantern-94-mosaic')), {}))
    unwrap(vault.scheduleDeletion(actor, 'prod/b', 30))
    expect(await looked.report()).toEqual({ weak: [], reused: [], checked: 1 })
  })

  test('holds no value and no digest of one', async () => {
    add('prod/a', database('password1-shared'))
    add('prod/b', database('password1-shared'))
    const report = JSON.stringify(await attention().report())
    expect(report).not.toContain('password1-shared')
    expect(report).toMatch(/prod\/a/)
  })

  test('answers two questions at once with one look', async () => {
    add('prod/a', database('password1'))
    const looked = attention()
    const [first, second] = await Promise.all([looked.report(), looked.report()])
    expect(first).toEqual(second)
    expect(first.checked).toBe(1)
  })
})
