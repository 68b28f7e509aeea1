import { beforeEach, describe, expect, it } from 'vitest'
import { OPERATIONS, type OperationName } from '../../../../../main/core/endpoint/port.ts'
import { createDirect, type Direct } from '../../../../support/aws/direct.ts'

type Json = Readonly<Record<string, unknown>>

const INVALID_NAME =
  'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!'
const long = (length: number): string => 'x'.repeat(length)
const base64 = (length: number): string => Buffer.alloc(length, 7).toString('base64')
const create = (more: Json): readonly [OperationName, Json] => [
  'CreateSecret',
  { Name: 'n', SecretString: 's', ...more },
]
const put = (more: Json): readonly [OperationName, Json] => [
  'PutSecretValue',
  { SecretId: 'n', SecretString: 's', ...more },
]
const rotate = (rules: Json): readonly [OperationName, Json] => [
  'RotateSecret',
  { SecretId: 'n', RotationLambdaARN: 'arn:f', RotationRules: rules },
]
const list = (more: Json): readonly [OperationName, Json] => ['ListSecrets', more]
const tooLong = (at: string, max: number) =>
  ` at '${at}' failed to satisfy constraint: Member must have length less than or equal to ${max}`
const tooShort = (at: string, min: number) =>
  ` at '${at}' failed to satisfy constraint: Member must have length greater than or equal to ${min}`
const tooMuch = (at: string, max: number) =>
  ` at '${at}' failed to satisfy constraint: Member must have value less than or equal to ${max}`
const tooLittle = (at: string, min: number) =>
  ` at '${at}' failed to satisfy constraint: Member must have value greater than or equal to ${min}`

