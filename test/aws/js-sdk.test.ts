import { randomBytes, randomUUID } from 'node:crypto'
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  paginateListSecrets,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  SecretsManagerClient,
  SecretsManagerServiceException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import type { Credentials } from '../support/aws/sign.ts'
import { startVaultEndpoint, type VaultEndpoint } from '../support/local-endpoint.ts'

type Target = { readonly url: string; readonly credentials: Credentials; readonly close: () => Promise<void> }

const targets: readonly (readonly [string, () => Promise<Target>])[] = [
  [
    "the vault's endpoint",
    async () => {
      const started = await startVaultEndpoint()
      return { url: started.url, credentials: started.addKey('js'), close: started.close }
    },
  ],
  ['the test server', () => startAwsServer()],
]

function clientOf({ url, credentials }: Pick<Target, 'url' | 'credentials'>): SecretsManagerClient {
  const { accessKeyId, secretAccessKey } = credentials
  return new SecretsManagerClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId, secretAccessKey },
  })
}

describe.each(targets)('the JS SDK, unmodified, against %s', (_name, start) => {
  let target: Target
  let client: SecretsManagerClient
  beforeAll(async () => {
    target = await start()
    client = clientOf(target)
  })
  afterAll(async () => {
    client.destroy()
    await target.close()
  })

  it('creates, reads, puts, and reads by stage and id, with dates as dates', async () => {
    const created = await client.send(
      new CreateSecretCommand({ Name: 'app/db', SecretString: 'one', Description: 'd' }),
    )
    const put = await client.send(new PutSecretValueCommand({ SecretId: 'app/db', SecretString: 'two' }))
    const current = await client.send(new GetSecretValueCommand({ SecretId: String(created.ARN) }))
    expect(current).toMatchObject({
      Name: 'app/db',
      SecretString: 'two',
      VersionId: put.VersionId,
      VersionStages: ['AWSCURRENT'],
    })
    expect(current.CreatedDate?.getTime()).toBeGreaterThan(Date.UTC(2020))
    expect(current.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
    const previous = await client.send(new GetSecretValueCommand({ SecretId: 'app/db', VersionStage: 'AWSPREVIOUS' }))
    const byId = await client.send(new GetSecretValueCommand({ SecretId: 'app/db', VersionId: created.VersionId }))
    expect([previous.SecretString, byId.SecretString]).toEqual(['one', 'one'])
  })

  it('keeps bytes as they are', async () => {
    const bytes = randomBytes(65_536)
    await client.send(new CreateSecretCommand({ Name: 'app/bytes', SecretBinary: bytes }))
    const read = await client.send(new GetSecretValueCommand({ SecretId: 'app/bytes' }))
    expect(Buffer.from(read.SecretBinary ?? []).equals(bytes)).toBe(true)
    const text = '💥 "quotes" \\ \u0000 \u2028 ünïcode'
    await client.send(new UpdateSecretCommand({ SecretId: 'app/bytes', SecretString: text }))
    expect((await client.send(new GetSecretValueCommand({ SecretId: 'app/bytes' }))).SecretString).toBe(text)
  })

  it('lists with filters and pages', async () => {
    for (let index = 0; index < 7; index += 1) {
      await client.send(new CreateSecretCommand({ Name: `page/${index}`, Tags: [{ Key: 'page', Value: 'yes' }] }))
    }
    const names: (string | undefined)[] = []
    for await (const page of paginateListSecrets(
      { client, pageSize: 3 },
      { Filters: [{ Key: 'tag-key', Values: ['page'] }] },
    )) {
      names.push(...(page.SecretList ?? []).map((secret) => secret.Name))
    }
    expect(names).toEqual(Array.from({ length: 7 }, (_, index) => `page/${index}`))
  })

  it('reads in batches', async () => {
    const answer = await client.send(new BatchGetSecretValueCommand({ SecretIdList: ['app/db', 'none'] }))
    expect(answer.SecretValues).toMatchObject([{ Name: 'app/db', SecretString: 'two', CreatedDate: expect.any(Date) }])
    expect(answer.Errors).toMatchObject([{ SecretId: 'none', ErrorCode: 'ResourceNotFoundException' }])
  })

  it('tags, describes, moves stages, deletes, restores, makes passwords, keeps policies', async () => {
    await client.send(new TagResourceCommand({ SecretId: 'app/db', Tags: [{ Key: 'a', Value: 'b' }] }))
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'app/db' }))
    expect(described).toMatchObject({
      Tags: [{ Key: 'a', Value: 'b' }],
      Description: 'd',
      CreatedDate: expect.any(Date),
    })
    await client.send(new UntagResourceCommand({ SecretId: 'app/db', TagKeys: ['a'] }))
    const { Versions = [] } = await client.send(new ListSecretVersionIdsCommand({ SecretId: 'app/db' }))
    const holder = (stage: string) => Versions.find((version) => version.VersionStages?.includes(stage))?.VersionId
    const [current, previous] = [holder('AWSCURRENT'), holder('AWSPREVIOUS')]
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'app/db',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: previous,
        RemoveFromVersionId: current,
      }),
    )
    expect((await client.send(new GetSecretValueCommand({ SecretId: 'app/db' }))).SecretString).toBe('one')
    const deleted = await client.send(new DeleteSecretCommand({ SecretId: 'app/db', RecoveryWindowInDays: 7 }))
    expect(deleted.DeletionDate?.getTime()).toBeGreaterThan(Date.now() - 400 * 86_400_000)
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'app/db' }))).rejects.toBeInstanceOf(
      InvalidRequestException,
    )
    await client.send(new RestoreSecretCommand({ SecretId: 'app/db' }))
    expect((await client.send(new GetRandomPasswordCommand({ PasswordLength: 20 }))).RandomPassword).toHaveLength(20)
    const ResourcePolicy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: { AWS: '1' }, Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
    })
    await client.send(new PutResourcePolicyCommand({ SecretId: 'app/db', ResourcePolicy }))
    expect((await client.send(new GetResourcePolicyCommand({ SecretId: 'app/db' }))).ResourcePolicy).toBe(
      ResourcePolicy,
    )
  })

  it('sees the classes of errors that AWS gives it', async () => {
    const caught = async (promise: Promise<unknown>): Promise<unknown> =>
      promise.then(
        () => undefined,
        (error: unknown) => error,
      )
    const missing = await caught(client.send(new GetSecretValueCommand({ SecretId: 'none' })))
    expect(missing).toBeInstanceOf(ResourceNotFoundException)
    expect(missing).toMatchObject({
      message: "Secrets Manager can't find the specified secret.",
      $metadata: { httpStatusCode: 400, attempts: 1 },
    })
    const taken = await caught(client.send(new CreateSecretCommand({ Name: 'app/db', SecretString: 'x' })))
    expect(taken).toBeInstanceOf(ResourceExistsException)
    const invalid = await caught(client.send(new GetSecretValueCommand({ SecretId: 'no name' })))
    expect(invalid).toBeInstanceOf(SecretsManagerServiceException)
    expect(invalid).toMatchObject({ name: 'ValidationException' })
    const wrongKey = clientOf({ ...target, credentials: { ...target.credentials, secretAccessKey: 'wrong' } })
    expect(await caught(wrongKey.send(new ListSecretsCommand({})))).toMatchObject({ name: 'InvalidSignatureException' })
  })

  it('many calls at once, over kept connections', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => client.send(new GetSecretValueCommand({ SecretId: 'app/bytes' }))),
    )
    expect(new Set(answers.map((answer) => answer.Name))).toEqual(new Set(['app/bytes']))
  })
})

