/** No request leaves for anything but the target's endpoint, whatever the environment and ~/.aws say. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type AwsConnections, type ConnectionSpec, createAwsConnections } from '../../main/core/aws/connections.ts'
import { answered, refused } from '../support/aws/remotes.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { connectionsTried, forgetConnections } from '../support/loopback-only.ts'

let home: string
let server: AwsServer
let trap: Server
let trapUrl: string
let connections: AwsConnections

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'coffer-aws-'))
  server = await startAwsServer({ accounts: ['111122223333'] })
  trap = createServer((_request, response) => response.writeHead(200).end('{}'))
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
  trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`
  connections = createAwsConnections({ backoff: { ...quick, attempts: 1 } })
  setTraps()
  forgetConnections()
})

afterEach(async () => {
  connections.close()
  vi.unstubAllEnvs()
  trap.closeAllConnections()
  await new Promise((resolve) => trap.close(resolve))
  await server.close()
  rmSync(home, { recursive: true, force: true })
})

const quick = { attempts: 3, throttledAttempts: 3, baseMs: 1, throttledBaseMs: 1, ceilingMs: 5 }

/** Everything by which an SDK could be sent elsewhere. */
function setTraps(): void {
  const here = ['_SECRETS_MANAGER', '_STS', '_SSO', '_SSO_OIDC', '_SIGNIN', ''].map((name) => `AWS_ENDPOINT_URL${name}`)
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy']
  const metadata = ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_EC2_METADATA_SERVICE_ENDPOINT']
  for (const name of [...here, ...proxies, ...metadata]) vi.stubEnv(name, trapUrl)
  const others = {
    HOME: home,
    AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT',
    AWS_SECRET_ACCESS_KEY: 'environment',
    AWS_PROFILE: 'trap',
    AWS_REGION: 'us-gov-west-1',
    AWS_DEFAULTS_MODE: 'auto',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_STS_REGIONAL_ENDPOINTS: 'legacy',
    AWS_CONFIG_FILE: join(home, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
  }
  for (const [name, value] of Object.entries(others)) vi.stubEnv(name, value)
  for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '')
}

const write = (file: 'config' | 'credentials', text: string): void => writeFileSync(join(home, file), text)

const spec = (profile: string, endpointUrl: string | null = server.url): ConnectionSpec => ({
  credentials: { from: 'profile', profile },
  endpointUrl,
  region: 'eu-west-1',
})

const hostsTried = (): readonly string[] => [...new Set(connectionsTried().map(({ host, port }) => `${host}:${port}`))]