/** Refused as a breach of the model: the message ends with the last column. */
const breaches: readonly (readonly [field: string, call: readonly [OperationName, Json], message: string])[] = [
  ['Name missing', ['CreateSecret', {}], "Value null at 'name' failed to satisfy constraint: Member must not be null"],
  ['Name null', create({ Name: null }), "Value null at 'name' failed to satisfy constraint: Member must not be null"],
  ['Name empty', create({ Name: '' }), `Value ''${tooShort('name', 1)}`],
  ['Name of 513', create({ Name: long(513) }), `Value '${long(513)}'${tooLong('name', 512)}`],
  [
    'SecretId missing',
    ['GetSecretValue', {}],
    "Value null at 'secretId' failed to satisfy constraint: Member must not be null",
  ],
  ['SecretId empty', ['GetSecretValue', { SecretId: '' }], `Value ''${tooShort('secretId', 1)}`],
  ['SecretId of 2049', ['GetSecretValue', { SecretId: long(2_049) }], tooLong('secretId', 2_048)],
  ['token of 31', create({ ClientRequestToken: long(31) }), `Value '${long(31)}'${tooShort('clientRequestToken', 32)}`],
  ['token of 65', create({ ClientRequestToken: long(65) }), `Value '${long(65)}'${tooLong('clientRequestToken', 64)}`],
  ['VersionId of 31', ['GetSecretValue', { SecretId: 'n', VersionId: long(31) }], tooShort('versionId', 32)],
  ['SecretString empty', create({ SecretString: '' }), `Value${tooShort('secretString', 1)}`],
  ['SecretString of 65,537', create({ SecretString: long(65_537) }), `Value${tooLong('secretString', 65_536)}`],
  [
    'SecretString of 65,537 bytes in fewer characters',
    create({ SecretString: 'é'.repeat(32_769) }),
    `Value${tooLong('secretString', 65_536)}`,
  ],
  [
    'SecretBinary of 65,537',
    create({ SecretString: undefined, SecretBinary: base64(65_537) }),
    `Value${tooLong('secretBinary', 65_536)}`,
  ],
  ['SecretBinary empty', create({ SecretString: undefined, SecretBinary: '' }), `Value${tooShort('secretBinary', 1)}`],
  ['Description of 2049', create({ Description: long(2_049) }), tooLong('description', 2_048)],
  ['KmsKeyId of 2049', create({ KmsKeyId: long(2_049) }), tooLong('kmsKeyId', 2_048)],
  ['Type of 257', create({ Type: long(257) }), tooLong('type', 256)],
  [
    'stage of 257',
    put({ VersionStages: [long(257)] }),
    "at 'versionStages' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 1]",
  ],
  ['no stages', put({ VersionStages: [] }), `Value '[]'${tooShort('versionStages', 1)}`],
  ['21 stages', put({ VersionStages: Array.from({ length: 21 }, (_, i) => `s${i}`) }), tooLong('versionStages', 20)],
  ['RotationToken of 35', put({ RotationToken: long(35) }), tooShort('rotationToken', 36)],
  [
    'RotationToken with a dot',
    put({ RotationToken: `${long(36)}.` }),
    "at 'rotationToken' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9-]+$",
  ],
  ['tag key empty', create({ Tags: [{ Key: '', Value: 'v' }] }), `Value ''${tooShort('tags.1.member.key', 1)}`],
  [
    'tag key of 129',
    create({
      Tags: [
        { Key: 'k', Value: 'v' },
        { Key: long(129), Value: 'v' },
      ],
    }),
    tooLong('tags.2.member.key', 128),
  ],
  ['tag value of 257', create({ Tags: [{ Key: 'k', Value: long(257) }] }), tooLong('tags.1.member.value', 256)],
  [
    'Tags missing',
    ['TagResource', { SecretId: 'n' }],
    "Value null at 'tags' failed to satisfy constraint: Member must not be null",
  ],
  ['MaxResults 0', list({ MaxResults: 0 }), `Value '0'${tooLittle('maxResults', 1)}`],
  ['MaxResults 101', list({ MaxResults: 101 }), `Value '101'${tooMuch('maxResults', 100)}`],
  [
    'MaxResults 101 of versions',
    ['ListSecretVersionIds', { SecretId: 'n', MaxResults: 101 }],
    tooMuch('maxResults', 100),
  ],
  ['MaxResults 21 of a batch', ['BatchGetSecretValue', { Filters: [], MaxResults: 21 }], tooMuch('maxResults', 20)],
  ['NextToken empty', list({ NextToken: '' }), tooShort('nextToken', 1)],
  ['NextToken of 4097', list({ NextToken: long(4_097) }), tooLong('nextToken', 4_096)],
  [
    '11 filters',
    list({ Filters: Array.from({ length: 11 }, () => ({ Key: 'name', Values: ['x'] })) }),
    tooLong('filters', 10),
  ],
  ['filter without values', list({ Filters: [{ Key: 'name', Values: [] }] }), tooShort('filters.1.member.values', 1)],
  [
    '11 values of a filter',
    list({ Filters: [{ Key: 'name', Values: Array.from({ length: 11 }, () => 'x') }] }),
    tooLong('filters.1.member.values', 10),
  ],
  [
    'filter value of 513',
    list({ Filters: [{ Key: 'name', Values: [long(513)] }] }),
    "at 'filters.1.member.values' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 512, Member must satisfy regular expression pattern: ^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$]",
  ],
  [
    'filter value with a star',
    list({ Filters: [{ Key: 'name', Values: ['a*'] }] }),
    'Member must satisfy regular expression pattern: ^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$]',
  ],
  [
    'filter key',
    list({ Filters: [{ Key: 'colour', Values: ['x'] }] }),
    "Value 'colour' at 'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set: [description, name, tag-key, tag-value, primary-region, owning-service, all]",
  ],
  [
    'SortOrder',
    list({ SortOrder: 'up' }),
    "Value 'up' at 'sortOrder' failed to satisfy constraint: Member must satisfy enum value set: [asc, desc]",
  ],
  [
    'SortBy',
    list({ SortBy: 'size' }),
    "Value 'size' at 'sortBy' failed to satisfy constraint: Member must satisfy enum value set: [created-date, last-accessed-date, last-changed-date, name]",
  ],
  ['SecretIdList empty', ['BatchGetSecretValue', { SecretIdList: [] }], tooShort('secretIdList', 1)],
  [
    '21 ids',
    ['BatchGetSecretValue', { SecretIdList: Array.from({ length: 21 }, (_, i) => `s${i}`) }],
    tooLong('secretIdList', 20),
  ],
  ['policy empty', ['PutResourcePolicy', { SecretId: 'n', ResourcePolicy: '' }], tooShort('resourcePolicy', 1)],
  [
    'policy of 20,481',
    ['PutResourcePolicy', { SecretId: 'n', ResourcePolicy: long(20_481) }],
    tooLong('resourcePolicy', 20_480),
  ],
  [
    'replica region',
    create({ AddReplicaRegions: [{ Region: 'EU' }] }),
    "Value 'EU' at 'addReplicaRegions.1.member.region' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([a-z]+-)+\\d+$",
  ],
  ['no replica regions', create({ AddReplicaRegions: [] }), tooShort('addReplicaRegions', 1)],
  [
    'no regions to remove',
    ['RemoveRegionsFromReplication', { SecretId: 'n', RemoveReplicaRegions: [] }],
    tooShort('removeReplicaRegions', 1),
  ],
  ['PasswordLength 0', ['GetRandomPassword', { PasswordLength: 0 }], tooLittle('passwordLength', 1)],
  ['PasswordLength 4097', ['GetRandomPassword', { PasswordLength: 4_097 }], tooMuch('passwordLength', 4_096)],
  [
    'ExcludeCharacters of 4097',
    ['GetRandomPassword', { ExcludeCharacters: long(4_097) }],
    tooLong('excludeCharacters', 4_096),
  ],
  ['0 days', rotate({ AutomaticallyAfterDays: 0 }), tooLittle('rotationRules.automaticallyAfterDays', 1)],
  ['1001 days', rotate({ AutomaticallyAfterDays: 1_001 }), tooMuch('rotationRules.automaticallyAfterDays', 1_000)],
  [
    'Duration without hours',
    rotate({ AutomaticallyAfterDays: 1, Duration: '1hh' }),
    'Member must satisfy regular expression pattern: ^[0-9]+h$',
  ],
  [
    'Duration of four characters',
    rotate({ AutomaticallyAfterDays: 1, Duration: '100h' }),
    tooLong('rotationRules.duration', 3),
  ],
  [
    'ScheduleExpression of 257',
    rotate({ ScheduleExpression: long(257) }),
    tooLong('rotationRules.scheduleExpression', 256),
  ],
  [
    'ScheduleExpression with a semicolon',
    rotate({ ScheduleExpression: 'rate(1;day)' }),
    'Member must satisfy regular expression pattern: ^[0-9A-Za-z()#?*\\-/, ]+$',
  ],
  [
    'role ARN of 19',
    ['RotateSecret', { SecretId: 'n', ExternalSecretRotationRoleArn: long(19) }],
    tooShort('externalSecretRotationRoleArn', 20),
  ],
  [
    'metadata key of 257',
    ['RotateSecret', { SecretId: 'n', ExternalSecretRotationMetadata: [{ Key: long(257), Value: 'v' }] }],
    tooLong('externalSecretRotationMetadata.1.member.key', 256),
  ],
]

