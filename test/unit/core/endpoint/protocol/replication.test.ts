import { beforeEach, describe, expect, it } from 'vitest'
import type { OperationName } from '../../../../../main/core/endpoint/port.ts'
import { createDirect, type Direct } from '../../../../support/aws/direct.ts'

const HOME = 'eu-central-1'
const AWAY = 'us-east-1'
let aws: Direct
beforeEach(() => {
  aws = createDirect({ replicationDelayMs: 1_000 })
  aws.call('CreateSecret', { Name: 'n', SecretString: 's', Description: 'd', Tags: [{ Key: 'k', Value: 'v' }] })
})
const replicate = (more: Readonly<Record<string, unknown>> = {}) =>
  aws.call('ReplicateSecretToRegions', { SecretId: 'n', AddReplicaRegions: [{ Region: AWAY }], ...more })
const status = () => aws.call('DescribeSecret', { SecretId: 'n' }).ReplicationStatus

describe('section 7: a replica', () => {
  it('is made in its time, with the ARN of its primary in another region', () => {
    const { ARN, ReplicationStatus } = replicate()
    expect(ReplicationStatus).toEqual([{ Region: AWAY, Status: 'InProgress' }])
    expect(aws.call('DescribeSecret', { SecretId: 'n' }, AWAY).error).toBe('ResourceNotFoundException')
    aws.world.clock.advance(1_000)
    expect(status()).toEqual([{ Region: AWAY, Status: 'InSync' }])
    const replica = aws.call('DescribeSecret', { SecretId: 'n' }, AWAY)
    expect(replica).toMatchObject({
      ARN: String(ARN).replace(HOME, AWAY),
      Description: 'd',
      PrimaryRegion: HOME,
      Tags: [{ Key: 'k', Value: 'v' }],
    })
    expect(replica).not.toHaveProperty('ReplicationStatus')
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).toMatchObject({ PrimaryRegion: HOME })
    expect(aws.call('GetSecretValue', { SecretId: String(replica.ARN) }, AWAY)).toMatchObject({ SecretString: 's' })
  })

  it('PrimaryRegion is only on replicated secrets', () => {
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).not.toHaveProperty('PrimaryRegion')
  })

  it('may be asked for at creation, and answers as in progress', () => {
    const answer = aws.call('CreateSecret', {
      Name: 'm',
      SecretString: 's',
      AddReplicaRegions: [{ Region: AWAY, KmsKeyId: 'k' }],
    })
    expect(answer.ReplicationStatus).toEqual([{ Region: AWAY, KmsKeyId: 'k', Status: 'InProgress' }])
    aws.world.clock.advance(1_000)
    expect(aws.call('DescribeSecret', { SecretId: 'm' }, AWAY)).toMatchObject({ KmsKeyId: 'k' })
  })

  it('follows values, labels, description, tags and policy, and keeps its own key and date of access', () => {
    replicate()
    aws.world.clock.advance(1_000)
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: '2' })
    aws.call('UpdateSecret', { SecretId: 'n', Description: 'other', KmsKeyId: 'home-key' })
    aws.call('GetSecretValue', { SecretId: 'n' })
    expect(aws.call('GetSecretValue', { SecretId: 'n' }, AWAY)).toMatchObject({ SecretString: 's' })
    aws.world.clock.advance(1_000)
    expect(aws.call('GetSecretValue', { SecretId: 'n' }, AWAY)).toMatchObject({ SecretString: '2' })
    expect(aws.call('GetSecretValue', { SecretId: 'n', VersionStage: 'AWSPREVIOUS' }, AWAY)).toMatchObject({
      SecretString: 's',
    })
    const replica = aws.call('DescribeSecret', { SecretId: 'n' }, AWAY)
    expect(replica).toMatchObject({ Description: 'other' })
    expect(replica).not.toHaveProperty('KmsKeyId')
  })

  const writes: readonly (readonly [OperationName, Readonly<Record<string, unknown>>])[] = [
    ['PutSecretValue', { SecretString: 'x' }],
    ['UpdateSecret', { Description: 'x' }],
    ['UpdateSecretVersionStage', { VersionStage: 'x', RemoveFromVersionId: 'x'.repeat(32) }],
    ['TagResource', { Tags: [{ Key: 'a', Value: 'b' }] }],
    ['UntagResource', { TagKeys: ['k'] }],
    ['DeleteSecret', {}],
    ['DeleteSecret', { ForceDeleteWithoutRecovery: true }],
    ['RotateSecret', { RotationLambdaARN: 'arn:f' }],
    ['PutResourcePolicy', { ResourcePolicy: '{}' }],
    ['DeleteResourcePolicy', {}],
    ['ReplicateSecretToRegions', { AddReplicaRegions: [{ Region: 'us-west-2' }] }],
  ]
  it.each(writes)('refuses %s %j', (operation, input) => {
    replicate()
    aws.world.clock.advance(1_000)
    expect(aws.call(operation, { SecretId: 'n', ...input }, AWAY)).toEqual({
      error: 'InvalidParameterException',
      status: 400,
      message: "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    })
  })

  it('fails where the name is taken, and takes it by force', () => {
    aws.call('CreateSecret', { Name: 'n', SecretString: 'theirs' }, AWAY)
    replicate()
    aws.world.clock.advance(1_000)
    expect(status()).toEqual([
      { Region: AWAY, Status: 'Failed', StatusMessage: 'Secret with this name already exists in this region' },
    ])
    expect(aws.call('GetSecretValue', { SecretId: 'n' }, AWAY)).toMatchObject({ SecretString: 'theirs' })
    replicate({ ForceOverwriteReplicaSecret: true })
    aws.world.clock.advance(1_000)
    expect(status()).toEqual([{ Region: AWAY, Status: 'InSync' }])
    expect(aws.call('GetSecretValue', { SecretId: 'n' }, AWAY)).toMatchObject({ SecretString: 's' })
  })

  it('fails in a region that is not enabled, and under a key that is', () => {
    aws.world.disabledRegions.add(AWAY)
    aws.world.region('111122223333', 'us-west-2').disabledKeys.add('k')
    aws.call('ReplicateSecretToRegions', {
      SecretId: 'n',
      AddReplicaRegions: [{ Region: AWAY }, { Region: 'us-west-2', KmsKeyId: 'k' }],
    })
    aws.world.clock.advance(1_000)
    expect(status()).toMatchObject([{ Status: 'Failed' }, { Status: 'Failed' }])
  })

  it('goes at once when its region is removed; the primary cannot go before', () => {
    const { ARN } = replicate()
    aws.world.clock.advance(1_000)
    expect(aws.call('DeleteSecret', { SecretId: 'n' })).toEqual({
      error: 'InvalidParameterException',
      status: 400,
      message: `You can't delete secret ${ARN} that still has replica regions [${AWAY}]`,
    })
    expect(aws.call('RemoveRegionsFromReplication', { SecretId: 'n', RemoveReplicaRegions: [AWAY] })).toEqual({
      ARN,
      ReplicationStatus: [],
    })
    expect(aws.call('DescribeSecret', { SecretId: 'n' }, AWAY).error).toBe('ResourceNotFoundException')
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).not.toHaveProperty('PrimaryRegion')
    expect(aws.call('DeleteSecret', { SecretId: 'n' })).not.toHaveProperty('error')
  })

  it('becomes a secret of its own when replication stops there', () => {
    replicate()
    aws.world.clock.advance(1_000)
    const { ARN } = aws.call('StopReplicationToReplica', { SecretId: 'n' }, AWAY)
    expect(ARN).toMatch(`:${AWAY}:`)
    expect(status()).toBeUndefined()
    expect(aws.call('PutSecretValue', { SecretId: 'n', SecretString: 'own' }, AWAY)).not.toHaveProperty('error')
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: 'home' })
    aws.world.clock.advance(1_000)
    expect(aws.call('GetSecretValue', { SecretId: 'n' }, AWAY)).toMatchObject({ SecretString: 'own' })
  })

  it.each([
    ['the own region', [{ Region: HOME }]],
    ['another partition', [{ Region: 'cn-north-1' }]],
    ['a region twice', [{ Region: AWAY }, { Region: AWAY }]],
  ])('is refused for %s', (_sentence, AddReplicaRegions) => {
    expect(aws.call('ReplicateSecretToRegions', { SecretId: 'n', AddReplicaRegions })).toMatchObject({
      error: 'InvalidParameterException',
    })
    expect(aws.call('CreateSecret', { Name: 'x', AddReplicaRegions })).toMatchObject({
      error: 'InvalidParameterException',
    })
    expect(aws.call('DescribeSecret', { SecretId: 'x' }).error).toBe('ResourceNotFoundException')
  })

  it('operations for replicas are refused elsewhere', () => {
    expect(aws.call('StopReplicationToReplica', { SecretId: 'n' })).toMatchObject({
      error: 'InvalidParameterException',
    })
    expect(aws.call('RemoveRegionsFromReplication', { SecretId: 'n', RemoveReplicaRegions: [AWAY] })).toMatchObject({
      error: 'InvalidParameterException',
    })
  })
})
