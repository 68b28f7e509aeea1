import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDirect, type Direct } from '../../../../support/aws/direct.ts'

const at = Date.UTC(2026, 4, 6, 7, 8, 9, 123)
const [T1, T2] = [randomUUID(), randomUUID()]
let aws: Direct
beforeEach(() => {
  aws = createDirect({}, () => at)
})

describe('section 4: what answers hold', () => {
  it('CreateSecret: no version without a value', () => {
    expect(aws.call('CreateSecret', { Name: 'n' })).toEqual({ ARN: expect.any(String), Name: 'n' })
    expect(aws.call('CreateSecret', { Name: 'm', SecretString: 's', ClientRequestToken: T1 })).toEqual({
      ARN: expect.any(String),
      Name: 'm',
      VersionId: T1,
    })
  })

  it('an ARN ends with six random letters or digits, anew for each secret', () => {
    const first = aws.call('CreateSecret', { Name: 'a/b' }).ARN
    expect(first).toMatch(/^arn:aws:secretsmanager:eu-central-1:111122223333:secret:a\/b-[A-Za-z0-9]{6}$/)
    expect(aws.call('CreateSecret', { Name: 'c' }, 'cn-north-1').ARN).toMatch(/^arn:aws-cn:/)
    expect(aws.call('CreateSecret', { Name: 'c' }, 'us-gov-west-1').ARN).toMatch(/^arn:aws-us-gov:/)
  })

  it('DescribeSecret: nothing that was never set', () => {
    aws.call('CreateSecret', { Name: 'n', Description: '' })
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).toEqual({
      ARN: expect.any(String),
      Name: 'n',
      CreatedDate: at / 1_000,
      LastChangedDate: at / 1_000,
    })
  })

  it('DescribeSecret: everything that was set, dates as seconds with milliseconds', () => {
    const Tags = [{ Key: 'k', Value: 'v' }]
    aws.call('CreateSecret', {
      Name: 'n',
      SecretString: 's',
      ClientRequestToken: T1,
      Description: 'd',
      KmsKeyId: 'alias/k',
      Type: 'GitLabAccessToken',
      Tags,
    })
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).toEqual({
      ARN: expect.any(String),
      Name: 'n',
      Type: 'GitLabAccessToken',
      Description: 'd',
      KmsKeyId: 'alias/k',
      LastChangedDate: 1778051289.123,
      CreatedDate: 1778051289.123,
      Tags,
      VersionIdsToStages: { [T1]: ['AWSCURRENT'] },
    })
  })

  it('GetSecretValue: the date of the version, not of the secret', () => {
    aws.call('CreateSecret', { Name: 'n', SecretString: '1', ClientRequestToken: T1 })
    aws.world.clock.advance(1_500)
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: '2', ClientRequestToken: T2 })
    const expected = {
      ARN: expect.any(String),
      Name: 'n',
      VersionId: T2,
      SecretString: '2',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: (at + 1_500) / 1_000,
    }
    expect(aws.call('GetSecretValue', { SecretId: 'n' })).toEqual(expected)
    expect(aws.call('GetSecretValue', { SecretId: 'n', VersionId: T1 })).toMatchObject({ CreatedDate: at / 1_000 })
  })

  it('UpdateSecret: a version id only with a value; the empty description and key go away', () => {
    aws.call('CreateSecret', { Name: 'n', SecretString: 's', Description: 'd', KmsKeyId: 'k' })
    expect(aws.call('UpdateSecret', { SecretId: 'n', Description: '', KmsKeyId: '' })).toEqual({
      ARN: expect.any(String),
      Name: 'n',
    })
    const after = aws.call('DescribeSecret', { SecretId: 'n' })
    expect(after).not.toHaveProperty('Description')
    expect(after).not.toHaveProperty('KmsKeyId')
    expect(aws.call('UpdateSecret', { SecretId: 'n' })).toEqual({ ARN: expect.any(String), Name: 'n' })
    expect(aws.call('UpdateSecret', { SecretId: 'n', SecretString: 'x', ClientRequestToken: T2 })).toMatchObject({
      VersionId: T2,
    })
  })

  it('ListSecretVersionIds: the default key by its name, another by its id, also for what it seals anew (section 11); no empty members', () => {
    aws.call('CreateSecret', { Name: 'n', SecretString: '1', ClientRequestToken: T1 })
    expect(aws.call('ListSecretVersionIds', { SecretId: 'n' })).toEqual({
      ARN: expect.any(String),
      Name: 'n',
      Versions: [
        { VersionId: T1, VersionStages: ['AWSCURRENT'], CreatedDate: at / 1_000, KmsKeyIds: ['DefaultEncryptionKey'] },
      ],
    })
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: 'side', VersionStages: ['side'] })
    aws.call('UpdateSecret', { SecretId: 'n', KmsKeyId: 'alias/k' })
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: '2' })
    expect(aws.call('ListSecretVersionIds', { SecretId: 'n' }).Versions).toMatchObject([
      { VersionStages: ['AWSPREVIOUS'], KmsKeyIds: ['alias/k'] },
      { VersionStages: ['side'], KmsKeyIds: ['DefaultEncryptionKey'] },
      { VersionStages: ['AWSCURRENT'], KmsKeyIds: ['alias/k'] },
    ])
  })

  it('tags: added, overwritten, and an empty list after the last is gone; unknown keys do not matter', () => {
    aws.call('CreateSecret', { Name: 'n' })
    expect(aws.call('TagResource', { SecretId: 'n', Tags: [{ Key: 'a', Value: '1' }] })).toEqual({})
    aws.call('TagResource', {
      SecretId: 'n',
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '' },
      ],
    })
    expect(aws.call('DescribeSecret', { SecretId: 'n' }).Tags).toEqual([
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '' },
    ])
    expect(aws.call('UntagResource', { SecretId: 'n', TagKeys: ['a', 'b', 'c'] })).toEqual({})
    expect(aws.call('DescribeSecret', { SecretId: 'n' }).Tags).toEqual([])
  })
})

