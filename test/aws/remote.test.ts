/** The port over the SDK against the test server: what each call does there, and what comes back. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Remote } from '../../main/core/sync/remote.ts'
import { callAws } from '../support/aws/client.ts'
import { answered, connectTo, newSecret, refused, type TestConnection, text } from '../support/aws/remotes.ts'
import type { RotationFunction } from '../support/aws/rotation.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'

const ACCOUNT = '111122223333'
const OTHER = '444455556666'
const DAY_MS = 86_400_000

let server: AwsServer
let connection: TestConnection
let remote: Remote

beforeEach(async () => {
  server = await startAwsServer({ accounts: [ACCOUNT, OTHER], replicationDelayMs: 600_000 })
  connection = await connectTo(server)
  remote = connection.remote('eu-west-1')
})

afterEach(async () => {
  connection.close()
  await server.close()
})

describe('a secret created through the port', () => {
  it('is listed with its version, description, tags and key', async () => {
    const input = newSecret('prod/db', { description: 'main', tags: { team: 'core' }, kmsKeyId: 'alias/own' })
    const { arn } = answered(await remote.create(input))
    const askedAt = Date.now()
    const { secrets, clock } = answered(await remote.list(''))
    const heardAt = Date.now()
    expect(secrets).toEqual([
      {
        arn,
        name: 'prod/db',
        current: input.versionId,
        stages: { AWSCURRENT: input.versionId },
        description: 'main',
        tags: { team: 'core' },
        kmsKeyId: 'alias/own',
        changedAt: expect.any(Number),
        deletedAt: null,
        owningService: null,
        rotation: null,
        primaryRegion: null,
      },
    ])
    // The server tells whole seconds.
    expect(clock?.serverAt).toBeGreaterThan(askedAt - 1_000)
    for (const at of [clock?.serverAt, clock?.localAt]) expect(at).toBeLessThanOrEqual(heardAt)
    expect(clock?.localAt).toBeGreaterThanOrEqual(askedAt)
  })

  it('is read back byte for byte, as text and as binary', async () => {
    const asText = newSecret('text', { bytes: text('Grüße\n\u0000\u{1f511}') })
    const asBinary = newSecret('binary', { form: 'binary', bytes: new Uint8Array([0, 255, 128, 10]) })
    answered(await remote.create(asText))
    answered(await remote.create(asBinary))
    const { values, errors } = answered(await remote.readCurrent(['text', 'binary', 'missing']))
    expect(values.map(({ name, form, bytes }) => [name, form, [...bytes]])).toEqual([
      ['text', 'text', [...asText.bytes]],
      ['binary', 'binary', [0, 255, 128, 10]],
    ])
    expect(errors.map(({ name, code }) => [name, code])).toEqual([['missing', 'ResourceNotFoundException']])
    expect(server.log.count('BatchGetSecretValue')).toBe(1)
  })

  it('lives in one account and one region', async () => {
    answered(await remote.create(newSecret('here')))
    const other = await connectTo({ url: server.url, credentials: server.credentialsOf(OTHER) })
    for (const elsewhere of [connection.remote('us-east-1'), other.remote('eu-west-1'), other.remote('ap-south-1')]) {
      expect(answered(await elsewhere.list('')).secrets).toEqual([])
    }
    other.close()
  })
})

describe('a new version', () => {
  it('comes under a private stage, then AWSCURRENT moves if it is where it was', async () => {
    const first = newSecret('a')
    answered(await remote.create(first))
    const versionId = randomUUID()
    answered(await remote.put({ name: 'a', versionId, form: 'text', bytes: text('two'), stages: ['COFFER'] }))
    expect(answered(await remote.describe('a')).current).toBe(first.versionId)
    answered(await remote.moveStage({ name: 'a', stage: 'AWSCURRENT', moveTo: versionId, removeFrom: first.versionId }))
    answered(await remote.moveStage({ name: 'a', stage: 'COFFER', moveTo: null, removeFrom: versionId }))
    expect(answered(await remote.describe('a')).stages).toEqual({ AWSCURRENT: versionId, AWSPREVIOUS: first.versionId })
    expect(text('two')).toEqual(answered(await remote.readVersion('a', versionId)).bytes)
    const late = { name: 'a', stage: 'AWSCURRENT', moveTo: first.versionId, removeFrom: randomUUID() }
    expect(refused(await remote.moveStage(late))).toMatchObject({ kind: 'aws', code: 'InvalidParameterException' })
  })

  it('is the same version when it is sent again, and refused with another value', async () => {
    const first = newSecret('a')
    answered(await remote.create(first))
    const put = { name: 'a', versionId: randomUUID(), form: 'text', bytes: text('two'), stages: ['COFFER'] } as const
    answered(await remote.put(put))
    answered(await remote.put(put))
    answered(await remote.create(first))
    const failure = refused(await remote.put({ ...put, bytes: text('three') }))
    expect(failure).toMatchObject({ kind: 'aws', code: 'ResourceExistsException' })
  })
})

describe('metadata', () => {
  it('changes member by member', async () => {
    answered(await remote.create(newSecret('a', { description: 'old', tags: { keep: '1', drop: '2' } })))
    answered(await remote.update('a', { description: 'new' }))
    answered(await remote.update('a', { kmsKeyId: 'alias/own' }))
    answered(await remote.tag('a', { keep: '3', added: '' }))
    answered(await remote.untag('a', ['drop', 'unknown']))
    const secret = { description: 'new', kmsKeyId: 'alias/own', tags: { keep: '3', added: '' } }
    expect(answered(await remote.describe('a'))).toMatchObject(secret)
    answered(await remote.update('a', { kmsKeyId: '', description: '' }))
    expect(answered(await remote.describe('a'))).toMatchObject({ kmsKeyId: null, description: '' })
  })
})

describe('a deletion', () => {
  it('is scheduled with its window, can be asked for again, and is taken back', async () => {
    answered(await remote.create(newSecret('a')))
    const { deletionAt } = answered(await remote.scheduleDeletion('a', 7))
    expect(Math.abs(deletionAt - Date.now() - 7 * DAY_MS)).toBeLessThan(60_000)
    answered(await remote.scheduleDeletion('a', 7))
    expect(answered(await remote.list('')).secrets).toMatchObject([{ name: 'a', deletedAt: expect.any(Number) }])
    const { errors } = answered(await remote.readCurrent(['a']))
    expect(errors).toMatchObject([{ name: 'a', code: 'InvalidRequestException' }])
    answered(await remote.restore('a'))
    answered(await remote.restore('a'))
    expect(answered(await remote.describe('a')).deletedAt).toBeNull()
  })

  it('always has a window: nothing the port is given forces it', async () => {
    answered(await remote.create(newSecret('a')))
    for (const days of [0, 6, 31])
      expect(refused(await remote.scheduleDeletion('a', days))).toMatchObject({ kind: 'aws' })
    expect(answered(await remote.describe('a')).deletedAt).toBeNull()
  })
})

describe('replicas', () => {
  it('are told with their status, from in progress to in sync', async () => {
    answered(await remote.create(newSecret('a', { replicas: [{ region: 'us-east-1', kmsKeyId: null }] })))
    expect(answered(await remote.describe('a')).replicas).toEqual([
      { region: 'us-east-1', status: 'InProgress', message: null },
    ])
    server.control.advance(1_200_000)
    expect(answered(await remote.describe('a')).replicas).toMatchObject([{ region: 'us-east-1', status: 'InSync' }])
    const [copy] = answered(await connection.remote('us-east-1').list('')).secrets
    expect(copy).toMatchObject({ name: 'a', primaryRegion: 'eu-west-1' })
    expect(answered(await remote.describe('a')).primaryRegion).toBe('eu-west-1')
  })

  it('that fail say why, and are tried again', async () => {
    answered(await connection.remote('us-east-1').create(newSecret('a')))
    answered(await remote.create(newSecret('a')))
    const regions = [{ region: 'us-east-1', kmsKeyId: null }]
    expect(answered(await remote.replicate('a', regions))).toMatchObject([{ status: 'InProgress' }])
    server.control.advance(1_200_000)
    expect(answered(await remote.describe('a')).replicas).toEqual([
      { region: 'us-east-1', status: 'Failed', message: expect.stringContaining('already exists') },
    ])
    expect(answered(await remote.replicate('a', regions))).toHaveLength(1)
  })
})

describe('secrets that others look after', () => {
  it('are told by their owner and their schedule', async () => {
    const owned = { accountId: ACCOUNT, region: 'eu-west-1', service: 'rds', name: 'db-1', value: '{}' }
    server.control.createOwned(owned)
    expect(answered(await remote.describe('rds!db-1'))).toMatchObject({ owningService: 'rds', tags: {} })
    expect(answered(await remote.list('rds!')).secrets).toHaveLength(1)
  })

  it('are rotated by AWS when asked, with what AWS has configured', async () => {
    const arn = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:rotate`
    answered(await remote.create(newSecret('a')))
    expect(refused(await remote.rotate('a', randomUUID()))).toMatchObject({ code: 'InvalidRequestException' })
    server.control.addRotationFunction(arn, rotateTo('rotated'))
    const rules = { SecretId: 'a', RotationLambdaARN: arn, RotationRules: { AutomaticallyAfterDays: 30 } }
    const configure = { ...rules, RotateImmediately: false, ClientRequestToken: randomUUID() }
    const place = { region: 'eu-west-1', credentials: server.credentials }
    expect((await callAws(server.url, 'RotateSecret', configure, place)).status).toBe(200)
    const versionId = randomUUID()
    answered(await remote.rotate('a', versionId))
    server.control.advance(10_000)
    expect(answered(await remote.describe('a'))).toMatchObject({
      current: versionId,
      rotation: { schedule: 'rate(30 days)', nextAt: expect.any(Number) },
    })
    expect(answered(await remote.readVersion('a', versionId)).bytes).toEqual(text('rotated'))
  })
})

/** A rotation function as AWS's template writes it. */
function rotateTo(value: string): RotationFunction {
  return ({ Step, SecretId, ClientRequestToken }, client) => {
    const put = { SecretId, ClientRequestToken, SecretString: value, VersionStages: ['AWSPENDING'] }
    if (Step === 'createSecret') client('PutSecretValue', put)
    if (Step !== 'finishSecret') return
    const { VersionIdsToStages } = client('DescribeSecret', { SecretId })
    const byVersion = VersionIdsToStages as Readonly<Record<string, readonly string[]>>
    const [current] = Object.entries(byVersion).find(([, stages]) => stages.includes('AWSCURRENT')) ?? []
    const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current }
    client('UpdateSecretVersionStage', { SecretId, ...move })
  }
}
