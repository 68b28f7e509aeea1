import { beforeEach, describe, expect, it } from 'vitest'
import { type Answered, createDirect, type Direct } from '../../../../support/aws/direct.ts'

let aws: Direct
const names = (answer: Answered): readonly string[] =>
  (answer.SecretList as readonly { readonly Name: string }[]).map(({ Name }) => Name)
const filtered = (Key: string, ...Values: readonly string[]) =>
  names(aws.call('ListSecrets', { Filters: [{ Key, Values }] }))

beforeEach(() => {
  aws = createDirect()
})

describe('section 8: filters', () => {
  beforeEach(() => {
    const secrets: readonly Readonly<Record<string, unknown>>[] = [
      { Name: 'prod/db', Description: 'Main database', Tags: [{ Key: 'team', Value: 'Blue' }] },
      { Name: 'prod/api', Description: 'an api KEY', Tags: [{ Key: 'Team', Value: 'red' }] },
      { Name: 'dev/db' },
    ]
    for (const secret of secrets) aws.call('CreateSecret', secret)
    aws.call('ReplicateSecretToRegions', { SecretId: 'prod/db', AddReplicaRegions: [{ Region: 'us-east-1' }] })
  })

  const rows: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    ['name is a prefix', 'name', ['prod/'], ['prod/db', 'prod/api']],
    ['name minds the case', 'name', ['Prod/'], []],
    ['name does not look inside', 'name', ['db'], []],
    ['values of one filter are alternatives', 'name', ['dev', 'prod/a'], ['prod/api', 'dev/db']],
    ['an exclamation mark turns a value around', 'name', ['!prod/'], ['dev/db']],
    ['an alternative may be negated', 'name', ['!prod/', 'prod/d'], ['prod/db', 'dev/db']],
    ['tag-key minds the case', 'tag-key', ['te'], ['prod/db']],
    ['tag-value is a prefix', 'tag-value', ['Bl'], ['prod/db']],
    ['tag-value minds the case', 'tag-value', ['blue'], []],
    ['primary-region is a prefix, and only of replicated secrets', 'primary-region', ['eu-'], ['prod/db']],
    ['owning-service of nothing here', 'owning-service', ['rds'], []],
    ['description takes words in any case', 'description', ['key'], ['prod/api']],
    ['description takes the beginnings of words', 'description', ['ma data'], ['prod/db']],
    ['description does not look inside words', 'description', ['base'], []],
    ['all looks everywhere', 'all', ['db'], ['prod/db', 'dev/db']],
    ['all finds tags', 'all', ['blue'], ['prod/db']],
    ['all wants every word', 'all', ['api red'], ['prod/api']],
    ['all finds the region', 'all', ['eu'], ['prod/db']],
  ]
  it.each(rows)('%s', (_rule, key, values, expected) => {
    expect(filtered(key, ...values)).toEqual(expected)
  })

  it('several filters all have to match, also with the same key', () => {
    const filters = (...values: readonly string[]) => ({
      Filters: values.map((value) => ({ Key: 'name', Values: [value] })),
    })
    expect(names(aws.call('ListSecrets', filters('prod/', '!prod/a')))).toEqual(['prod/db'])
    expect(names(aws.call('ListSecrets', filters('prod/', 'dev/')))).toEqual([])
  })

  it('owned secrets are found by their service', () => {
    const region = aws.world.region('111122223333', 'eu-central-1')
    const known = region.secrets.get('dev/db')
    if (known) aws.world.change(region, known, { owningService: 'rds' })
    expect(filtered('owning-service', 'rd')).toEqual(['dev/db'])
  })

  it.each([
    [{ Values: ['x'] }, 'Invalid filter key'],
    [{ Key: 'name' }, 'Invalid filter values for key: name'],
  ])('an incomplete filter %j is refused', (filter, message) => {
    expect(aws.call('ListSecrets', { Filters: [filter] })).toMatchObject({
      error: 'InvalidParameterException',
      message,
    })
  })
})