describe('section 2: tags', () => {
  const tags = (count: number) => Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: 'v' }))
  it.each([
    ['51 tags', tags(51)],
    ["a key of AWS's own", [{ Key: 'aws:x', Value: 'v' }]],
    ["a key of AWS's own in capitals", [{ Key: 'AWS:x', Value: 'v' }]],
    [
      'a key twice',
      [
        { Key: 'k', Value: '1' },
        { Key: 'k', Value: '2' },
      ],
    ],
    ['a tag without a key', [{ Value: 'v' }]],
  ])('refuses %s', (_sentence, Tags) => {
    expect(aws.call('CreateSecret', { Name: 'n', Tags })).toMatchObject({
      error: 'InvalidParameterException',
      status: 400,
    })
    aws.call('CreateSecret', { Name: 'm' })
    expect(aws.call('TagResource', { SecretId: 'm', Tags })).toMatchObject({ error: 'InvalidParameterException' })
    expect(aws.call('DescribeSecret', { SecretId: 'm' })).not.toHaveProperty('Tags')
  })

  it('counts what is there already', () => {
    aws.call('CreateSecret', { Name: 'n', Tags: tags(50) })
    expect(aws.call('TagResource', { SecretId: 'n', Tags: [{ Key: 'new', Value: '' }] })).toMatchObject({
      error: 'InvalidParameterException',
    })
    expect(aws.call('TagResource', { SecretId: 'n', Tags: [{ Key: 'k0', Value: 'other' }] })).toEqual({})
  })
})