/** Accepted at the limit, so that the rows above prove the limit and not something near it. */
const accepted: readonly (readonly [field: string, call: readonly [OperationName, Json]])[] = [
  ['Name of 512', create({ Name: long(512) })],
  ['every character of a name', create({ Name: 'aZ09/_+=.@-' })],
  ['token of 32', create({ ClientRequestToken: long(32) })],
  ['token of 64 of any characters', create({ ClientRequestToken: `${'ü§ '.repeat(21)}!` })],
  ['SecretString of 65,536', create({ SecretString: long(65_536) })],
  ['SecretString of 65,536 bytes', create({ SecretString: 'é'.repeat(32_768) })],
  ['SecretBinary of 65,536', create({ SecretString: undefined, SecretBinary: base64(65_536) })],
  ['Description of 2048', create({ Description: long(2_048) })],
  ['Type of 256', create({ Type: long(256) })],
  ['tag key of 128, value of 256', create({ Tags: [{ Key: long(128), Value: long(256) }] })],
  ['tag with an empty value', create({ Tags: [{ Key: 'k', Value: '' }] })],
  ['50 tags', create({ Tags: Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: 'v' })) })],
  [
    'tag keys that differ in case',
    create({
      Tags: [
        { Key: 'k', Value: '1' },
        { Key: 'K', Value: '2' },
      ],
    }),
  ],
  [
    '10 filters of 10 values',
    list({
      Filters: Array.from({ length: 10 }, () => ({ Key: 'name', Values: Array.from({ length: 10 }, () => long(512)) })),
    }),
  ],
  ['unknown members', list({ Colour: 'red' })],
  ['null for absent', list({ MaxResults: null, Filters: null })],
]

