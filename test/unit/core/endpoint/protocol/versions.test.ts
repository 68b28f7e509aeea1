import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDirect, type Direct } from '../../../../support/aws/direct.ts'

let aws: Direct
const [T1, T2, T3] = [randomUUID(), randomUUID(), randomUUID()]
const inUse = (arn: unknown, token: string) => ({
  error: 'ResourceExistsException',
  status: 400,
  message: `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
})

function stagesOf(name = 'n', deprecated = false): Readonly<Record<string, unknown>> {
  const answer = aws.call('ListSecretVersionIds', { SecretId: name, IncludeDeprecated: deprecated })
  const versions = answer.Versions as readonly {
    readonly VersionId: string
    readonly VersionStages?: readonly string[]
  }[]
  return Object.fromEntries(versions.map((version) => [version.VersionId, version.VersionStages?.toSorted()]))
}

beforeEach(() => {
  aws = createDirect()
})

describe('section 5: a token is a version id', () => {
  it('the same token and value again is a success without a change, for Create, Put and Update', () => {
    const created = aws.call('CreateSecret', { Name: 'n', SecretString: 's', ClientRequestToken: T1 })
    expect(aws.call('CreateSecret', { Name: 'n', SecretString: 's', ClientRequestToken: T1 })).toEqual(created)
    const before = aws.call('DescribeSecret', { SecretId: 'n' })
    expect(aws.call('PutSecretValue', { SecretId: 'n', SecretString: 's', ClientRequestToken: T1 })).toMatchObject({
      VersionId: T1,
      VersionStages: ['AWSCURRENT'],
    })
    expect(aws.call('UpdateSecret', { SecretId: 'n', SecretString: 's', ClientRequestToken: T1 })).toMatchObject({
      VersionId: T1,
    })
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).toEqual(before)
  })

  it('the same token with another value is refused by Create, Put and Update', () => {
    const { ARN } = aws.call('CreateSecret', { Name: 'n', SecretString: 's', ClientRequestToken: T1 })
    expect(aws.call('CreateSecret', { Name: 'n', SecretString: 'x', ClientRequestToken: T1 })).toEqual(inUse(ARN, T1))
    expect(aws.call('PutSecretValue', { SecretId: 'n', SecretString: 'x', ClientRequestToken: T1 })).toEqual(
      inUse(ARN, T1),
    )
    expect(
      aws.call('UpdateSecret', { SecretId: 'n', SecretString: 'x', Description: 'd', ClientRequestToken: T1 }),
    ).toEqual(inUse(ARN, T1))
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).not.toHaveProperty('Description')
  })

  it('the same bytes as string and as binary are two contents', () => {
    const { ARN } = aws.call('CreateSecret', { Name: 'n', SecretString: 's', ClientRequestToken: T1 })
    const SecretBinary = Buffer.from('s').toString('base64')
    expect(aws.call('PutSecretValue', { SecretId: 'n', SecretBinary, ClientRequestToken: T1 })).toEqual(inUse(ARN, T1))
  })

  it('a repeated put with other stages is ignored', () => {
    aws.call('CreateSecret', { Name: 'n', SecretString: 's', ClientRequestToken: T1 })
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: 'x', ClientRequestToken: T2, VersionStages: ['blue'] })
    const again = aws.call('PutSecretValue', {
      SecretId: 'n',
      SecretString: 'x',
      ClientRequestToken: T2,
      VersionStages: ['green'],
    })
    expect(again.VersionStages).toEqual(['blue'])
    expect(stagesOf()).toEqual({ [T1]: ['AWSCURRENT'], [T2]: ['blue'] })
  })

  it('its case and characters are kept', () => {
    const token = `Ünïcode ${'Xy'.repeat(14)}`
    expect(aws.call('CreateSecret', { Name: 'n', SecretString: 's', ClientRequestToken: token }).VersionId).toBe(token)
    expect(aws.call('GetSecretValue', { SecretId: 'n', VersionId: token }).VersionId).toBe(token)
    expect(aws.call('GetSecretValue', { SecretId: 'n', VersionId: token.toLowerCase() }).error).toBe(
      'ResourceNotFoundException',
    )
  })

  it('a create without a value does not remember its token', () => {
    aws.call('CreateSecret', { Name: 'n', ClientRequestToken: T1 })
    expect(aws.call('CreateSecret', { Name: 'n', ClientRequestToken: T1 })).toMatchObject({
      error: 'ResourceExistsException',
      message: 'The operation failed because the secret n already exists.',
    })
    expect(aws.call('PutSecretValue', { SecretId: 'n', SecretString: 's', ClientRequestToken: T1 }).VersionId).toBe(T1)
  })

  it('its absence is noticed before anything is looked up', () => {
    const missing = {
      status: 400,
      message: 'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
    }
    const none = { SecretId: 'none', ClientRequestToken: undefined }
    expect(aws.call('PutSecretValue', { ...none, SecretString: 's' })).toEqual({
      error: 'InvalidRequestException',
      ...missing,
    })
    expect(aws.call('UpdateSecret', none)).toEqual({ error: 'InvalidRequestException', ...missing })
    expect(aws.call('RotateSecret', none)).toEqual({ error: 'InvalidParameterException', ...missing })
    expect(aws.call('CreateSecret', { Name: 'n', ClientRequestToken: undefined })).toEqual({
      error: 'InvalidRequestException',
      ...missing,
    })
  })
})

describe('section 5: labels over the wire', () => {
  beforeEach(() => {
    aws.call('CreateSecret', { Name: 'n', SecretString: '1', ClientRequestToken: T1 })
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: '2', ClientRequestToken: T2 })
  })
  const move = (input: Readonly<Record<string, unknown>>) =>
    aws.call('UpdateSecretVersionStage', { SecretId: 'n', ...input })

  it('rule 12: AWSPREVIOUS is the way back, and the two swap', () => {
    expect(move({ VersionStage: 'AWSCURRENT', MoveToVersionId: T1, RemoveFromVersionId: T2 })).toEqual({
      ARN: expect.any(String),
      Name: 'n',
    })
    expect(stagesOf()).toEqual({ [T1]: ['AWSCURRENT'], [T2]: ['AWSPREVIOUS'] })
    expect(aws.call('GetSecretValue', { SecretId: 'n' }).SecretString).toBe('1')
  })

  it('rule 8: AWSCURRENT cannot be taken away, with the message of AWS', () => {
    expect(move({ VersionStage: 'AWSCURRENT', RemoveFromVersionId: T2 })).toEqual({
      error: 'InvalidParameterException',
      status: 400,
      message:
        'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
    })
  })

  it('section 3: an unknown version is not found by its id', () => {
    expect(move({ VersionStage: 'AWSCURRENT', MoveToVersionId: T3, RemoveFromVersionId: T2 })).toEqual({
      error: 'ResourceNotFoundException',
      status: 400,
      message: `Secrets Manager can't find the specified secret value for VersionId: ${T3}`,
    })
  })

  it('rule 11: the twenty-first label is a quota', () => {
    const VersionStages = Array.from({ length: 18 }, (_, i) => `s${i}`)
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: '3', VersionStages })
    expect(move({ VersionStage: 'one-more', MoveToVersionId: T1 })).toMatchObject({
      error: 'LimitExceededException',
      status: 400,
    })
  })

  it('rule 10: a deprecated version is left out of lists and can still be read by its id', () => {
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: '3', ClientRequestToken: T3 })
    expect(stagesOf()).toEqual({ [T3]: ['AWSCURRENT'], [T2]: ['AWSPREVIOUS'] })
    expect(stagesOf('n', true)).toHaveProperty(T1, undefined)
    expect(aws.call('DescribeSecret', { SecretId: 'n' }).VersionIdsToStages).not.toHaveProperty(T1)
    expect(aws.call('GetSecretValue', { SecretId: 'n', VersionId: T1 })).toMatchObject({
      SecretString: '1',
      VersionStages: [],
    })
  })

  it('rule 14: the same value under a new token is a new version, and the change shows', () => {
    aws.world.clock.advance(5_000)
    const before = aws.call('DescribeSecret', { SecretId: 'n' })
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: '2', ClientRequestToken: T3 })
    expect(stagesOf()).toEqual({ [T3]: ['AWSCURRENT'], [T2]: ['AWSPREVIOUS'] })
    expect(aws.call('DescribeSecret', { SecretId: 'n' }).LastChangedDate).toBeGreaterThan(
      before.LastChangedDate as number,
    )
  })

  it('rule 15: string and binary may take turns', () => {
    const SecretBinary = Buffer.from([0, 255, 128]).toString('base64')
    aws.call('PutSecretValue', { SecretId: 'n', SecretBinary })
    const binary = aws.call('GetSecretValue', { SecretId: 'n' })
    expect(binary).toMatchObject({ SecretBinary })
    expect(binary).not.toHaveProperty('SecretString')
    aws.call('UpdateSecret', { SecretId: 'n', SecretString: 'text' })
    expect(aws.call('GetSecretValue', { SecretId: 'n' })).toMatchObject({ SecretString: 'text' })
  })

  it('optimistic concurrency: put under a private label, then move with what was expected; the second mover loses', () => {
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: 'a', ClientRequestToken: T3, VersionStages: ['SYNC'] })
    const other = aws.call('PutSecretValue', { SecretId: 'n', SecretString: 'b' })
    expect(move({ VersionStage: 'AWSCURRENT', MoveToVersionId: T3, RemoveFromVersionId: T2 })).toMatchObject({
      error: 'InvalidParameterException',
    })
    expect(aws.call('GetSecretValue', { SecretId: 'n' }).VersionId).toBe(other.VersionId)
  })
})

describe('section 5: pruning', () => {
  it('labelled and young versions stay; then the quota of versions is reached', () => {
    aws = createDirect({ versionsPerSecret: 5 })
    aws.call('CreateSecret', { Name: 'n', SecretString: '1', ClientRequestToken: T1 })
    for (let count = 2; count <= 5; count += 1) aws.call('PutSecretValue', { SecretId: 'n', SecretString: `${count}` })
    expect(aws.call('PutSecretValue', { SecretId: 'n', SecretString: '6' })).toMatchObject({
      error: 'LimitExceededException',
    })
    aws.world.clock.advance(86_400_000)
    expect(aws.call('PutSecretValue', { SecretId: 'n', SecretString: '6' })).not.toHaveProperty('error')
    expect(aws.call('GetSecretValue', { SecretId: 'n', VersionId: T1 }).error).toBe('ResourceNotFoundException')
    expect(aws.call('GetSecretValue', { SecretId: 'n', VersionStage: 'AWSPREVIOUS' }).SecretString).toBe('5')
  })
})