describe('section 2: SecretId', () => {
  it.each([
    ['the name', (_arn: string) => 'x/y'],
    ['the ARN', (arn: string) => arn],
    ['the ARN without its suffix', (arn: string) => arn.slice(0, -7)],
  ])('finds by %s', (_sentence, id) => {
    const { ARN } = aws.call('CreateSecret', { Name: 'x/y', SecretString: 's' })
    expect(aws.call('GetSecretValue', { SecretId: id(String(ARN)) })).toMatchObject({ SecretString: 's' })
  })

  it.each([
    ['another suffix', (arn: string) => `${arn.slice(0, -1)}${arn.endsWith('a') ? 'b' : 'a'}`],
    ['another region', (arn: string) => arn.replace('eu-central-1', 'eu-west-1')],
    ['another account', (arn: string) => arn.replace('111122223333', '444455556666')],
  ])('does not find by an ARN with %s', (_sentence, id) => {
    const { ARN } = aws.call('CreateSecret', { Name: 'x', SecretString: 's' })
    expect(aws.call('GetSecretValue', { SecretId: id(String(ARN)) })).toEqual({
      error: 'ResourceNotFoundException',
      status: 400,
      message: "Secrets Manager can't find the specified secret.",
    })
  })

  it('a name that ends like a suffix is not found by its partial ARN', () => {
    const { ARN } = aws.call('CreateSecret', { Name: 'x-a1b2c3', SecretString: 's' })
    expect(aws.call('GetSecretValue', { SecretId: String(ARN) })).toMatchObject({ SecretString: 's' })
    expect(aws.call('GetSecretValue', { SecretId: String(ARN).slice(0, -7) }).error).toBe('ResourceNotFoundException')
  })
})

describe('section 3: versions that are not there', () => {
  const missing = "Secrets Manager can't find the specified secret value for "
  beforeEach(() => {
    aws.call('CreateSecret', { Name: 'n', SecretString: 's', ClientRequestToken: T1 })
  })
  it.each([
    ['an unknown version', { VersionId: T2 }, 'ResourceNotFoundException', `${missing}VersionId: ${T2}`],
    ['an unknown stage', { VersionStage: 'blue' }, 'ResourceNotFoundException', `${missing}staging label: blue`],
    [
      'an unknown version with a stage',
      { VersionId: T2, VersionStage: 'AWSCURRENT' },
      'ResourceNotFoundException',
      `${missing}VersionId: ${T2}`,
    ],
    [
      'a stage on another version',
      { VersionId: T1, VersionStage: 'AWSPREVIOUS' },
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    ],
  ])('%s', (_sentence, input, error, message) => {
    expect(aws.call('GetSecretValue', { SecretId: 'n', ...input })).toEqual({ error, status: 400, message })
  })

  it('a version with its own stage is found', () => {
    expect(aws.call('GetSecretValue', { SecretId: 'n', VersionId: T1, VersionStage: 'AWSCURRENT' })).toMatchObject({
      SecretString: 's',
    })
  })
})

describe('section 3: two values, or none', () => {
  const SecretBinary = 'AA=='
  it.each(['CreateSecret', 'PutSecretValue', 'UpdateSecret'] as const)(
    '%s refuses string and binary together',
    (operation) => {
      const answer = aws.call(operation, { Name: 'n', SecretId: 'n', SecretString: 's', SecretBinary })
      expect(answer).toMatchObject({ error: 'InvalidParameterException', status: 400 })
    },
  )
  it('PutSecretValue needs one of them', () => {
    expect(aws.call('PutSecretValue', { SecretId: 'n' })).toMatchObject({
      error: 'InvalidParameterException',
      message: 'You must provide either SecretString or SecretBinary.',
    })
  })
})

describe('section 9: the date of last access', () => {
  it('is midnight UTC, absent before the first read, kept for secret and version, and no change', () => {
    aws.call('CreateSecret', { Name: 'n', SecretString: 's', ClientRequestToken: T1 })
    const before = aws.call('DescribeSecret', { SecretId: 'n' })
    expect(before).not.toHaveProperty('LastAccessedDate')
    aws.call('GetSecretValue', { SecretId: 'n' })
    const midnight = Date.UTC(2026, 4, 6) / 1_000
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).toEqual({ ...before, LastAccessedDate: midnight })
    expect(aws.call('ListSecretVersionIds', { SecretId: 'n' }).Versions).toMatchObject([{ LastAccessedDate: midnight }])
    expect(aws.call('ListSecrets', {}).SecretList).toMatchObject([{ LastAccessedDate: midnight }])
  })
})