describe('section 2: constraints', () => {
  let aws: Direct
  beforeEach(() => {
    aws = createDirect()
  })

  it.each(breaches)('refuses %s', (_field, [operation, input], message) => {
    const answer = aws.call(operation, input)
    expect(answer).toMatchObject({ error: 'ValidationException', status: 400 })
    expect(answer.message).toMatch(/^1 validation error detected: /)
    expect(answer.message?.endsWith(message)).toBe(true)
  })

  it.each(accepted)('accepts %s', (_field, [operation, input]) => {
    expect(aws.call(operation, input)).not.toHaveProperty('error')
  })

  it('reports every breach of a request together', () => {
    const { message } = aws.call('CreateSecret', { Name: '', Description: long(2_049), SecretString: '' })
    expect(message).toMatch(/^3 validation errors detected: /)
  })

  it('never repeats a secret value', () => {
    const marker = 'S3CRET-MARKER-'
    const answers = [
      aws.call(...create({ SecretString: marker.repeat(5_000) })),
      aws.call(...create({ SecretBinary: marker })),
      aws.call(...create({ SecretString: [marker] })),
    ]
    expect(JSON.stringify(answers)).not.toContain('MARKER')
  })
})

describe('section 2: names', () => {
  const withSecretId = OPERATIONS.filter(
    (name) => !['CreateSecret', 'ListSecrets', 'GetRandomPassword', 'BatchGetSecretValue'].includes(name),
  )
  const needs: Readonly<Record<string, Json>> = {
    PutSecretValue: { SecretString: 's' },
    TagResource: { Tags: [{ Key: 'k', Value: 'v' }] },
    UntagResource: { TagKeys: ['k'] },
    UpdateSecretVersionStage: { VersionStage: 's' },
    PutResourcePolicy: { ResourcePolicy: '{}' },
    ValidateResourcePolicy: { ResourcePolicy: '{}' },
    ReplicateSecretToRegions: { AddReplicaRegions: [{ Region: 'us-east-1' }] },
    RemoveRegionsFromReplication: { RemoveReplicaRegions: ['us-east-1'] },
  }

  it.each(withSecretId)('%s refuses a SecretId with other characters', (operation) => {
    const answer = createDirect().call(operation, { SecretId: 'a b', ...needs[operation] })
    expect(answer).toEqual({ error: 'ValidationException', status: 400, message: INVALID_NAME })
  })

  it.each(['a b', 'a*', 'ä', 'a:b', 'a\n', 'rds!x'])('CreateSecret refuses the name %j', (Name) => {
    expect(createDirect().call('CreateSecret', { Name })).toMatchObject({
      error: 'ValidationException',
      message: INVALID_NAME,
    })
  })

  it("looks up names with an exclamation mark, which AWS's services use", () => {
    expect(createDirect().call('DescribeSecret', { SecretId: 'rds!db-1' })).toMatchObject({
      error: 'ResourceNotFoundException',
    })
  })

  it('a batch with a malformed id fails as a whole', () => {
    const answer = createDirect().call('BatchGetSecretValue', { SecretIdList: ['ok', 'not ok'] })
    expect(answer).toMatchObject({ error: 'ValidationException', message: INVALID_NAME })
  })
})

describe('section 1: JSON types', () => {
  const wrong: readonly (readonly [OperationName, Json])[] = [
    ['CreateSecret', { Name: 5 }],
    ['CreateSecret', { Name: ['n'] }],
    ['CreateSecret', { Name: 'n', Tags: {} }],
    ['CreateSecret', { Name: 'n', Tags: ['k'] }],
    ['CreateSecret', { Name: 'n', SecretBinary: 'not base64!' }],
    ['CreateSecret', { Name: 'n', SecretBinary: 'QQ' }],
    ['CreateSecret', { Name: 'n', SecretString: { a: 1 } }],
    ['CreateSecret', { Name: 'n', SecretString: 'half \ud800' }],
    ['ListSecrets', { MaxResults: '5' }],
    ['ListSecrets', { MaxResults: 1.5 }],
    ['ListSecrets', { MaxResults: 1e300 }],
    ['ListSecrets', { IncludePlannedDeletion: 'true' }],
    ['RotateSecret', { SecretId: 'n', RotationRules: [] }],
  ]
  it.each(wrong)('%s %j is a SerializationException', (operation, input) => {
    expect(createDirect().call(operation, input)).toMatchObject({ error: 'SerializationException', status: 400 })
  })
})
