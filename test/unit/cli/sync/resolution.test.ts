import { describe, expect, test } from 'vitest'
import { matrix } from '../../../../cli/commands/sync-status.ts'
import { findingsInWords } from '../../../../cli/commands/vet.ts'
import { conflictsTable, conflictText, contestedKeys, readResolution } from '../../../../cli/sync/resolution.ts'
import { createStyle } from '../../../../cli/terminal/style.ts'
import { type Conflict, resolution } from '../../../../shared/sync-model.ts'

const plain = createStyle(false)
const conflict: Conflict = {
  target: 'prod',
  region: 'eu-west-1',
  name: 'prod/db',
  remoteName: 'billing/db',
  baseVersionId: 'base-version',
  localVersionId: 'local-version',
  remoteVersionId: null,
  foundAt: 0,
  keys: [
    { key: 'host', local: 'same', remote: 'changed' },
    { key: 'password', local: 'changed', remote: 'changed' },
  ],
  mergeable: false,
}

describe('a way to settle a conflict', () => {
  test.each([
    ['local', [], { take: 'local' }],
    ['remote', [], { take: 'remote' }],
    ['merge', [], { take: 'merge' }],
    [undefined, ['a=local', 'b=c=remote'], { take: 'fields', fields: { a: 'local', 'b=c': 'remote' } }],
  ] as const)('is read from --take %s and --field %j', (take, fields, wanted) => {
    const read = readResolution(take, fields)
    expect(read).toEqual({ ok: true, value: wanted })
    expect(resolution.safeParse(wanted).success).toBe(true)
  })

  test('may be missing', () => {
    expect(readResolution(undefined, [])).toEqual({ ok: true, value: null })
  })

  test.each([
    ['loca', []],
    ['local', ['a=local']],
    [undefined, ['a=both']],
    [undefined, ['=local']],
    [undefined, ['local']],
  ] as const)('of --take %s and --field %j is refused', (take, fields) => {
    expect(readResolution(take, fields)).toMatchObject({ failure: { kind: 'usage' } })
  })

  test('brings near words', () => {
    expect(readResolution('remot', [])).toMatchObject({ failure: { hint: 'Did you mean remote?' } })
  })
})

describe('a conflict', () => {
  test('is shown with its versions and its keys, never with a value', () => {
    expect(conflictText(conflict, plain)).toBe(
      [
        'prod/db (billing/db there) in prod eu-west-1',
        '  here         local-version',
        '  there        no value',
        '  last agreed  base-version',
        '  KEY       HERE     THERE',
        '  host      same     changed',
        '  password  changed  changed',
        '',
      ].join('\n'),
    )
  })

  test('contests the keys that both sides moved', () => {
    expect(contestedKeys(conflict)).toEqual(['password'])
    expect(contestedKeys({ keys: null })).toEqual([])
  })

  test('is listed with the ways to settle it', () => {
    expect(conflictsTable([conflict], plain)).toContain('--take local or remote, or key by key: password')
    expect(conflictsTable([{ ...conflict, mergeable: true }], plain)).toContain('--take merge')
    expect(conflictsTable([{ ...conflict, keys: null }], plain)).toMatch(/--take local or remote\n$/)
  })
})

test('secrets stand in rows and regions in columns', () => {
  const there = {
    target: 'prod',
    remoteName: 'a',
    arn: null,
    checkedAt: 0,
    replicas: [{ region: 'eu-west-2', status: 'InSync', message: null }],
    rotation: null,
  }
  const rows = [
    {
      name: 'a',
      targets: [
        { ...there, region: 'us-east-1', state: 'unapproved' as const, stages: {}, replicas: [] },
        { ...there, region: 'eu-west-1', state: 'in-step' as const, stages: { AWSCURRENT: '0123456789ab' } },
      ],
    },
    { name: 'b', targets: [] },
  ]
  expect(matrix(rows, plain)).toBe(
    [
      'SECRET  prod eu-west-1                       prod us-east-1',
      'a       in step 01234567 (eu-west-2 InSync)  not approved',
      'b       -                                    -',
      '',
    ].join('\n'),
  )
})

test('findings are told in a few words', () => {
  const finding = { level: 'warning', code: 'password-weak', message: 'm', field: null } as const
  expect(findingsInWords([])).toBe('-')
  expect(findingsInWords([{ ...finding, level: 'error', code: 'value-placeholder' }, finding, finding])).toBe(
    '1 error, 2 warnings: value-placeholder, password-weak',
  )
})
