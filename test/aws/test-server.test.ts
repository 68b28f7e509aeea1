import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { callAws, sendHttp } from '../support/aws/client.ts'
import { type AwsServer, type AwsServerOptions, startAwsServer } from '../support/aws/server.ts'
import { type Credentials, sign } from '../support/aws/sign.ts'

const [ONE, TWO] = ['111122223333', '444455556666']
let server: AwsServer
async function start(options: AwsServerOptions = {}): Promise<AwsServer> {
  server = await startAwsServer(options)
  return server
}
afterEach(() => server.close())

type Json = Readonly<Record<string, unknown>>
const call = (
  operation: string,
  input: Json,
  options: { readonly region?: string; readonly credentials?: Credentials } = {},
) => callAws(server.url, operation, input, { credentials: server.credentials, ...options })
const create = (Name: string, more: Json = {}) =>
  call('CreateSecret', { Name, SecretString: 's', ClientRequestToken: randomUUID(), ...more })
const code = (json: Json): string => (typeof json.__type === 'string' ? json.__type : 'ok')

async function callSts(credentials: Credentials, form = 'Action=GetCallerIdentity&Version=2011-06-15') {
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  const signed = sign({
    host: new URL(server.url).host,
    body: form,
    headers,
    region: 'us-east-1',
    service: 'sts',
    credentials,
  })
  return sendHttp(server.url, { method: 'POST', headers: signed, body: form })
}

describe('accounts, regions and keys', () => {
  it('keep their secrets apart', async () => {
    await start({ accounts: [ONE, TWO] })
    await create('n')
    const elsewhere = [{ region: 'eu-west-1' }, { credentials: server.credentialsOf(TWO) }]
    for (const options of elsewhere)
      expect(code((await call('GetSecretValue', { SecretId: 'n' }, options)).json)).toBe('ResourceNotFoundException')
    expect(server.control.secrets(ONE, 'us-east-1').map(({ name }) => name)).toEqual(['n'])
    expect(server.control.secrets(TWO, 'us-east-1')).toEqual([])
  })

  it('a key may do what it is allowed, and nothing once revoked', async () => {
    await start()
    await create('prod/db')
    const reader = server.addKey({
      accountId: ONE,
      user: 'reader',
      allow: { operations: ['GetSecretValue', 'ListSecrets'], names: ['prod/*'] },
    })
    const tries = [
      ['GetSecretValue', 'prod/db', 'ok'],
      ['GetSecretValue', 'dev/db', 'AccessDeniedException'],
      ['DeleteSecret', 'prod/db', 'AccessDeniedException'],
    ] as const
    for (const [operation, SecretId, expected] of tries) {
      expect(code((await call(operation, { SecretId }, { credentials: reader })).json)).toBe(expected)
    }
    server.revokeKey(reader.accessKeyId)
    expect(code((await call('ListSecrets', {}, { credentials: reader })).json)).toBe('UnrecognizedClientException')
  })

  it('temporary credentials end', async () => {
    await start()
    const credentials = server.addKey({
      accountId: ONE,
      user: 'role',
      sessionToken: 't',
      expiresAt: Date.now() + 120_000,
    })
    expect(code((await call('ListSecrets', {}, { credentials })).json)).toBe('ok')
    server.control.setSkew(180_000)
    expect(code((await call('ListSecrets', {}, { credentials })).json)).toBe('ExpiredTokenException')
  })

  it('a region that is not enabled knows no key', async () => {
    await start({ regions: ['us-east-1'] })
    expect(code((await call('ListSecrets', {}, { region: 'eu-west-1' })).json)).toBe('UnrecognizedClientException')
  })
})

describe('STS', () => {
  it('tells the account of the key, in XML', async () => {
    await start({ accounts: [ONE, TWO] })
    const answer = await callSts(server.credentialsOf(TWO))
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/xml'])
    expect(answer.text).toContain(`<Account>${TWO}</Account>`)
    expect(answer.text).toContain(`<Arn>arn:aws:iam::${TWO}:user/tester</Arn>`)
    expect(server.log.count('GetCallerIdentity')).toBe(1)
  })

  it.each([
    ['an unknown key', { accessKeyId: 'NONE0', secretAccessKey: 'x' }, 403, 'InvalidClientTokenId'],
    ['a wrong secret', { secretAccessKey: 'x' }, 403, 'SignatureDoesNotMatch'],
  ])('refuses %s under its own codes', async (_sentence, wrong, status, expected) => {
    await start()
    const answer = await callSts({ ...server.credentials, ...wrong })
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(`<Code>${expected}</Code>`)
  })

  it('knows no other action', async () => {
    await start()
    expect((await callSts(server.credentials, 'Action=GetSessionToken&Version=2011-06-15')).text).toContain(
      '<Code>InvalidAction</Code>',
    )
  })
})

