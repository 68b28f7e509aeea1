import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { isPublic, parsePolicy } from '../../../../../main/core/endpoint/protocol/policy.ts'
import { accessOf } from '../../../../support/aws/accounts.ts'
import { createDirect, type Direct } from '../../../../support/aws/direct.ts'

let aws: Direct
beforeEach(() => {
  aws = createDirect()
})
const statement = (more: Readonly<Record<string, unknown>> = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::444455556666:root' },
  Action: 'secretsmanager:GetSecretValue',
  Resource: '*',
  ...more,
})
const policy = (...statements: readonly unknown[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements })

describe('section 11: the syntax of a policy', () => {
  it.each([
    ['one statement', policy(statement())],
    ['a statement without a list', JSON.stringify({ Statement: statement() })],
    [
      'lists everywhere',
      policy(statement({ Action: ['secretsmanager:Get*', '*'], Resource: ['*'], Principal: { AWS: ['1', '2'] } })),
    ],
    ['a service', policy(statement({ Principal: { Service: 'x.amazonaws.com' } }))],
    ['everybody but', policy(statement({ Principal: undefined, NotPrincipal: { AWS: '1' } }))],
    [
      'a condition and an id',
      policy(statement({ Sid: 's', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o' } } })),
    ],
  ])('takes %s', (_sentence, json) => {
    expect(parsePolicy(json)).toBeDefined()
  })

  it.each([
    ['no JSON', 'not json'],
    ['a list', '[]'],
    ['nothing', '{}'],
    ['no statements', policy()],
    ['another version', JSON.stringify({ Version: '2020-01-01', Statement: [statement()] })],
    ['unknown members', JSON.stringify({ Statement: [statement()], Extra: 1 })],
    ['unknown members of a statement', policy(statement({ Colour: 'red' }))],
    ['another effect', policy(statement({ Effect: 'Maybe' }))],
    ['no principal', policy(statement({ Principal: undefined }))],
    ['an unknown principal', policy(statement({ Principal: { Person: 'me' } }))],
    ['no action', policy(statement({ Action: undefined }))],
    ['an action without a service', policy(statement({ Action: 'GetSecretValue' }))],
    ['no resource', policy(statement({ Resource: undefined }))],
    ['action and not-action', policy(statement({ NotAction: '*' }))],
    ['a condition that is none', policy(statement({ Condition: 'x' }))],
  ])('refuses %s', (_sentence, json) => {
    expect(parsePolicy(json)).toBeUndefined()
    aws.call('CreateSecret', { Name: 'n' })
    expect(aws.call('PutResourcePolicy', { SecretId: 'n', ResourcePolicy: json })).toEqual({
      error: 'MalformedPolicyDocumentException',
      status: 400,
      message: 'This policy has invalid syntax.',
    })
  })
})

describe('section 11: a public policy', () => {
  it.each([
    ['everybody', statement({ Principal: '*' }), true],
    ['everybody, in a list', statement({ Principal: { AWS: ['1', '*'] } }), true],
    ['everybody but one', statement({ Principal: undefined, NotPrincipal: { AWS: '1' } }), true],
    [
      'everybody under a condition that asks nothing of them',
      statement({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      true,
    ],
    [
      'everybody of any organisation',
      statement({ Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } } }),
      true,
    ],
    [
      'everybody of one organisation',
      statement({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
      false,
    ],
    ['one account', statement(), false],
    ['nobody', statement({ Effect: 'Deny', Principal: '*' }), false],
  ])('lets in %s', (_sentence, each, expected) => {
    expect(isPublic(parsePolicy(policy(each)) ?? [])).toBe(expected)
  })

  it('is refused when asked to, taken otherwise, and reported by the check', () => {
    aws.call('CreateSecret', { Name: 'n' })
    const ResourcePolicy = policy(statement({ Principal: '*' }))
    expect(aws.call('PutResourcePolicy', { SecretId: 'n', ResourcePolicy, BlockPublicPolicy: true })).toMatchObject({
      error: 'PublicPolicyException',
      status: 400,
    })
    expect(aws.call('GetResourcePolicy', { SecretId: 'n' })).toEqual({ ARN: expect.any(String), Name: 'n' })
    expect(aws.call('PutResourcePolicy', { SecretId: 'n', ResourcePolicy })).toEqual({
      ARN: expect.any(String),
      Name: 'n',
    })
    expect(aws.call('GetResourcePolicy', { SecretId: 'n' })).toMatchObject({ ResourcePolicy })
    expect(aws.call('ValidateResourcePolicy', { ResourcePolicy })).toMatchObject({
      PolicyValidationPassed: false,
      ValidationErrors: [{ CheckName: 'PUBLIC_ACCESS' }],
    })
    expect(aws.call('ValidateResourcePolicy', { SecretId: 'n', ResourcePolicy: policy(statement()) })).toEqual({
      PolicyValidationPassed: true,
      ValidationErrors: [],
    })
    expect(aws.call('DeleteResourcePolicy', { SecretId: 'n' })).toMatchObject({ Name: 'n' })
    expect(aws.call('GetResourcePolicy', { SecretId: 'n' })).not.toHaveProperty('ResourcePolicy')
  })

  it('that would lock its author out is refused', () => {
    aws.call('CreateSecret', { Name: 'n' })
    const ResourcePolicy = policy(statement({ Effect: 'Deny', Principal: '*', Action: 'secretsmanager:*' }))
    expect(aws.call('PutResourcePolicy', { SecretId: 'n', ResourcePolicy })).toMatchObject({
      error: 'AccessDeniedException',
    })
  })
})

describe('section 11: another account', () => {
  const other = '444455556666'
  const asOther = (): Direct => {
    const key = { accessKeyId: 'k', secretAccessKey: 's', accountId: other, user: 'eve' }
    return aws.as(other, accessOf(aws.world, key, 'eu-central-1'))
  }
  const open = (name: string, more: Readonly<Record<string, unknown>> = {}) => {
    const { ARN } = aws.call('CreateSecret', { Name: name, SecretString: 's', ...more })
    const Action = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue']
    aws.call('PutResourcePolicy', { SecretId: name, ResourcePolicy: policy(statement({ Action })) })
    return String(ARN)
  }

  it('reads by the full ARN where the policy says so and the key is not the default one', () => {
    const arn = open('n', { KmsKeyId: 'alias/shared' })
    expect(asOther().call('GetSecretValue', { SecretId: arn })).toMatchObject({ SecretString: 's' })
    expect(asOther().call('GetSecretValue', { SecretId: 'n' })).toMatchObject({ error: 'ResourceNotFoundException' })
  })

  it('describes but does not read or put under the default key', () => {
    const arn = open('n')
    const refused = {
      error: 'InvalidRequestException',
      message:
        "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
    }
    expect(asOther().call('DescribeSecret', { SecretId: arn })).toMatchObject({ Name: 'n' })
    expect(asOther().call('GetSecretValue', { SecretId: arn })).toMatchObject(refused)
    expect(asOther().call('PutSecretValue', { SecretId: arn, SecretString: 'x' })).toMatchObject(refused)
  })

  it('is denied what the policy does not name, whether the secret exists or not', () => {
    const arn = open('n', { KmsKeyId: 'k' })
    const denial = (operation: string, resource: string) =>
      `User: arn:aws:iam::${other}:user/eve is not authorized to perform: secretsmanager:${operation} on resource: ${resource} because no resource-based policy allows the secretsmanager:${operation} action`
    expect(asOther().call('DeleteSecret', { SecretId: arn })).toEqual({
      error: 'AccessDeniedException',
      status: 400,
      message: denial('DeleteSecret', arn),
    })
    const none = arn.replace(':n-', ':none-')
    expect(asOther().call('GetSecretValue', { SecretId: none })).toMatchObject({
      error: 'AccessDeniedException',
      message: denial('GetSecretValue', none),
    })
  })

  it('does not see it in lists', () => {
    open('n', { KmsKeyId: 'k' })
    expect(asOther().call('ListSecrets', {}).SecretList).toEqual([])
  })
})

describe('section 3: keys of KMS', () => {
  it('a disabled key neither seals nor opens', () => {
    const token = randomUUID()
    aws.call('CreateSecret', { Name: 'n', SecretString: 's', KmsKeyId: 'k', ClientRequestToken: token })
    aws.world.region('111122223333', 'eu-central-1').disabledKeys.add('k')
    expect(aws.call('GetSecretValue', { SecretId: 'n' })).toEqual({
      error: 'DecryptionFailure',
      status: 400,
      message: "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
    })
    expect(aws.call('PutSecretValue', { SecretId: 'n', SecretString: 'x' })).toMatchObject({
      error: 'EncryptionFailure',
    })
    expect(aws.call('CreateSecret', { Name: 'm', SecretString: 'x', KmsKeyId: 'k' })).toMatchObject({
      error: 'EncryptionFailure',
    })
    expect(aws.call('DescribeSecret', { SecretId: 'm' }).error).toBe('ResourceNotFoundException')
    expect(aws.call('DescribeSecret', { SecretId: 'n' })).toMatchObject({ KmsKeyId: 'k' })
  })
})
