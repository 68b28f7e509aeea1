import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callAws, sendHttp } from '../../../support/aws/client.ts'
import { startTestEndpoint, type TestEndpoint } from '../../../support/aws/endpoint.ts'

let endpoint: TestEndpoint
const [T1, T2] = ['1'.repeat(32), '2'.repeat(32)]
beforeAll(async () => {
  endpoint = await startTestEndpoint()
  const call = (operation: string, input: unknown) => callAws(endpoint.url, operation, input, endpoint)
  await call('CreateSecret', { Name: 'prod/db', SecretString: 'one', ClientRequestToken: T1 })
  await call('PutSecretValue', { SecretId: 'prod/db', SecretString: 'two', ClientRequestToken: T2 })
  await call('CreateSecret', { Name: 'a+b', SecretBinary: 'AP8=', ClientRequestToken: T1 })
})
afterAll(() => endpoint.close())

const get = (
  path: string,
  headers: Readonly<Record<string, string>> = { 'x-aws-parameters-secrets-token': endpoint.agentToken },
  method = 'GET',
) => sendHttp(endpoint.url, { path, headers, method })

describe('section 13: the agent', () => {
  it('answers with GetSecretValue, its date a string', async () => {
    const answer = await get('/secretsmanager/get?secretId=prod%2Fdb')
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json'])
    expect(JSON.parse(answer.text)).toEqual({
      ARN: expect.stringMatching(/:secret:prod\/db-/),
      Name: 'prod/db',
      VersionId: T2,
      SecretString: 'two',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: expect.stringMatching(/^\d+(\.\d+)?$/),
    })
  })

  it.each([
    ['a version', '/secretsmanager/get?secretId=prod/db&versionId=11111111111111111111111111111111', 'one'],
    ['a stage', '/secretsmanager/get?secretId=prod/db&versionStage=AWSPREVIOUS', 'one'],
    ['fresh', '/secretsmanager/get?secretId=prod/db&refreshNow=true', 'two'],
    ['the path form', '/v1/prod/db', 'two'],
    ['the path form with a stage', '/v1/prod/db?versionStage=AWSPREVIOUS&refreshNow=0', 'one'],
  ])('finds %s', async (_sentence, path, expected) => {
    expect(JSON.parse((await get(path)).text)).toMatchObject({ SecretString: expected })
  })

  it('gives binary as base64, and takes the path as it stands', async () => {
    expect(JSON.parse((await get('/v1/a+b')).text)).toMatchObject({ SecretBinary: 'AP8=' })
    expect(JSON.parse((await get('/secretsmanager/get?secretId=a%2Bb')).text)).toMatchObject({ SecretBinary: 'AP8=' })
    expect((await get('/v1/prod%2Fdb')).status).toBe(400)
  })

  it('takes the token under its other name too', async () => {
    expect((await get('/v1/prod/db', { 'x-vault-token': endpoint.agentToken })).status).toBe(200)
  })

  const refused: readonly (readonly [
    string,
    string,
    Readonly<Record<string, string>> | undefined,
    string,
    number,
    string,
  ])[] = [
    ['no token', '/v1/prod/db', {}, 'GET', 403, 'Bad Token'],
    ['a wrong token', '/v1/prod/db', { 'x-aws-parameters-secrets-token': 'x' }, 'GET', 403, 'Bad Token'],
    ['a forwarded request', '/v1/prod/db', { 'x-forwarded-for': '10.0.0.1' }, 'GET', 400, 'Forwarded'],
    [
      'an unknown parameter',
      '/secretsmanager/get?secretId=prod/db&colour=red',
      undefined,
      'GET',
      400,
      'Failed to deserialize',
    ],
    [
      'a parameter twice',
      '/secretsmanager/get?secretId=prod/db&secretId=prod/db',
      undefined,
      'GET',
      400,
      'Failed to deserialize',
    ],
    [
      'refreshNow that is no yes or no',
      '/secretsmanager/get?secretId=prod/db&refreshNow=maybe',
      undefined,
      'GET',
      400,
      'Failed to deserialize',
    ],
    ['no secret', '/secretsmanager/get', undefined, 'GET', 400, 'missing field'],
    ['no secret in the path', '/v1/', undefined, 'GET', 400, 'missing field'],
    ['another method', '/v1/prod/db', undefined, 'POST', 405, 'Not allowed'],
    ['a page', '/v1/prod/db', { origin: 'https://evil.example' }, 'GET', 403, 'Web pages'],
    ['a page at ping', '/ping', { origin: 'https://evil.example' }, 'GET', 403, 'Web pages'],
  ]
  it.each(refused)('refuses %s', async (_sentence, path, headers, method, status, text) => {
    const answer = await get(path, headers, method)
    expect([answer.status, answer.text.slice(0, text.length)]).toEqual([status, text])
  })

  it('hands on errors of the service', async () => {
    const answer = await get('/v1/none')
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      400,
      { __type: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." },
    ])
  })

  it('is healthy without a token', async () => {
    const answer = await get('/ping', {})
    expect([answer.status, answer.text]).toEqual([200, 'healthy'])
  })

  it('other paths are not found', async () => {
    expect((await get('/systemsmanager/parameters/get?name=x')).status).toBe(404)
  })
})
