import { describe, expect, it } from 'vitest'
import { isLoopback, plainTextProblem } from '../../../../main/core/aws/loopback.ts'
import { isAwsHost } from '../../../../main/core/aws/regions.ts'
import { createTransport } from '../../../../main/core/aws/transport.ts'
import { connectionsTried, forgetConnections } from '../../../support/loopback-only.ts'

type Handle = ReturnType<ReturnType<typeof createTransport>['clientDefaults']>['requestHandler']['handle']

/** As far as the handler looks at one before it decides. */
const requestTo = (url: string) => {
  const { protocol, hostname, port } = new URL(url)
  return { protocol, hostname, ...(port ? { port: Number(port) } : {}), headers: {}, method: 'GET', path: '/' }
}

async function outcome(endpointUrl: string | null, url: string): Promise<string> {
  const { requestHandler } = createTransport(endpointUrl).clientDefaults()
  const request = requestTo(url) as Parameters<Handle>[0]
  return requestHandler.handle(request).then(
    () => 'answered',
    (error: Error) => error.name,
  )
}

describe('the way out', () => {
  it.each([
    [null, 'https://evil.example'],
    [null, 'http://secretsmanager.eu-west-1.amazonaws.com'],
    [null, 'https://secretsmanager.eu-west-1.amazonaws.com:8443'],
    [null, 'https://amazonaws.com.evil.example'],
    [null, 'https://evilamazonaws.com'],
    [null, 'http://169.254.169.254'],
    ['http://127.0.0.1:4566', 'http://127.0.0.1:4567'],
    ['http://127.0.0.1:4566', 'https://127.0.0.1:4566'],
    ['http://127.0.0.1:4566', 'https://sts.eu-west-1.amazonaws.com'],
    ['http://localhost:4566', 'http://eu-west-1.localhost:4566'],
    ['https://aws.internal', 'https://sts.aws.internal'],
    ['http://aws.internal', 'http://aws.internal'],
  ])('of a target with the endpoint %s is closed to %s', async (endpointUrl, url) => {
    forgetConnections()
    expect(await outcome(endpointUrl, url)).toBe('StrayRequest')
    expect(connectionsTried()).toEqual([])
  })

  it.each([
    [null, 'https://sts.cn-north-1.amazonaws.com.cn', 'sts.cn-north-1.amazonaws.com.cn'],
    [null, 'https://eu-west-1.signin.aws.amazon.com', 'eu-west-1.signin.aws.amazon.com'],
    ['https://aws.internal:8443', 'https://aws.internal:8443', 'aws.internal'],
  ])('of a target with the endpoint %s is open to %s', async (endpointUrl, url, host) => {
    forgetConnections()
    await outcome(endpointUrl, url)
    expect(connectionsTried().map((tried) => tried.host)).toEqual([host])
  })
})

describe('hosts of AWS', () => {
  it.each([
    ['secretsmanager.eu-west-1.amazonaws.com', true],
    ['portal.sso.eusc-de-east-1.amazonaws.eu', true],
    ['us-east-1.oauth.signin.aws', true],
    ['cn-north-1.signin.amazonaws.cn', true],
    ['amazonaws.com', false],
    ['signin.aws.amazon.com.example', false],
    ['s3.example', false],
  ])('%s: %s', (host, expected) => {
    expect(isAwsHost(host)).toBe(expected)
  })
})

describe('this machine', () => {
  it.each([
    ['http://127.0.0.1:1', true],
    ['http://127.1', true],
    ['http://2130706433', true],
    ['http://LOCALHOST', true],
    ['http://aws.localhost:1', true],
    ['http://[::1]:1', true],
    ['http://127.0.0.1.example.com', false],
    ['http://localhost.example.com', false],
    ['http://10.0.0.1', false],
    ['http://[::2]', false],
  ])('%s: %s', (url, expected) => {
    expect(isLoopback(url)).toBe(expected)
    expect(plainTextProblem(url) === null).toBe(expected)
  })

  it('alone is reached without TLS', () => {
    expect(plainTextProblem('https://10.0.0.1')).toBeNull()
    expect(plainTextProblem(null)).toBeNull()
  })
})
