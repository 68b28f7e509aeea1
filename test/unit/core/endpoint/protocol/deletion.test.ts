import { beforeEach, describe, expect, it } from 'vitest'
import type { OperationName } from '../../../../../main/core/endpoint/port.ts'
import { createDirect, type Direct } from '../../../../support/aws/direct.ts'

const MARKED = "You can't perform this operation on the secret because it was marked for deletion."
const DAY_S = 86_400
const at = Date.UTC(2026, 4, 6, 7, 8, 9, 123)

let aws: Direct
beforeEach(() => {
  aws = createDirect({}, () => at)
  aws.call('CreateSecret', { Name: 'n', SecretString: 's', Tags: [{ Key: 'k', Value: 'v' }] })
})

type Input = Readonly<Record<string, unknown>>

describe('section 6: the recovery window', () => {
  const windows: readonly (readonly [string, Input, number])[] = [
    ['30 days unless asked otherwise', {}, 30],
    ['7 days at the least', { RecoveryWindowInDays: 7 }, 7],
    ['30 days at the most', { RecoveryWindowInDays: 30 }, 30],
  ]
  it.each(windows)('is %s', (_sentence, input, days) => {
    const { DeletionDate } = aws.call('DeleteSecret', { SecretId: 'n', ...input })
    expect(DeletionDate).toBeCloseTo(at / 1_000 + days * DAY_S, 3)
    expect(aws.call('DescribeSecret', { SecretId: 'n' }).DeletedDate).toBe(DeletionDate)
  })

  const refused: readonly (readonly [string, Input, string])[] = [
    [
      '6 days',
      { RecoveryWindowInDays: 6 },
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    ],
    [
      '31 days',
      { RecoveryWindowInDays: 31 },
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    ],
    [
      'days and force',
      { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true },
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    ],
  ]
  it.each(refused)('refuses %s', (_sentence, input, message) => {
    expect(aws.call('DeleteSecret', { SecretId: 'n', ...input })).toEqual({
      error: 'InvalidParameterException',
      status: 400,
      message,
    })
  })

  it('ends: the secret is gone and its name is free for another ARN', () => {
    const { ARN } = aws.call('DeleteSecret', { SecretId: 'n', RecoveryWindowInDays: 7 })
    aws.world.clock.advance(7 * DAY_S * 1_000)
    expect(aws.call('DescribeSecret', { SecretId: 'n' }).error).toBe('ResourceNotFoundException')
    expect(aws.call('CreateSecret', { Name: 'n' }).ARN).not.toBe(ARN)
  })
})

