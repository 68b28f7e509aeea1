/** The port over the SDK against the test server: what each call sends, and what comes back. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Connection, createAwsConnections } from '../../main/core/aws/connections.ts'
import type { Remote } from '../../main/core/sync/remote.ts'
import { answered, refused } from '../support/aws/remotes.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'

let server: AwsServer
let connection: Connection
let remote: Remote
const close: (() => void)[] = []

beforeEach(async () => {
  server = await startAwsServer({ accounts: ['111122223333', '444455556666'] })
  connection = await connect()
  remote = connection.remote('eu-west-1')
})

afterEach(async () => {
  for (const end of close.splice(0)) end()
  await server.close()
})

async function connect(accountId = '111122223333'): Promise<Connection> {
  const connections = createAwsConnections()
  close.push(connections.close)
  const keys = server.credentialsOf(accountId)

  return answered(
    await connections.connect({
      credentials: { from: 'vault', secret: 'aws/keys', keys },
      endpointUrl: server.url,
      region: 'eu-west-1',
    }),
  )
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

const secret = (name: string, value = 'one') => ({
  name,
  versionId: randomUUID(),
  form: 'text' as const,
  bytes: text(value),
  description: '',
  tags: {},
  kmsKeyId: null,
  replicas: [],
})

describe('a secret created through the port', () => {
  it('is listed with its version, description, tags and key', async () => {
    const input = { ...secret('prod/db'), description: 'main', tags: { team: 'core' }, kmsKeyId: 'alias/own' }
    const { arn } = answered(await remote.create(input))
    const { secrets, clock } = answered(await remote.list(''))
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
    expect(Math.abs((clock?.serverAt ?? 0) - (clock?.localAt ?? 1))).toBeLessThan(2_000)
  })

  it('is read back byte for byte, as text and as binary', async () => {
    const asText = secret('text', 'Grüße\n')
    const asBinary = { ...secret('binary'), form: 'binary' as const, bytes: new Uint8Array([0, 255, 128, 10]) }
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

  it('takes a new version under a private stage and a guarded move', async () => {
    const first = secret('a')
    answered(await remote.create(first))
    const versionId = randomUUID()
    answered(await remote.put({ name: 'a', versionId, form: 'text', bytes: text('two'), stages: ['COFFER'] }))
    expect(answered(await remote.describe('a')).current).toBe(first.versionId)
    answered(await remote.moveStage({ name: 'a', stage: 'AWSCURRENT', moveTo: versionId, removeFrom: first.versionId }))
    answered(await remote.moveStage({ name: 'a', stage: 'COFFER', moveTo: null, removeFrom: versionId }))
    expect(answered(await remote.describe('a')).stages).toEqual({ AWSCURRENT: versionId, AWSPREVIOUS: first.versionId })
    const late = { name: 'a', stage: 'AWSCURRENT', moveTo: first.versionId, removeFrom: randomUUID() }
    expect(refused(await remote.moveStage(late))).toMatchObject({ kind: 'aws', code: 'InvalidParameterException' })
  })
})