describe('a target with an endpoint of its own', () => {
  it('sends STS, its role and every call there and nowhere else', async () => {
    const role = 'arn:aws:iam::111122223333:role/deployer'
    server.roles.add({ arn: role })
    const { accessKeyId, secretAccessKey } = server.credentials
    write('credentials', `[base]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`)
    write(
      'config',
      `[profile deploy]\nrole_arn=${role}\nsource_profile=base\nendpoint_url=${trapUrl}\nservices=s\n[services s]\nsecrets_manager =\n  endpoint_url = ${trapUrl}\nsts =\n  endpoint_url = ${trapUrl}\n[profile trap]\nendpoint_url=${trapUrl}\n`,
    )
    const connection = answered(await connections.connect(spec('deploy')))
    for (const region of ['eu-west-1', 'ap-east-1', 'cn-north-1']) {
      const remote = connection.remote(region)
      answered(await remote.identify())
      answered(await remote.create({ ...secret, versionId: randomUUID() }))
      answered(await remote.list(''))
      answered(await remote.readCurrent([secret.name]))
      answered(await remote.scheduleDeletion(secret.name, 7))
    }
    answered(
      await connection.check({ regions: ['eu-west-1'], prefix: '', writes: true, deletes: true, replicates: true }),
    )
    expect(hostsTried()).toEqual([new URL(server.url).host])
  })

  it('refuses a profile whose credentials come from a metadata service', async () => {
    write('config', '[profile ec2]\nrole_arn=arn:aws:iam::111122223333:role/r\ncredential_source=Ec2InstanceMetadata\n')
    expect(refused(await connections.connect(spec('ec2')))).toMatchObject({ kind: 'refused' })
    expect(hostsTried()).toEqual([])
  })

  it('on another machine is refused without TLS, before anything is sent', async () => {
    write('credentials', '[p]\naws_access_key_id=AKIA\naws_secret_access_key=s\n')
    for (const url of ['http://10.0.0.5:4566', 'http://localhost.example.com', 'http://127.0.0.1.example.com/']) {
      const failure = refused(await connections.connect(spec('p', url)))
      expect(failure).toMatchObject({ kind: 'refused', message: expect.stringContaining('in plain text') })
    }
    for (const url of ['http://localhost:1', 'http://[::1]:1', 'https://10.0.0.5']) {
      answered(await connections.connect(spec('p', url)))
    }
    expect(hostsTried()).toEqual([])
  })

  it('does not follow a redirect', async () => {
    const redirecting = createServer((_request, response) => response.writeHead(307, { location: `${trapUrl}/` }).end())
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`
    write('credentials', '[p]\naws_access_key_id=AKIA\naws_secret_access_key=s\n')
    const remote = answered(await connections.connect(spec('p', url))).remote('eu-west-1')
    expect(refused(await remote.list('')).kind).toMatch(/aws|unavailable/)
    expect(hostsTried()).toEqual([new URL(url).host])
    redirecting.closeAllConnections()
    redirecting.close()
  })
})

describe('a target of AWS itself', () => {
  const proxies = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']

  it('goes through the proxy of the environment, which learns the host and nothing else', async () => {
    const asked: string[] = []
    trap.on('connect', (request, socket) => {
      asked.push(request.url ?? '')
      socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')
    })
    write('credentials', '[p]\naws_access_key_id=AKIA\naws_secret_access_key=s\n')
    const connection = answered(await connections.connect(spec('p', null)))
    expect(refused(await connection.remote('us-east-1').list(''))).toMatchObject({ kind: 'unavailable' })
    expect(asked).toEqual(['secretsmanager-fips.us-east-1.amazonaws.com:443'])
    expect(hostsTried()).toEqual([new URL(trapUrl).host])
  })

  it('goes to the hosts of its region, which no test reaches, and is not turned aside', async () => {
    for (const name of proxies) vi.stubEnv(name, '')
    write('credentials', '[p]\naws_access_key_id=AKIA\naws_secret_access_key=s\n')
    const connection = answered(await connections.connect(spec('p', null)))
    const remote = connection.remote('eu-west-1')
    expect(refused(await remote.list(''))).toMatchObject({ kind: 'unavailable' })
    expect(refused(await remote.identify())).toMatchObject({ kind: 'unavailable' })
    expect(hostsTried().map((host) => host.replace('-fips', ''))).toEqual([
      'secretsmanager.eu-west-1.amazonaws.com:443',
      'sts.eu-west-1.amazonaws.com:443',
    ])
  })

  it('refuses a profile that names an endpoint, and says what to do', async () => {
    write(
      'config',
      `[profile local]\nregion=eu-west-1\naws_access_key_id=test\naws_secret_access_key=test\nendpoint_url=${trapUrl}\n`,
    )
    expect(refused(await connections.connect(spec('local', null)))).toEqual({
      kind: 'refused',
      message: `The profile "local" names an endpoint, ${trapUrl}. Secrets go only where the target itself says: give the target this endpoint, or take it out of the profile.`,
    })
    expect(hostsTried()).toEqual([])
  })
})

const secret = {
  name: 'prod/db',
  form: 'text' as const,
  bytes: new TextEncoder().encode('value'),
  description: '',
  tags: {},
  kmsKeyId: null,
  replicas: [],
}
