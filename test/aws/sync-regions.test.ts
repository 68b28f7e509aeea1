/** Several regions of a target, which are synced at the same time. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { callAws } from '../support/aws/client.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { until } from '../support/conditions.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { actor, revealText, unwrap } from '../support/vault.ts'

const accountId = '111122223333'
const ireland = 'eu-west-1'
const virginia = 'us-east-1'

let server: AwsServer
let wired: WiredSync

beforeEach(async () => {
  server = await startAwsServer({ accounts: [accountId] })
  wired = await startWiredSync(server, { regions: [ireland, virginia] })
})
afterEach(async () => {
  await wired.close()
  await server.close()
})

const countIn = (region: string): number => server.control.secrets(accountId, region).length

it('a slow region holds up no other', async () => {
  for (let at = 0; at < 12; at += 1) wired.put(`app/${at}`, `${at}`)
  server.faults.add({ do: 'delay', ms: 20_000, operation: 'CreateSecret', region: ireland })
  const running = wired.sync.apply(actor, { skip: [], accept: [], override: [] })
  await until('the quick region', () => countIn(virginia) === 12)
  wired.sync.cancel()
  expect(countIn(ireland)).toBeLessThan(12)
  expect(unwrap(await running).map(({ region, outcome }) => [region, outcome])).toContainEqual([ireland, 'cancelled'])
})

it('the earlier region goes first with a secret that both bring, however slow it is', async () => {
  for (const region of [ireland, virginia]) {
    const input = { Name: 'app/db', SecretString: `from ${region}`, ClientRequestToken: region.padEnd(36, '0') }
    await callAws(server.url, 'CreateSecret', input, { region, credentials: server.credentials })
  }
  server.faults.add({ do: 'delay', ms: 300, operation: 'BatchGetSecretValue', region: ireland })
  const runs = unwrap(await wired.sync.apply(actor, { skip: [], accept: [], override: [] }))
  expect(runs.map(({ region, results }) => [region, results[0]?.outcome])).toEqual([
    [ireland, 'done'],
    [virginia, 'skipped'],
  ])
  expect(revealText(wired.vault, 'app/db')).toBe(`from ${ireland}`)
})

it('what was deleted in one region and edited in another since is not deleted here: the edit wins everywhere', async () => {
  wired.put('app/db', 'first')
  await wired.sync.apply(actor, { skip: [], accept: [], override: [] })
  const inRegion = (region: string, operation: string, input: object) =>
    callAws(server.url, operation, { SecretId: 'app/db', ...input }, { region, credentials: server.credentials })
  await inRegion(ireland, 'DeleteSecret', { RecoveryWindowInDays: 7 })
  await inRegion(virginia, 'PutSecretValue', { SecretString: 'edited', ClientRequestToken: virginia.padEnd(36, '1') })

  const { plans } = unwrap(await wired.sync.plan({}))
  expect(plans.map(({ operations, halt }) => [halt, operations.map(({ action }) => action)])).toEqual([
    [null, []],
    [null, ['pull-version']],
  ])
  expect(plans[0]?.notes).toContainEqual(expect.objectContaining({ message: expect.stringContaining('the edit wins') }))
  for (let run = 0; run < 2; run += 1) await wired.sync.apply(actor, { skip: [], accept: [], override: [] })
  expect(revealText(wired.vault, 'app/db')).toBe('edited')
  expect(await inRegion(ireland, 'GetSecretValue', {})).toMatchObject({ json: { SecretString: 'edited' } })
})