describe('section 6: inside the window', () => {
  const refused: readonly (readonly [OperationName, Input])[] = [
    ['GetSecretValue', {}],
    ['PutSecretValue', { SecretString: 'x' }],
    ['UpdateSecret', { Description: 'x' }],
    ['TagResource', { Tags: [{ Key: 'a', Value: 'b' }] }],
    ['UntagResource', { TagKeys: ['k'] }],
    ['UpdateSecretVersionStage', { VersionStage: 'x', RemoveFromVersionId: 'x'.repeat(32) }],
    ['GetResourcePolicy', {}],
    ['PutResourcePolicy', { ResourcePolicy: '{}' }],
    ['DeleteResourcePolicy', {}],
    ['RotateSecret', { RotationLambdaARN: 'arn:f' }],
    ['CancelRotateSecret', {}],
    ['ReplicateSecretToRegions', { AddReplicaRegions: [{ Region: 'us-east-1' }] }],
    ['DeleteSecret', {}],
  ]
  it.each(refused)('%s is refused', (operation, input) => {
    aws.call('DeleteSecret', { SecretId: 'n' })
    expect(aws.call(operation, { SecretId: 'n', ...input })).toEqual({
      error: 'InvalidRequestException',
      status: 400,
      message: MARKED,
    })
  })

  it('the name stays taken', () => {
    aws.call('DeleteSecret', { SecretId: 'n' })
    expect(aws.call('CreateSecret', { Name: 'n', SecretString: 's' })).toEqual({
      error: 'InvalidRequestException',
      status: 400,
      message: "You can't create this secret because a secret with this name is already scheduled for deletion.",
    })
  })

  it('lists show it only when asked, with its date', () => {
    const { DeletionDate } = aws.call('DeleteSecret', { SecretId: 'n' })
    expect(aws.call('ListSecrets', {}).SecretList).toEqual([])
    expect(aws.call('ListSecrets', { IncludePlannedDeletion: true }).SecretList).toMatchObject([
      { Name: 'n', DeletedDate: DeletionDate },
    ])
  })

  it('a batch names it among its errors, by id and by filter', () => {
    aws.call('DeleteSecret', { SecretId: 'n' })
    const error = { ErrorCode: 'InvalidRequestException', Message: MARKED }
    expect(aws.call('BatchGetSecretValue', { SecretIdList: ['n'] })).toMatchObject({
      SecretValues: [],
      Errors: [{ SecretId: 'n', ...error }],
    })
    expect(aws.call('BatchGetSecretValue', { Filters: [{ Key: 'name', Values: ['n'] }] })).toMatchObject({
      SecretValues: [],
      Errors: [error],
    })
  })

  it('restoring brings back everything under the same ARN', () => {
    const before = aws.call('DescribeSecret', { SecretId: 'n' })
    aws.call('DeleteSecret', { SecretId: 'n' })
    expect(aws.call('RestoreSecret', { SecretId: 'n' })).toEqual({ ARN: before.ARN, Name: 'n' })
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).toEqual({ ...before, LastChangedDate: expect.any(Number) })
    expect(aws.call('GetSecretValue', { SecretId: 'n' })).toMatchObject({ SecretString: 's' })
  })

  it('restoring a secret that is not scheduled changes nothing and succeeds', () => {
    const before = aws.call('DescribeSecret', { SecretId: 'n' })
    expect(aws.call('RestoreSecret', { SecretId: 'n' })).toEqual({ ARN: before.ARN, Name: 'n' })
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).toEqual(before)
  })

  it('force still works', () => {
    aws.call('DeleteSecret', { SecretId: 'n' })
    expect(aws.call('DeleteSecret', { SecretId: 'n', ForceDeleteWithoutRecovery: true })).toMatchObject({ Name: 'n' })
    expect(aws.call('RestoreSecret', { SecretId: 'n' }).error).toBe('ResourceNotFoundException')
  })
})

describe('section 6: force', () => {
  it('succeeds for a name that does not exist, with an invented ARN, and makes nothing', () => {
    const answer = aws.call('DeleteSecret', { SecretId: 'none', ForceDeleteWithoutRecovery: true })
    expect(answer).toEqual({
      ARN: expect.stringMatching(/^arn:aws:secretsmanager:eu-central-1:111122223333:secret:none-[A-Za-z0-9]{6}$/),
      Name: 'none',
      DeletionDate: at / 1_000,
    })
    expect(aws.call('DescribeSecret', { SecretId: 'none' }).error).toBe('ResourceNotFoundException')
  })

  it('keeps the name for a while where deletion takes its time', () => {
    const slow = createDirect({ purgeDelayMs: 60_000 })
    slow.call('CreateSecret', { Name: 'n' })
    slow.call('DeleteSecret', { SecretId: 'n', ForceDeleteWithoutRecovery: true })
    const deleted = {
      error: 'InvalidRequestException',
      message: "You can't perform this operation on the secret because it was deleted.",
    }
    expect(slow.call('CreateSecret', { Name: 'n' })).toMatchObject(deleted)
    expect(slow.call('GetSecretValue', { SecretId: 'n' })).toMatchObject(deleted)
    slow.world.clock.advance(60_000)
    expect(slow.call('CreateSecret', { Name: 'n' })).toMatchObject({ Name: 'n' })
  })

  it('without it a missing secret is not found', () => {
    expect(aws.call('DeleteSecret', { SecretId: 'none' })).toMatchObject({ error: 'ResourceNotFoundException' })
  })
})