describe('faults', () => {
  it('drop before the effect, and after it', async () => {
    await start()
    server.faults.add({ do: 'drop-before', operation: 'CreateSecret', times: 1 })
    await expect(create('a')).rejects.toThrow()
    server.faults.add({ do: 'drop-after', operation: 'CreateSecret', times: 1 })
    await expect(create('b')).rejects.toThrow()
    expect(server.control.secrets(ONE, 'us-east-1').map(({ name }) => name)).toEqual(['b'])
    expect(server.log.entries().map(({ status }) => status)).toEqual([0, 0])
  })

  it('hit only what they name: operation, region, account, after so many, so often', async () => {
    await start({ accounts: [ONE, TWO] })
    server.faults.add({
      do: 'throttle',
      operation: 'ListSecrets',
      region: 'us-east-1',
      accountId: ONE,
      skip: 1,
      times: 2,
    })
    const codes: string[] = []
    for (let index = 0; index < 5; index += 1) codes.push(code((await call('ListSecrets', {})).json))
    expect(codes).toEqual(['ok', 'ThrottlingException', 'ThrottlingException', 'ok', 'ok'])
    server.faults.add({ do: 'error', operation: 'ListSecrets', region: 'eu-west-1', code: 'AccessDeniedException' })
    expect(code((await call('ListSecrets', {})).json)).toBe('ok')
    expect(code((await call('ListSecrets', {}, { region: 'eu-west-1' })).json)).toBe('AccessDeniedException')
    server.faults.clear()
    expect(code((await call('ListSecrets', {}, { region: 'eu-west-1' })).json)).toBe('ok')
  })

  it('by chance repeat with their seed', async () => {
    const run = async (): Promise<readonly number[]> => {
      await start({ seed: 42 })
      server.faults.add({ do: 'status', status: 503, probability: 0.5 })
      const statuses: number[] = []
      for (let index = 0; index < 20; index += 1) statuses.push((await call('ListSecrets', {})).status)
      await server.close()
      return statuses
    }
    const first = await run()
    expect(await run()).toEqual(first)
    expect(new Set(first)).toEqual(new Set([200, 503]))
    await start()
  })

  it('make answers late, all or some', async () => {
    await start({ latencyMs: 40 })
    server.faults.add({ do: 'delay', ms: 60, operation: 'DescribeSecret' })
    const took = async (operation: string, input: Json): Promise<number> => {
      const before = performance.now()
      await call(operation, input)
      return performance.now() - before
    }
    expect(await took('ListSecrets', {})).toBeGreaterThan(35)
    expect(await took('DescribeSecret', { SecretId: 'n' })).toBeGreaterThan(95)
  })

  it('put the clock wrong: signatures of the right time are refused, and the date says why', async () => {
    await start({ clockSkewMs: -20 * 60_000 })
    const answer = await call('ListSecrets', {})
    expect(code(answer.json)).toBe('InvalidSignatureException')
    expect(answer.json.message).toMatch(/^Signature not yet current/)
    expect(Date.parse(String(answer.headers.date))).toBeLessThan(Date.now() - 19 * 60_000)
    server.control.setSkew(0)
    expect(code((await call('ListSecrets', {})).json)).toBe('ok')
  })
})

