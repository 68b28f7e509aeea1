import { describe, expect, test } from 'vitest'
import type { SecretBody } from '../../../../main/core/vault/bodies.ts'
import { compileList, compileQuery, splitQuery, termsOf } from '../../../../main/core/vault/search.ts'
import { createSecretIndex } from '../../../../main/core/vault/secret-index.ts'
import { compileGlob } from '../../../../shared/glob.ts'
import { bodyOf } from '../../../support/secret-bodies.ts'

const body = (change: Partial<SecretBody> = {}): SecretBody =>
  bodyOf('prod/billing/db', {
    kind: 'database',
    description: 'The ledger of Billing',
    tags: { team: 'Payments', env: 'prod', constructor: 'yes' },
    current: { form: 'text', sizeBytes: 3, facts: { host: 'DB1.example.com', port: 5432 }, keys: null },
    extension: { note: 'never searched' },
    ...change,
  })

/** As the index hands it to a predicate. */
function entryOf(change: Partial<SecretBody> = {}) {
  const index = createSecretIndex()
  index.set({ secretId: new Uint8Array(16), revision: 1, body: body(change) })
  const [entry] = index.all()
  if (entry === undefined) throw new Error('the index lost it')
  return entry
}

type QueryRow = readonly [query: string, found: boolean, change?: Partial<SecretBody>]
const rows = (table: readonly QueryRow[]) => table.map(([query, found, change = {}]) => ({ query, found, change }))

test.each([
  ['a b', ['a', 'b']],
  ['  a   b ', ['a', 'b']],
  ['"a b" c', ['a b', 'c']],
  ['tag:"team=a b"', ['tag:team=a b']],
  ['"open', ['open']],
  ['', []],
])('the query %j has the words %j', (query, words) => {
  expect(splitQuery(query)).toEqual(words)
})

describe('a filter text', () => {
  test.each(
    rows([
      ['', true],
      ['billing', true],
      ['BILLING', true],
      ['ledger', true],
      ['payments', true],
      ['team', true],
      ['db1.example', true],
      ['5432', true],
      ['billing payments', true],
      ['billing nowhere', false],
      ['"ledger of"', true],
      ['"ledger  of"', false],
      ['never', false],
      ['abcdef', false],
      ['kind:database', true],
      ['kind:DATABASE', true],
      ['kind:note', false],
      ['name:billing', true],
      ['name:ledger', false],
      ['tag:team', true],
      ['tag:team=payments', true],
      ['tag:team=other', false],
      ['tag:missing', false],
      ['stage:awscurrent', true],
      ['stage:awspending', false],
      ['is:favourite', false],
      ['is:favourite', true, { favourite: true }],
      ['is:scheduled', false],
      ['is:scheduled', true, { deletionAt: 5 }],
      ['is:pending', true, { stages: { AWSPENDING: 'v2' } }],
      ['is:labelled', false],
      ['is:labelled', true, { stages: { blue: 'v2' } }],
      ['is:empty', false],
      ['is:empty', true, { current: null }],
      ['is:binary', true, { current: { form: 'binary', sizeBytes: 1, facts: {}, keys: null } }],
      ['is:nonsense', false],
      ['-kind:note', true],
      ['-billing', false],
      ['-', false],
      ['https://db1.example', false],
      ['postgres://', true, { description: 'postgres://somewhere' }],
      // Names that every object of the language has are words like others.
      ['is:constructor', false],
      ['is:__proto__', false],
      ['constructor:x', false],
      ['constructor:x', true, { description: 'constructor:x' }],
      ['__proto__:x', false],
      ['tostring:', false],
      ['tag:constructor', true],
      ['tag:__proto__', false],
    ]),
  )('$query finds it: $found', ({ query, found, change }) => {
    expect(compileQuery(query)(entryOf(change))).toBe(found)
  })
})

