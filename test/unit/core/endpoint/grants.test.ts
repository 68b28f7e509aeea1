import { describe, expect, it } from 'vitest'
import { compileGrants, type Grant } from '../../../../main/core/endpoint/grants.ts'
import { OPERATIONS, type OperationName, type SecretRecord } from '../../../../main/core/endpoint/port.ts'

const now = 1_000_000
const grant = (more: Partial<Grant>): Grant => ({ glob: 'prod/*', stages: null, write: false, until: null, ...more })
const allows = (
  grants: readonly Grant[],
  operation: OperationName,
  name: string,
  stages?: readonly string[],
): boolean => compileGrants('billing', grants)(now).denial(operation, { name }, stages) === undefined
const sees = (grants: readonly Grant[], name: string): boolean =>
  compileGrants('billing', grants)(now).sees({ name } as SecretRecord)

const READS: readonly OperationName[] = [
  'DescribeSecret',
  'GetResourcePolicy',
  'GetSecretValue',
  'ListSecretVersionIds',
  'ValidateResourcePolicy',
]
const OPEN: readonly OperationName[] = ['BatchGetSecretValue', 'GetRandomPassword', 'ListSecrets']

describe('names', () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['prod/db', 'prod/db', true],
    ['prod/db', 'prod/db2', false],
    ['prod/*', 'prod/db', true],
    ['prod/*', 'prod/team/db', false],
    ['prod/*', 'dev/db', false],
    ['prod/**', 'prod/team/db', true],
    ['**', 'anything/at/all', true],
    ['*', 'flat', true],
    ['*', 'not/flat', false],
    ['**/db', 'prod/team/db', true],
    ['prod/*/db', 'prod/team/db', true],
    ['prod/d?', 'prod/db', true],
    ['prod.*', 'prodx', false],
    ['Prod/*', 'prod/db', false],
  ]
  it.each(rows)('%s and %s: %s', (glob, name, expected) => {
    const grants = [grant({ glob })]
    expect(allows(grants, 'GetSecretValue', name)).toBe(expected)
    expect(sees(grants, name)).toBe(expected)
  })
})

describe('operations', () => {
  it.each(OPERATIONS)('%s under a reading grant', (operation) => {
    expect(allows([grant({})], operation, 'prod/db')).toBe(READS.includes(operation) || OPEN.includes(operation))
  })
  it.each(OPERATIONS)('%s under a writing grant', (operation) => {
    expect(allows([grant({ write: true })], operation, 'prod/db')).toBe(true)
  })
  it.each(OPERATIONS)('%s on a secret that is not granted', (operation) => {
    expect(allows([grant({ write: true })], operation, 'dev/db')).toBe(OPEN.includes(operation))
  })
  it('lists and random passwords name no secret', () => {
    for (const operation of OPEN) expect(compileGrants('p', [])(now).denial(operation, undefined)).toBeUndefined()
  })
})

describe('stages', () => {
  const current = [grant({ stages: ['AWSCURRENT'], write: true })]
  const rows: readonly (readonly [string, OperationName, readonly string[] | undefined, boolean])[] = [
    ['reading the granted stage', 'GetSecretValue', ['AWSCURRENT'], true],
    ['reading a version that has it among others', 'GetSecretValue', ['blue', 'AWSCURRENT'], true],
    ['reading another stage', 'GetSecretValue', ['AWSPREVIOUS'], false],
    ['reading a deprecated version', 'GetSecretValue', [], false],
    ['describing, which reads no version', 'DescribeSecret', undefined, true],
    ['putting the granted stage', 'PutSecretValue', ['AWSCURRENT'], true],
    ['putting more than the granted stage', 'PutSecretValue', ['AWSCURRENT', 'blue'], false],
    ['moving another stage', 'UpdateSecretVersionStage', ['blue'], false],
  ]
  it.each(rows)('%s', (_sentence, operation, stages, expected) => {
    expect(allows(current, operation, 'prod/db', stages)).toBe(expected)
  })
  it('every stage, deprecated versions too, where none is named', () => {
    expect(allows([grant({})], 'GetSecretValue', 'prod/db', [])).toBe(true)
  })
  it('one grant has to cover all: a reading grant for blue does not widen a writing one', () => {
    const grants = [grant({ stages: ['AWSCURRENT'], write: true }), grant({ stages: ['blue'] })]
    expect(allows(grants, 'GetSecretValue', 'prod/db', ['blue'])).toBe(true)
    expect(allows(grants, 'UpdateSecretVersionStage', 'prod/db', ['blue'])).toBe(false)
  })
})

describe('time', () => {
  it.each([
    [now + 1, true],
    [now, false],
    [now - 1, false],
    [null, true],
  ])('until %s: %s', (until, expected) => {
    const grants = [grant({ until })]
    expect(allows(grants, 'GetSecretValue', 'prod/db')).toBe(expected)
    expect(sees(grants, 'prod/db')).toBe(expected)
  })
})

it('denies in the words of IAM', () => {
  expect(compileGrants('billing', [])(now).denial('GetSecretValue', { name: 'prod/db' })).toBe(
    'User: arn:aws:iam::000000000000:user/billing is not authorized to perform: secretsmanager:GetSecretValue on resource: prod/db because no identity-based policy allows the secretsmanager:GetSecretValue action',
  )
})
