/** Secrets that AWS rotates: read and never written, and rotated there when asked. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { callAws } from '../support/aws/client.ts'
import type { RotationFunction } from '../support/aws/rotation.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { actor, kindOf, revealText, unwrap } from '../support/vault.ts'

const accountId = '111122223333'
const region = 'eu-west-1'
const arn = `arn:aws:lambda:${region}:${accountId}:function:rotate`

let server: AwsServer
let wired: WiredSync
beforeEach(async () => {
  server = await startAwsServer({ accounts: [accountId] })
  server.control.addRotationFunction(arn, rotate)
  wired = await startWiredSync(server)
})
afterEach(async () => {
  await wired.close()
  await server.close()
})

/** As AWS's template has it: a new value under AWSPENDING, and AWSCURRENT to it at the end. */
const rotate: RotationFunction = ({ Step, SecretId, ClientRequestToken }, client) => {
  const put = { SecretId, ClientRequestToken, SecretString: 'rotated', VersionStages: ['AWSPENDING'] }
  if (Step === 'createSecret') client('PutSecretValue', put)
  if (Step !== 'finishSecret') return
  const { VersionIdsToStages } = client('DescribeSecret', { SecretId })
  const held = Object.entries(VersionIdsToStages as Readonly<Record<string, readonly string[]>>)
  const [current] = held.find(([, stages]) => stages.includes('AWSCURRENT')) ?? []
  const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current }
  client('UpdateSecretVersionStage', { SecretId, ...move })
}

async function turnRotationOn(): Promise<void> {
  const rules = { RotationLambdaARN: arn, RotationRules: { AutomaticallyAfterDays: 30 }, RotateImmediately: false }
  const input = { SecretId: 'app/db', ...rules, ClientRequestToken: randomUUID() }
  const answer = await callAws(server.url, 'RotateSecret', input, { region, credentials: server.credentials })
  expect(answer.status).toBe(200)
}

it('what AWS rotated when asked comes here with the next sync', async () => {
  wired.put('app/db', 'one')
  await wired.run()
  await turnRotationOn()
  await wired.run()
  const shown = unwrap(wired.sync.targetsOf('app/db'))
  expect(shown).toMatchObject([{ state: 'pull-only', rotation: { schedule: 'rate(30 days)' } }])
  wired = await wired.again()
  expect(unwrap(wired.sync.targetsOf('app/db'))).toMatchObject([{ rotation: { schedule: 'rate(30 days)' } }])
  unwrap(await wired.sync.rotateInAws({ target: 'prod', region, name: 'app/db' }))
  server.control.advance(10_000)
  expect((await wired.run()).results).toMatchObject([{ action: 'pull-version', outcome: 'done' }])
  expect(revealText(wired.vault, 'app/db')).toBe('rotated')
  expect((await wired.plan()).operations).toEqual([])
})

it('what AWS rotates no more, and a target that is gone, are no reason here', async () => {
  wired.put('app/db', 'one')
  await wired.run()
  await turnRotationOn()
  await wired.run()
  await callAws(server.url, 'CancelRotateSecret', { SecretId: 'app/db' }, { region, credentials: server.credentials })
  await wired.run()
  expect(unwrap(wired.sync.targetsOf('app/db'))).toMatchObject([{ rotation: null }])
  wired = await wired.again()
  expect(unwrap(wired.sync.targetsOf('app/db'))).toMatchObject([{ rotation: null }])
})

it('a change here stays here, and the plan says why', async () => {
  wired.put('app/db', 'one')
  await wired.run()
  await turnRotationOn()
  wired.put('app/db', 'two')
  const { operations, notes } = await wired.plan()
  expect(operations).toEqual([])
  expect(notes).toMatchObject([{ name: 'app/db', message: expect.stringContaining('AWS rotates it') }])
})

it('only what the target syncs there is rotated', async () => {
  expect(kindOf(await wired.sync.rotateInAws({ target: 'none', region, name: 'app/db' }))).toBe('not-found')
  expect(kindOf(await wired.sync.rotateInAws({ target: 'prod', region: 'eu-north-1', name: 'app/db' }))).toBe(
    'not-found',
  )
  unwrap(wired.sync.removeTarget(actor, 'prod'))
  expect(kindOf(await wired.sync.rotateInAws({ target: 'prod', region, name: 'app/db' }))).toBe('not-found')
})