describe('section 8: words of the filter "all"', () => {
  const rows: readonly (readonly [string, string, string, boolean])[] = [
    ['cut at one kind of separator', 'prod/AppBeta/one', 'one', true],
    ['cut where case changes', 'prod/AppBeta/one', 'Beta', true],
    ['each separator', 'prod.AppBeta.one', 'AppBeta', true],
    ['two kinds of separators are not cut', 'prod-AppBeta/one', 'AppBeta', false],
    ['two kinds of separators begin as a whole', 'prod-AppBeta/one', 'prod', true],
    ['a run of capitals is a word', 'uat/COMPANY/x', 'company', true],
    ['its letters are not', 'uat/COMPANY/x', 'pany', false],
    ['the last capital belongs to the next word', 'uat/COMPANYthings/x', 'Ythings', true],
    ['so the rest of that word is none', 'uat/COMPANYthings/x', 'things', false],
    ['one capital may be a word', 'SecretFTag', 't', true],
    ['a separator alone finds nothing', 'a+b', '+', false],
  ]
  it.each(rows)('%s: %s / %s', (_rule, Name, value, found) => {
    aws.call('CreateSecret', { Name })
    expect(filtered('all', value)).toEqual(found ? [Name] : [])
  })
})

describe('section 8: order and pages', () => {
  beforeEach(() => {
    for (const Name of ['b', 'a', 'd', 'c', 'e']) {
      aws.call('CreateSecret', { Name, SecretString: 's' })
      aws.world.clock.advance(1_000)
    }
  })
  const walk = (input: Readonly<Record<string, unknown>>): readonly (readonly string[])[] => {
    const pages: (readonly string[])[] = []
    let NextToken: unknown
    do {
      const answer = aws.call('ListSecrets', { ...input, ...(NextToken === undefined ? {} : { NextToken }) })
      pages.push(names(answer))
      NextToken = answer.NextToken
    } while (NextToken !== undefined)
    return pages
  }

  it('oldest first unless asked otherwise', () => {
    expect(walk({ MaxResults: 2 })).toEqual([['b', 'a'], ['d', 'c'], ['e']])
    expect(walk({ SortOrder: 'desc' })).toEqual([['e', 'c', 'd', 'a', 'b']])
    expect(walk({ SortBy: 'name', MaxResults: 4 })).toEqual([['a', 'b', 'c', 'd'], ['e']])
    expect(walk({ SortBy: 'name', SortOrder: 'desc' })).toEqual([['e', 'd', 'c', 'b', 'a']])
    aws.call('UpdateSecret', { SecretId: 'a', Description: 'x' })
    expect(walk({ SortBy: 'last-changed-date', SortOrder: 'desc' })[0]?.[0]).toBe('a')
    aws.call('GetSecretValue', { SecretId: 'd' })
    expect(walk({ SortBy: 'last-accessed-date', SortOrder: 'desc' })[0]?.[0]).toBe('d')
  })

  it('pages hold 100 unless asked otherwise', () => {
    for (let index = 0; index < 100; index += 1) aws.call('CreateSecret', { Name: `x${index}` })
    expect(walk({}).map((page) => page.length)).toEqual([100, 5])
  })

  it('a page goes on where the last one ended, though secrets come and go', () => {
    const first = aws.call('ListSecrets', { MaxResults: 2 })
    aws.call('DeleteSecret', { SecretId: 'b' })
    aws.call('CreateSecret', { Name: 'new' })
    expect(names(aws.call('ListSecrets', { MaxResults: 9, NextToken: first.NextToken }))).toEqual([
      'd',
      'c',
      'e',
      'new',
    ])
  })

  it.each(['garbage', 'W10', Buffer.from('[1,"x","y","z"]').toString('base64url')])(
    'the token %s is refused',
    (NextToken) => {
      expect(aws.call('ListSecrets', { NextToken })).toMatchObject({ error: 'InvalidNextTokenException', status: 400 })
    },
  )

  it('a token fits no other request, and no altered one is taken', () => {
    const NextToken = String(aws.call('ListSecrets', { MaxResults: 2 }).NextToken)
    const error = 'InvalidNextTokenException'
    expect(aws.call('ListSecrets', { NextToken, IncludePlannedDeletion: true })).toMatchObject({ error })
    expect(aws.call('ListSecretVersionIds', { SecretId: 'a', NextToken })).toMatchObject({ error })
    expect(aws.call('BatchGetSecretValue', { Filters: [], NextToken })).toMatchObject({ error })
    expect(aws.call('ListSecrets', { NextToken: `${NextToken.slice(0, 8)}AAAA${NextToken.slice(12)}` })).toMatchObject({
      error,
    })
  })

  it('versions come in pages too', () => {
    for (let index = 0; index < 4; index += 1) aws.call('PutSecretValue', { SecretId: 'a', SecretString: `${index}` })
    const input = { SecretId: 'a', IncludeDeprecated: true, MaxResults: 3 }
    const first = aws.call('ListSecretVersionIds', input)
    const second = aws.call('ListSecretVersionIds', { ...input, NextToken: first.NextToken })
    expect([first.Versions, second.Versions]).toMatchObject([{ length: 3 }, { length: 2 }])
    expect(second).not.toHaveProperty('NextToken')
  })
})

