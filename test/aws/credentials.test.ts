/** Every kind of profile, read by the SDK from files in a folder of the test, against the test server's STS and SSO. */
import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type AwsConnections, type Connection, createAwsConnections } from '../../main/core/aws/connections.ts'
import type { Failure, Result } from '../../shared/failure.ts'
import { answered, newSecret, refused } from '../support/aws/remotes.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'

const ACCOUNT = '111122223333'
const OTHER = '444455556666'
const ROLE = `arn:aws:iam::${OTHER}:role/deployer`

let home: string
let server: AwsServer
let connections: AwsConnections

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'coffer-aws-'))
  mkdirSync(join(home, '.aws', 'sso', 'cache'), { recursive: true })
  vi.stubEnv('HOME', home)
  vi.stubEnv('AWS_CONFIG_FILE', join(home, '.aws', 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, '.aws', 'credentials'))
  server = await startAwsServer({ accounts: [ACCOUNT, OTHER] })
  connections = createAwsConnections()
})

afterEach(async () => {
  connections.close()
  await server.close()
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

const config = (text: string): void => writeFileSync(join(home, '.aws', 'config'), text)
const credentials = (text: string): void => writeFileSync(join(home, '.aws', 'credentials'), text)

function keyLines(accountId = ACCOUNT): string {
  const { accessKeyId, secretAccessKey } = server.credentialsOf(accountId)
  return `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
}

const connect = (profile: string, mfaCode?: string): Promise<Result<Connection>> =>
  connections.connect(
    { credentials: { from: 'profile', profile }, endpointUrl: server.url, region: 'eu-west-1' },
    mfaCode,
  )

async function whoIs(profile: string, mfaCode?: string): Promise<string> {
  const connection = answered(await connect(profile, mfaCode))
  return answered(await connection.remote('eu-west-1').identify()).arn
}

async function failureOf(profile: string, mfaCode?: string): Promise<Failure> {
  return refused(await connect(profile, mfaCode))
}

describe('a profile with keys', () => {
  it('signs with them', async () => {
    credentials(`[prod]\n${keyLines()}`)
    expect(await whoIs('prod')).toBe(`arn:aws:iam::${ACCOUNT}:user/tester`)
  })

  it('whose keys were replaced in the file is read anew when AWS refuses the old ones', async () => {
    credentials(`[prod]\n${keyLines()}`)
    const remote = answered(await connect('prod')).remote('eu-west-1')
    answered(await remote.list(''))
    server.revokeKey(server.credentials.accessKeyId)
    credentials(`[prod]\n${keyLines(OTHER)}`)
    expect(answered(await remote.identify()).accountId).toBe(OTHER)
  })

  it('that was changed in the file is read anew, though AWS would still take the old ones', async () => {
    credentials(`[prod]\n${keyLines()}`)
    const before = answered(await connect('prod'))
    expect(answered(await before.remote('eu-west-1').identify()).accountId).toBe(ACCOUNT)
    expect(answered(await connect('prod'))).toBe(before)
    credentials(`[prod]\n${keyLines(OTHER)}`)
    expect(
      answered(
        await answered(await connect('prod'))
          .remote('eu-west-1')
          .identify(),
      ).accountId,
    ).toBe(OTHER)
  })

  it('replaced by those of another account in the middle of its work sends nothing there', async () => {
    credentials(`[prod]\n${keyLines()}`)
    const remote = answered(await connect('prod')).remote('eu-west-1')
    answered(await remote.identify())
    server.revokeKey(server.credentials.accessKeyId)
    credentials(`[prod]\n${keyLines(OTHER)}`)
    expect(refused(await remote.create(newSecret('a')))).toMatchObject({ kind: 'aws' })
    expect(server.control.secrets(OTHER, 'eu-west-1')).toEqual([])
  })

  it('that AWS does not know is told in words', async () => {
    credentials('[prod]\naws_access_key_id = AKIAUNKNOWN\naws_secret_access_key = nothing\n')
    const remote = answered(await connect('prod')).remote('eu-west-1')
    expect(refused(await remote.list(''))).toEqual({
      kind: 'aws',
      code: 'UnrecognizedClientException',
      message: 'AWS does not know the access key of the profile "prod", or it was switched off.',
    })
  })
})

describe('a profile that is not there', () => {
  it('is told with those that are', async () => {
    credentials(`[prod]\n${keyLines()}`)
    expect(await failureOf('pord')).toEqual({
      kind: 'not-found',
      message: 'There is no profile "pord" in ~/.aws.',
      near: ['prod'],
    })
  })
})

describe('a profile with a role', () => {
  it('takes it on with the keys of another', async () => {
    server.roles.add({ arn: ROLE })
    credentials(`[base]\n${keyLines()}`)
    config(`[profile deploy]\nrole_arn = ${ROLE}\nsource_profile = base\nrole_session_name = coffer\n`)
    expect(await whoIs('deploy')).toBe(`arn:aws:sts::${OTHER}:assumed-role/deployer/coffer`)
  })

  it('goes through a chain of roles, with an external id', async () => {
    const first = `arn:aws:iam::${ACCOUNT}:role/hop`
    server.roles.add({ arn: first })
    server.roles.add({ arn: ROLE, externalId: 'ours' })
    credentials(`[base]\n${keyLines()}`)
    config(
      `[profile hop]\nrole_arn = ${first}\nsource_profile = base\n[profile deploy]\nrole_arn = ${ROLE}\nsource_profile = hop\nexternal_id = ours\n`,
    )
    expect(await whoIs('deploy')).toMatch(/assumed-role\/deployer\/coffer-\d+$/)
  })

  it('that it may not take on says so', async () => {
    credentials(`[base]\n${keyLines()}`)
    config(`[profile deploy]\nrole_arn = ${ROLE}\nsource_profile = base\n`)
    expect(await failureOf('deploy')).toMatchObject({
      kind: 'aws',
      code: 'AccessDenied',
      message: expect.stringMatching(`^The profile "deploy" may not do sts:AssumeRole on ${ROLE}. AWS says: `),
    })
  })

  it('is renewed when it ends, and told when that fails', async () => {
    server.roles.add({ arn: ROLE, lifetimeMs: 60_000 })
    credentials(`[base]\n${keyLines()}`)
    config(`[profile deploy]\nrole_arn = ${ROLE}\nsource_profile = base\n`)
    const remote = answered(await connect('deploy')).remote('eu-west-1')
    answered(await remote.list(''))
    const renewals = server.log.count('AssumeRole')
    expect(renewals).toBeGreaterThan(1)
    server.roles.remove(ROLE)
    answered(await remote.list(''))
  })
})

describe('a profile with an MFA device', () => {
  const SERIAL = `arn:aws:iam::${ACCOUNT}:mfa/phone`

  beforeEach(() => {
    server.roles.add({ arn: ROLE, mfa: { serial: SERIAL, code: () => '123456' } })
    credentials(`[base]\n${keyLines()}`)
    config(`[profile deploy]\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = ${SERIAL}\n`)
  })

  it('asks for the code before anything is sent', async () => {
    expect(await failureOf('deploy')).toEqual({
      kind: 'mfa-needed',
      serial: SERIAL,
      message: `The profile "deploy" asks for the code of the MFA device ${SERIAL}.`,
    })
    expect(server.log.count()).toBe(0)
  })

  it('takes one code for all regions, and the next connection needs none', async () => {
    const connection = answered(await connect('deploy', '123 456'))
    for (const region of ['eu-west-1', 'us-east-1', 'ap-south-1']) answered(await connection.remote(region).list(''))
    const again = answered(await connect('deploy'))
    answered(await again.remote('eu-west-1').list(''))
    expect(server.log.count('AssumeRole')).toBe(1)
  })

  it('asks again after a wrong code, a used one, and one that is none', async () => {
    const asked = (problem: string): object => ({
      kind: 'mfa-needed',
      serial: SERIAL,
      message: expect.stringMatching(`^${problem}`),
    })
    expect(await failureOf('deploy', '000000')).toEqual(asked('AWS did not accept the code.'))
    expect(await failureOf('deploy', 'letters')).toEqual(asked('The code of an MFA device has six digits.'))
    answered(await connect('deploy', '123456'))
    connections.close()
    expect(await failureOf('deploy', '123456')).toEqual(asked('AWS did not accept the code.'))
  })

  it('asks for a code again when AWS says that the session has expired', async () => {
    const remote = answered(await connect('deploy', '123456')).remote('eu-west-1')
    server.faults.add({ do: 'error', code: 'ExpiredTokenException', times: 1 })
    expect(refused(await remote.list(''))).toMatchObject({ kind: 'aws', code: 'ExpiredTokenException' })
    expect(await failureOf('deploy')).toMatchObject({ kind: 'mfa-needed', serial: SERIAL })
  })
})

describe('a profile with a program', () => {
  const program = (body: string): string => {
    const path = join(home, 'keys.mjs')
    writeFileSync(path, body)
    vi.stubEnv('ELECTRON_RUN_AS_NODE', '1')
    return `"${process.execPath}" "${path}"`
  }

  it('runs it', async () => {
    const { accessKeyId, secretAccessKey } = server.credentialsOf(OTHER)
    const keys = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }
    config(
      `[profile tool]\ncredential_process = ${program(`process.stdout.write(${JSON.stringify(JSON.stringify(keys))})`)}\n`,
    )
    expect(await whoIs('tool')).toBe(`arn:aws:iam::${OTHER}:user/tester`)
  })

  it('that fails is told without what it printed, which may be a key', async () => {
    const failing = program("process.stderr.write('AKIA-LEAK'); process.stdout.write('SECRET-LEAK'); process.exit(3)")
    config(`[profile tool]\ncredential_process = ${failing} --token LEAK\n`)
    const failure = await failureOf('tool')
    expect(failure).toMatchObject({ kind: 'aws', code: 'CredentialsProviderError' })
    expect(failure.message).toMatch(/^The profile "tool" gave no credentials\. Its credential_process failed/)
    expect(JSON.stringify(failure)).not.toContain('LEAK')
  })
})

describe('a profile with a web identity', () => {
  it('takes the role on with the token, unsigned', async () => {
    server.roles.add({ arn: ROLE, webIdentityToken: 'the.token.of-ci' })
    writeFileSync(join(home, 'token'), 'the.token.of-ci')
    config(`[profile ci]\nrole_arn = ${ROLE}\nweb_identity_token_file = ${join(home, 'token')}\n`)
    expect(await whoIs('ci')).toContain(`arn:aws:sts::${OTHER}:assumed-role/deployer/`)
    writeFileSync(join(home, 'token'), 'old')
    connections.close()
    expect(await failureOf('ci')).toMatchObject({ kind: 'aws', code: 'InvalidIdentityTokenException' })
  })
})

describe('a profile of IAM Identity Center', () => {
  const later = (): string => new Date(Date.now() + 3_600_000).toISOString()
  const cache = (id: string, content: object): void =>
    writeFileSync(
      join(home, '.aws', 'sso', 'cache', `${createHash('sha1').update(id).digest('hex')}.json`),
      JSON.stringify(content),
    )

  beforeEach(() => {
    server.roles.add({ arn: ROLE })
    server.signIns.portal.set('portal-token', [ROLE])
    config(
      `[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-central-1\n[profile corp]\nsso_session = corp\nsso_account_id = ${OTHER}\nsso_role_name = deployer\n`,
    )
  })

  it('takes the role of a session that is signed in', async () => {
    cache('corp', { accessToken: 'portal-token', expiresAt: later() })
    expect(await whoIs('corp')).toContain(`arn:aws:sts::${OTHER}:assumed-role/deployer/`)
    expect(server.log.counts()).toEqual({ GetRoleCredentials: 1, GetCallerIdentity: 1 })
  })

  it('renews a session that ended, as far as its refresh token goes', async () => {
    const expiresAt = new Date(Date.now() - 1_000).toISOString()
    cache('corp', { accessToken: 'old', expiresAt, clientId: 'c', clientSecret: 's', refreshToken: 'r' })
    server.signIns.refreshes.set('r', 'portal-token')
    expect(await whoIs('corp')).toContain('assumed-role/deployer/')
    expect(server.log.count('CreateToken')).toBe(1)
  })

  it('without a session says how to sign in', async () => {
    expect(await failureOf('corp')).toMatchObject({
      kind: 'aws',
      code: 'CredentialsProviderError',
      message: expect.stringContaining("'aws sso login'"),
    })
  })
})

describe('a profile of aws login', () => {
  const SESSION = `arn:aws:iam::${OTHER}:user/me`
  const cache = (expiresAt: number): void => {
    const { accessKeyId, secretAccessKey } = server.credentialsOf(OTHER)
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const folder = join(home, '.aws', 'login', 'cache')
    mkdirSync(folder, { recursive: true })
    const key = server.addKey({ accountId: OTHER, user: 'me', sessionToken: 'login-token' })
    const keys = expiresAt > Date.now() ? key : { accessKeyId, secretAccessKey }
    const accessToken = {
      accessKeyId: keys.accessKeyId,
      secretAccessKey: keys.secretAccessKey,
      sessionToken: 'login-token',
      accountId: OTHER,
      expiresAt: new Date(expiresAt).toISOString(),
    }
    const dpopKey = privateKey.export({ format: 'pem', type: 'sec1' })
    const token = { accessToken, clientId: 'arn:aws:signin:::devtools/same-device', refreshToken: 'lr', dpopKey }
    writeFileSync(join(folder, `${createHash('sha256').update(SESSION).digest('hex')}.json`), JSON.stringify(token))
    config(`[profile me]\nlogin_session = ${SESSION}\nregion = eu-west-1\n`)
  }

  it('signs with the keys of the cached session', async () => {
    cache(Date.now() + 900_000)
    expect(await whoIs('me')).toBe(SESSION)
  })

  it('renews them, at the endpoint alone', async () => {
    cache(Date.now() + 1_000)
    server.roles.add({ arn: ROLE })
    server.signIns.logins.set('lr', ROLE)
    expect(await whoIs('me')).toContain('assumed-role/deployer/login')
  })
})

describe('a wrong clock or a passing fault on the way to a role', () => {
  beforeEach(() => {
    server.roles.add({ arn: ROLE })
    credentials(`[base]\n${keyLines()}`)
    config(`[profile deploy]\nrole_arn = ${ROLE}\nsource_profile = base\n`)
  })

  it('does not stop it', async () => {
    server.faults.add({ do: 'drop-before', operation: 'AssumeRole', times: 1 })
    server.control.setSkew(3_600_000)
    const failure = await connect('deploy')
    expect(failure.ok).toBe(true)
  })

  it('is told when it lasts', async () => {
    server.faults.add({ do: 'status', operation: 'AssumeRole', status: 503 })
    expect(await failureOf('deploy')).toMatchObject({ kind: 'unavailable' })
    expect(server.log.count('AssumeRole')).toBe(3)
  })
})
