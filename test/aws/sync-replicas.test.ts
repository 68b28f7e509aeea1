/** Copies in other regions. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { callAws } from '../support/aws/client.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { actor, unwrap } from '../support/vault.ts'

let server: AwsServer
let wired: WiredSync

beforeEach(async () => {
  server = await startAwsServer({ accounts: ['111122223333'], replicationDelayMs: 100 })
  wired = await startWiredSync(server, { replicas: [{ region: 'us-east-1' }] })
})
afterEach(async () => {
  await wired.close()
  await server.close()
})

async function inAws(region: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await callAws(server.url, operation, input, { region, credentials: server.credentials })
  if (answer.status !== 200) throw new Error(answer.text)
}

it('are offered again where a name is taken, and made once somebody has made room and says so', async () => {
  await inAws('us-east-1', 'CreateSecret', { Name: 'app/a', SecretString: 'x', ClientRequestToken: randomUUID() })
  wired.put('app/a', 'one')
  await wired.run()
  server.control.advance(1_000)
  const why = expect.stringContaining('No replica in us-east-1: a secret of this name is there already')
  const offered = { action: 'replicate', waitsFor: 'decision', why, detail: { replicas: [{ region: 'us-east-1' }] } }
  expect(await wired.plan()).toMatchObject({ operations: [offered], notes: [], monthlyCostChangeUsd: 0 })
  server.log.clear()
  expect((await wired.run()).results).toMatchObject([{ outcome: 'skipped', code: 'undecided' }])
  expect(server.log.count('ReplicateSecretToRegions')).toBe(0)
  await wired.run({ accept: true })
  server.control.advance(1_000)
  expect(await wired.plan()).toMatchObject({ operations: [offered] })
  expect(server.control.secrets('111122223333', 'us-east-1')).toHaveLength(1)
  await inAws('us-east-1', 'DeleteSecret', { SecretId: 'app/a', ForceDeleteWithoutRecovery: true })
  expect((await wired.run({ accept: true })).results).toMatchObject([{ action: 'replicate', outcome: 'done' }])
  server.control.advance(1_000)
  expect(await wired.plan()).toMatchObject({ operations: [], notes: [] })
})

it('are made with the secret, shown with their state, and made again when they are gone', async () => {
  wired.put('app/db', 'one')
  expect((await wired.run()).results).toMatchObject([{ action: 'create', outcome: 'done' }])
  server.control.advance(1_000)
  expect((await wired.plan()).operations).toEqual([])
  const [shown] = unwrap(wired.sync.targetsOf('app/db'))
  const replicas = [{ region: 'us-east-1', status: 'InSync', message: null }]
  expect(shown).toMatchObject({ target: 'prod', region: 'eu-west-1', replicas })
  await inAws('eu-west-1', 'RemoveRegionsFromReplication', {
    SecretId: 'app/db',
    RemoveReplicaRegions: ['us-east-1'],
  })
  wired = await wired.again()
  expect((await wired.run()).results).toMatchObject([{ action: 'replicate', outcome: 'done' }])
  server.control.advance(1_000)
  expect((await wired.plan()).operations).toEqual([])
})

it('are never made over a secret that is there, which is told', async () => {
  await inAws('us-east-1', 'CreateSecret', { Name: 'app/db', SecretString: 'own', ClientRequestToken: randomUUID() })
  wired.put('app/db', 'one')
  await wired.run()
  server.control.advance(1_000)
  expect((await wired.plan()).operations).toMatchObject([{ action: 'replicate', waitsFor: 'decision' }])
  const [shown] = unwrap(wired.sync.targetsOf('app/db'))
  expect(shown?.replicas).toMatchObject([{ status: 'Failed', message: expect.stringContaining('exists') }])
})

it('are refused in a region of the target itself, and twice in one', async () => {
  const [target] = wired.sync.targets()
  if (target === undefined) throw new Error('no target')
  const { accountId: _, partition: __, addedAt: ___, ...draft } = target
  const home = { ...draft, regions: ['us-east-1', 'eu-west-1'] }
  const refusal = {
    kind: 'invalid',
    field: 'replicas',
    message: expect.stringContaining('syncs with us-east-1 itself'),
  }
  expect(await wired.sync.changeTarget(actor, home)).toMatchObject({ failure: refusal })
  expect(await wired.sync.addTarget(actor, { ...home, name: 'other' })).toMatchObject({ failure: refusal })
  const twice = { ...draft, replicas: [...draft.replicas, ...draft.replicas] }
  const message = 'us-east-1 is named twice among the replicas: name each region once.'
  expect(await wired.sync.changeTarget(actor, twice)).toMatchObject({ failure: { kind: 'invalid', message } })
  expect(wired.sync.targets()).toEqual([target])
})