describe('section 8: list lag', () => {
  it('lists follow late, Describe and Get at once; a deletion shows late too and nothing comes back', () => {
    aws = createDirect({ listLagMs: 300_000, seed: 7 })
    aws.call('CreateSecret', { Name: 'n', SecretString: 's' })
    expect(names(aws.call('ListSecrets', {}))).toEqual([])
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).toMatchObject({ Name: 'n' })
    aws.world.clock.advance(300_000)
    expect(names(aws.call('ListSecrets', {}))).toEqual(['n'])
    for (let index = 0; index < 20; index += 1) aws.call('UpdateSecret', { SecretId: 'n', Description: `${index}` })
    aws.call('DeleteSecret', { SecretId: 'n', ForceDeleteWithoutRecovery: true })
    expect(names(aws.call('ListSecrets', {}))).toEqual(['n'])
    aws.world.clock.advance(300_000)
    expect(names(aws.call('ListSecrets', {}))).toEqual([])
  })
})

describe('section 4: BatchGetSecretValue', () => {
  beforeEach(() => {
    for (let index = 0; index < 25; index += 1)
      aws.call('CreateSecret', { Name: `s${index}`, SecretString: `${index}` })
    aws.call('CreateSecret', { Name: 'empty' })
  })

  it('gives values and errors side by side', () => {
    const answer = aws.call('BatchGetSecretValue', { SecretIdList: ['s1', 'none', 'empty'] })
    expect(answer.SecretValues).toMatchObject([{ Name: 's1', SecretString: '1', VersionStages: ['AWSCURRENT'] }])
    expect(answer.Errors).toEqual([
      {
        SecretId: 'none',
        ErrorCode: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret.",
      },
      {
        SecretId: 'empty',
        ErrorCode: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      },
    ])
  })

  it('pages of 20 with filters', () => {
    const input = { Filters: [{ Key: 'name', Values: ['s'] }] }
    const first = aws.call('BatchGetSecretValue', input)
    const second = aws.call('BatchGetSecretValue', { ...input, NextToken: first.NextToken })
    expect([first.SecretValues, second.SecretValues]).toMatchObject([{ length: 20 }, { length: 5 }])
    expect(second).not.toHaveProperty('NextToken')
  })

  const selectors: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['neither selector', {}],
    ['both selectors', { SecretIdList: ['s1'], Filters: [] }],
    ['MaxResults without filters', { SecretIdList: ['s1'], MaxResults: 5 }],
  ]
  it.each(selectors)('refuses %s', (_sentence, input) => {
    expect(aws.call('BatchGetSecretValue', input)).toMatchObject({ error: 'InvalidParameterException', status: 400 })
  })
})
