/** What a check tells of credentials, and that it changes nothing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CheckScope } from '../../main/core/aws/check.ts'
import type { TargetCheck } from '../../shared/sync-model.ts'
import { answered, connectTo, newSecret, refused, type TestConnection } from '../support/aws/remotes.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import type { Credentials } from '../support/aws/sign.ts'

const ACCOUNT = '111122223333'

let server: AwsServer
let open: TestConnection[]

beforeEach(async () => {
  server = await startAwsServer({ accounts: [ACCOUNT], regions: ['eu-west-1', 'us-east-1', 'ap-south-1'] })
  open = []
})

afterEach(async () => {
  for (const { close } of open) close()
  await server.close()
})

async function connect(credentials: Credentials = server.credentials): Promise<TestConnection> {
  const connection = await connectTo({ url: server.url, credentials })
  open.push(connection)
  return connection
}

const scope = (more: Partial<CheckScope> = {}): CheckScope => ({
  regions: ['eu-west-1'],
  prefix: '',
  writes: true,
  deletes: true,
  replicates: true,
  ...more,
})

const allowedIn = ({ regions }: TargetCheck, at = 0): Readonly<Record<string, boolean | null>> =>
  Object.fromEntries((regions[at]?.permissions ?? []).map(({ action, allowed }) => [action.split(':')[1], allowed]))

const everything = {
  ListSecrets: true,
  DescribeSecret: true,
  ListSecretVersionIds: true,
  GetSecretValue: true,
  BatchGetSecretValue: true,
  PutSecretValue: true,
  UpdateSecretVersionStage: true,
  UpdateSecret: true,
  TagResource: true,
  UntagResource: true,
  RestoreSecret: true,
  RotateSecret: true,
  DeleteSecret: true,
  ReplicateSecretToRegions: true,
  CreateSecret: null,
}

describe('a check', () => {
  it('tells account, partition, and for each region the clock and every permission', async () => {
    const connection = await connect()
    const askedAt = Date.now()
    const check = answered(await connection.check(scope({ regions: ['eu-west-1', 'us-east-1', 'ap-south-1'] })))
    const tookMs = Date.now() - askedAt
    expect(check).toMatchObject({ accountId: ACCOUNT, partition: 'aws', arn: `arn:aws:iam::${ACCOUNT}:user/tester` })
    expect(check.regions.map(({ region, reachable, message }) => [region, reachable, message])).toEqual([
      ['eu-west-1', true, null],
      ['us-east-1', true, null],
      ['ap-south-1', true, null],
    ])
    for (const at of [0, 1, 2]) expect(allowedIn(check, at)).toEqual(everything)
    expect(Math.abs(check.regions[0]?.clockOffsetMs ?? 9e9)).toBeLessThan(1_000 + tookMs)
  })

  it('changes nothing', async () => {
    const connection = await connect()
    answered(await connection.remote('eu-west-1').create(newSecret('a', { tags: { x: '1' } })))
    const before = structuredClone(server.control.secrets(ACCOUNT, 'eu-west-1'))
    answered(await connection.check(scope({ prefix: 'a' })))
    expect(server.control.secrets(ACCOUNT, 'eu-west-1')).toEqual(before)
    expect(server.control.secrets(ACCOUNT, 'us-east-1')).toEqual([])
  })

  it('of a target that only pulls asks for reading alone', async () => {
    const connection = await connect()
    const check = answered(await connection.check(scope({ writes: false, deletes: false, replicates: false })))
    expect(Object.keys(allowedIn(check))).toEqual([
      'ListSecrets',
      'DescribeSecret',
      'ListSecretVersionIds',
      'GetSecretValue',
      'BatchGetSecretValue',
    ])
    expect(server.log.entries().map(({ operation }) => operation)).not.toContain('PutSecretValue')
  })

  it('tells what is denied, in words', async () => {
    const operations = ['ListSecrets', 'DescribeSecret', 'GetSecretValue'] as const
    const key = server.addKey({ accountId: ACCOUNT, user: 'reader', allow: { operations } })
    const check = answered(await (await connect(key)).check(scope()))
    const denied = { ...everything, ...Object.fromEntries(Object.keys(everything).map((action) => [action, false])) }
    const allowed = { ListSecrets: true, DescribeSecret: true, GetSecretValue: true, CreateSecret: null }
    expect(allowedIn(check)).toEqual({ ...denied, ...allowed })
    const put = check.regions[0]?.permissions.find(({ action }) => action === 'secretsmanager:PutSecretValue')
    expect(put?.message).toMatch(/^The secret "aws\/keys" may not do secretsmanager:PutSecretValue on /)
  })

  it('asks under the prefix of the target: a policy may end there', async () => {
    const key = server.addKey({ accountId: ACCOUNT, user: 'team', allow: { names: ['prod/*'] } })
    const connection = await connect(key)
    expect(allowedIn(answered(await connection.check(scope({ prefix: 'prod/' }))))).toEqual(everything)
    const elsewhere = allowedIn(answered(await connection.check(scope({ prefix: 'dev/' }))))
    expect(elsewhere).toMatchObject({ DescribeSecret: false, BatchGetSecretValue: false, PutSecretValue: false })
  })

  it('tells a region that is not enabled, and goes on with the others', async () => {
    const connection = await connect()
    const check = answered(await connection.check(scope({ regions: ['ap-east-1', 'eu-west-1'] })))
    expect(check.regions[0]).toMatchObject({
      region: 'ap-east-1',
      message: expect.stringContaining('this region has to be enabled for the account first'),
      permissions: [],
    })
    expect(allowedIn(check, 1)).toEqual(everything)
  })

  it('tells how far the clock is off', async () => {
    server.control.setSkew(120_000)
    const askedAt = Date.now()
    const check = answered(await (await connect()).check(scope()))
    const offsetMs = check.regions[0]?.clockOffsetMs ?? 0
    // The server tells whole seconds.
    expect(Math.abs(offsetMs - 120_000)).toBeLessThanOrEqual(1_000 + Date.now() - askedAt)
  })

  it('cannot tell what an answer does not say', async () => {
    server.faults.add({ do: 'error', code: 'InternalFailure', status: 400, operation: 'RotateSecret' })
    const check = answered(await (await connect()).check(scope()))
    expect(allowedIn(check).RotateSecret).toBeNull()
  })

  it('fails where nobody answers', async () => {
    const connection = await connect()
    server.faults.add({ do: 'drop-before' })
    expect(refused(await connection.check(scope()))).toMatchObject({ kind: 'unavailable' })
  })
})