describe('a list', () => {
  const list = { query: '', scope: 'all' } as const
  test.each([
    ['everything', list, {}, true],
    ['not what is scheduled', list, { deletionAt: 5 }, false],
    ['what is scheduled when asked', { ...list, scope: 'scheduled' as const }, { deletionAt: 5 }, true],
    ['what is scheduled when the text asks', { ...list, query: 'is:scheduled' }, { deletionAt: 5 }, true],
    ['favourites alone', { ...list, scope: 'favourites' as const }, {}, false],
    ['what is under a prefix', { ...list, prefix: 'prod/' }, {}, true],
    ['nothing under another', { ...list, prefix: 'dev/' }, {}, false],
    ['its kind', { ...list, kind: 'database' as const }, {}, true],
    ['another kind', { ...list, kind: 'note' as const }, {}, false],
    ['a tag with any value', { ...list, tag: { key: 'team' } }, {}, true],
    ['a tag with its value', { ...list, tag: { key: 'team', value: 'Payments' } }, {}, true],
    ['a tag in another case', { ...list, tag: { key: 'team', value: 'payments' } }, {}, false],
    ['a tag nobody set', { ...list, tag: { key: '__proto__' } }, {}, false],
    ['a pattern', { ...list, glob: 'prod/**' }, {}, true],
  ])('shows %s', (_what, query, change, shown) => {
    expect(compileList(query)(entryOf(change))).toBe(shown)
  })
})

describe('a name pattern', () => {
  test.each([
    ['prod/db', 'prod/db', true],
    ['prod/db', 'prod/db2', false],
    ['prod/*', 'prod/db', true],
    ['prod/*', 'prod/a/b', false],
    ['prod/*', 'prod/', true],
    ['prod/**', 'prod/a/b', true],
    ['**/db', 'prod/a/db', true],
    ['**/db', 'db', false],
    ['**db', 'db', true],
    ['*', '', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['p?od', 'prod', true],
    ['p?od', 'p/od', false],
    ['*b', 'abab', true],
    ['*a*a', 'xaya', true],
    ['*a*a', 'xay', false],
    ['**a*b', 'a/ab', true],
    ['**a*b/c', 'a/x/ab/c', true],
    ['a.b', 'axb', false],
    ['a+b', 'aab', false],
    ['[ab]', 'a', false],
    ['***', 'a/b', true],
    ['', '', true],
    ['', 'a', false],
  ])('%j matches %j: %s', (glob, name, matched) => {
    expect(compileGlob(glob)(name)).toBe(matched)
  })

  test('agrees with the regular expression it stands for, for all short patterns and names', () => {
    const texts = (letters: string, length: number): string[] =>
      length === 0 ? [''] : texts(letters, length - 1).flatMap((text) => [text, ...[...letters].map((l) => text + l)])
    const names = [...new Set(texts('ab/', 4))]
    for (const glob of new Set(texts('a*?/', 4))) {
      const source = glob.replace(/\*\*|[*?]/g, (part) => ({ '**': '.*', '*': '[^/]*', '?': '[^/]' })[part] ?? part)
      const expression = new RegExp(`^${source}$`)
      const matches = compileGlob(glob)
      for (const name of names) expect([glob, name, matches(name)]).toEqual([glob, name, expression.test(name)])
    }
  })

  test('with many stars comes to an end on a long name', () => {
    expect(compileGlob(`${'*a'.repeat(30)}b`)('a'.repeat(512))).toBe(false)
    expect(compileGlob(`${'**a'.repeat(30)}b`)('a'.repeat(512))).toBe(false)
  })
})

describe('terms that other rooms know', () => {
  const outside = new Map([['is:due', (name: string) => name === 'prod/billing/db']])

  test('hold for the names they were given', () => {
    expect(compileQuery('is:due', outside)(entryOf())).toBe(true)
    expect(compileQuery('is:due', outside)(entryOf({ name: 'prod/other' }))).toBe(false)
  })

  test('are negated and joined like any other term', () => {
    expect(compileQuery('-IS:due', outside)(entryOf())).toBe(false)
    expect(compileQuery('is:due kind:database', outside)(entryOf())).toBe(true)
    expect(compileQuery('is:due kind:note', outside)(entryOf())).toBe(false)
  })

  test('are found in a query, without the sign before them', () => {
    expect(termsOf('prod -is:due TARGET:eu "a b"')).toEqual(['prod', 'is:due', 'target:eu', 'a b'])
  })
})