describe('the JS SDK finds the endpoint by the environment alone', () => {
  let started: VaultEndpoint
  const names = [
    'AWS_ENDPOINT_URL_SECRETS_MANAGER',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_REGION',
  ] as const
  const before = names.map((name) => process.env[name])
  afterEach(async () => {
    for (const [index, name] of names.entries()) {
      const value = before[index]
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    await started.close()
  })

  it('and no code is changed', async () => {
    started = await startVaultEndpoint()
    const key = started.addKey('app')
    process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = started.url
    process.env.AWS_ACCESS_KEY_ID = key.accessKeyId
    process.env.AWS_SECRET_ACCESS_KEY = key.secretAccessKey
    process.env.AWS_REGION = 'eu-central-1'
    const client = new SecretsManagerClient({})
    await client.send(new CreateSecretCommand({ Name: 'prod/billing/db', SecretString: 's' }))
    expect(await client.send(new GetSecretValueCommand({ SecretId: 'prod/billing/db' }))).toMatchObject({
      SecretString: 's',
    })
    client.destroy()
  })
})

describe('the test server, seen by the JS SDK', () => {
  let server: AwsServer
  afterEach(() => server.close())

  it('a wrong clock is corrected by the date it answers with', async () => {
    server = await startAwsServer({ clockSkewMs: 20 * 60_000 })
    const client = clientOf(server)
    expect(await client.send(new ListSecretsCommand({}))).toMatchObject({ SecretList: [], $metadata: { attempts: 2 } })
  })

  it('a dropped answer is tried again, and the token makes that harmless', async () => {
    server = await startAwsServer()
    const client = clientOf(server)
    server.faults.add({ do: 'drop-after', operation: 'CreateSecret', times: 1 })
    const created = await client.send(
      new CreateSecretCommand({ Name: 'n', SecretString: 's', ClientRequestToken: randomUUID() }),
    )
    expect(created.$metadata.attempts).toBe(2)
    expect(server.log.count('CreateSecret')).toBe(2)
    const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId: 'n', IncludeDeprecated: true }))
    expect(Versions).toHaveLength(1)
  })

  it('throttling and 5xx are tried again, and end', async () => {
    server = await startAwsServer()
    const client = clientOf(server)
    server.faults.add({ do: 'throttle', times: 1 })
    server.faults.add({ do: 'status', status: 503, times: 1, skip: 1 })
    expect((await client.send(new ListSecretsCommand({}))).$metadata.attempts).toBe(3)
    server.faults.add({ do: 'error', code: 'InternalServiceError', status: 500 })
    await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
      name: 'InternalServiceError',
      $metadata: { attempts: 3 },
    })
  })
})
