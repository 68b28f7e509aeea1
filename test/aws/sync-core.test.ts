/** A whole core: calls of the contract in, events out, and the local endpoint that knows what is synced. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { NewProgramKey } from '../../shared/model.ts'
import type { PlanSet, SyncRun } from '../../shared/sync-model.ts'
import { callAws } from '../support/aws/client.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { makeCore, makePort, type TestCore } from '../support/core.ts'
import { bytes, unwrap } from '../support/vault.ts'

let server: AwsServer
let core: TestCore
const port = makePort()

beforeEach(async () => {
  server = await startAwsServer({ accounts: ['111122223333'] })
  core = await makeCore()
  core.core.connect(port.port)
  await core.create()
})
afterEach(async () => {
  await core.stop()
  await server.close()
})

async function ask<T>(call: Parameters<TestCore['ask']>[0], input: unknown = {}): Promise<T> {
  return unwrap(await core.ask(call, input)) as T
}

const create = (name: string, kind: string, value: string) =>
  ask('secrets.create', { name, kind, value: { form: 'text', bytes: bytes(value) } })

it('pushes what was approved, tells windows, and answers for the ARN of the region from then on', async () => {
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = server.credentials
  await create('aws/keys', 'aws-credentials', JSON.stringify({ AccessKeyId, SecretAccessKey }))
  await create('app/db', 'note', 'of the vault')
  const credentials = { from: 'vault', secret: 'aws/keys' }
  const rules = { regions: ['eu-west-1', 'us-east-1'], include: ['app/**'], endpointUrl: server.url }
  await ask('targets.add', { target: { name: 'prod', credentials, ...rules } })
  expect(await ask('vet.waiting')).toMatchObject([{ name: 'app/db', findings: [] }])
  await ask('vet.approve', { name: 'app/db' })
  const { planId, plans } = await ask<PlanSet>('sync.plan')
  expect(plans.map(({ operations }) => operations.map(({ action }) => action))).toEqual([['create'], ['create']])
  const runs = await ask<readonly SyncRun[]>('sync.apply', { planId })
  expect(runs.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
  const events = port.posted.flatMap((message) => ('event' in message ? [message.event] : []))
  expect(events).toContain('sync.changed')
  expect(events).toContain('sync.progress')

  const [there] = server.control.secrets('111122223333', 'us-east-1')
  await ask('endpoint.turnOn')
  const key = await ask<NewProgramKey>('endpoint.addKey', {
    program: 'app',
    grants: [{ glob: 'app/**' }],
  })
  const read = (SecretId: string, region: string) =>
    callAws(
      key.url ?? '',
      'GetSecretValue',
      { SecretId },
      {
        region,
        credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey },
      },
    )
  const answer = await read(there?.arn ?? '', 'us-east-1')
  expect(answer.json).toMatchObject({ SecretString: 'of the vault', ARN: there?.arn, Name: 'app/db' })
  const [nearby] = server.control.secrets('111122223333', 'eu-west-1')
  expect((await read('app/db', 'eu-west-1')).json.ARN).toBe(nearby?.arn)
  expect((await read('app/db', 'ap-south-1')).json.ARN).toContain(':000000000000:')
})

it('has no sync while it is locked', async () => {
  const locked = await makeCore()
  expect(await locked.ask('sync.status')).toMatchObject({ ok: false, failure: { kind: 'no-vault' } })
  await locked.stop()
})