describe("section 12: AWS's rates", () => {
  it('are kept per group, account and region, and refill', async () => {
    const at = Date.now()
    await start({ throttleFactor: 0.1, accounts: [ONE, TWO], now: () => at })
    const codes = await Promise.all(
      Array.from({ length: 12 }, (_, i) => create(`n${i}`).then(({ json }) => code(json))),
    )
    expect(codes.filter((each) => each === 'ok')).toHaveLength(5)
    expect(codes.filter((each) => each === 'ThrottlingException')).toHaveLength(7)
    expect(code((await create('other', {})).json)).toBe('ThrottlingException')
    expect(code((await call('ListSecrets', {})).json)).toBe('ok')
    expect(
      code((await call('CreateSecret', { Name: 'x', ClientRequestToken: randomUUID() }, { region: 'eu-west-1' })).json),
    ).toBe('ok')
    expect(
      code(
        (
          await call(
            'CreateSecret',
            { Name: 'x', ClientRequestToken: randomUUID() },
            { credentials: server.credentialsOf(TWO) },
          )
        ).json,
      ),
    ).toBe('ok')
    server.control.advance(1_000)
    expect(code((await create('later')).json)).toBe('ok')
  })

  it('secrets of a region are limited', async () => {
    await start({ secretsPerRegion: 1 })
    await create('a')
    expect(code((await create('b')).json)).toBe('LimitExceededException')
  })
})

describe('what AWS owns', () => {
  it('is shown and read, and its value, stages and existence are left alone', async () => {
    await start()
    const owned = server.control.createOwned({
      accountId: ONE,
      region: 'us-east-1',
      service: 'rds',
      name: 'db-1',
      value: '{"username":"admin","password":"p"}',
    })
    const SecretId = owned.name
    expect((await call('DescribeSecret', { SecretId })).json).toMatchObject({
      OwningService: 'rds',
      Tags: [{ Key: 'aws:secretsmanager:owningService', Value: 'rds' }],
    })
    expect((await call('ListSecrets', { Filters: [{ Key: 'owning-service', Values: ['rds'] }] })).json).toMatchObject({
      SecretList: [{ Name: 'rds!db-1' }],
    })
    const ClientRequestToken = randomUUID()
    const refused: readonly (readonly [string, Json])[] = [
      ['PutSecretValue', { SecretString: 'x', ClientRequestToken }],
      ['UpdateSecret', { SecretString: 'x', ClientRequestToken }],
      ['DeleteSecret', {}],
      ['UpdateSecretVersionStage', { VersionStage: 'x', RemoveFromVersionId: randomUUID() }],
    ]
    for (const [operation, input] of refused) {
      expect((await call(operation, { SecretId, ...input })).json).toEqual({
        __type: 'InvalidRequestException',
        Message: 'This secret is managed by rds.',
      })
    }
    expect(code((await call('UpdateSecret', { SecretId, Description: 'd', ClientRequestToken })).json)).toBe('ok')
  })

  it('rotates without a function', async () => {
    await start()
    const { name: SecretId, stages } = server.control.createOwned({
      accountId: ONE,
      region: 'us-east-1',
      service: 'rds',
      name: 'db',
      value: '{}',
    })
    const before = stages.get('AWSCURRENT')
    expect(code((await call('RotateSecret', { SecretId, ClientRequestToken: randomUUID() })).json)).toBe('ok')
    const after = (await call('GetSecretValue', { SecretId })).json
    expect(after.VersionId).not.toBe(before)
    expect(JSON.parse(String(after.SecretString))).toMatchObject({ username: 'admin', password: expect.any(String) })
    expect((await call('DescribeSecret', { SecretId })).json).toMatchObject({
      RotationEnabled: true,
      VersionIdsToStages: { [String(before)]: ['AWSPREVIOUS'] },
    })
  })
})

describe('the log of requests', () => {
  it('counts calls and values read, names secrets and never a value', async () => {
    await start()
    await create('a', { SecretString: 'PLANTED' })
    await create('b')
    await call('GetSecretValue', { SecretId: 'a' })
    await call('BatchGetSecretValue', { SecretIdList: ['a', 'b', 'none'] })
    await call('GetSecretValue', { SecretId: 'none' })
    expect(server.log.counts()).toEqual({ CreateSecret: 2, GetSecretValue: 2, BatchGetSecretValue: 1 })
    expect(server.log.entries().map(({ valuesRead }) => valuesRead)).toEqual([0, 0, 1, 2, 0])
    expect(server.log.entries().at(-1)).toMatchObject({
      secrets: ['none'],
      status: 400,
      error: 'ResourceNotFoundException',
    })
    expect(server.log.count('CreateSecret', { region: 'eu-west-1' })).toBe(0)
    expect(JSON.stringify(server.log.entries())).not.toContain('PLANTED')
    server.log.clear()
    expect(server.log.count()).toBe(0)
  })
})
