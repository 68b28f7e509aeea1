/** Values, labels and tags that are allowed and seldom. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withApproval } from '../../main/core/sync/approvals.ts'
import { expose } from '../../main/core/vault/redacted.ts'
import { callAsOther } from '../support/aws/client.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { actor, kindOf, revealText, textVersion, unwrap } from '../support/vault.ts'

const accountId = '111122223333'
const region = 'eu-west-1'

let server: AwsServer
let wired: WiredSync
beforeEach(async () => {
  server = await startAwsServer({ accounts: [accountId] })
  wired = await startWiredSync(server)
})
afterEach(async () => {
  await wired.close()
  await server.close()
})

const there = (name: string) => server.control.world.region(accountId, region).secrets.get(name)
const stageThere = (name: string, stage: string): string => there(name)?.record.stages.get(stage) ?? ''

/** Somebody else, with the same account. */
const inAws = (operation: string, input: Readonly<Record<string, unknown>>): Promise<void> =>
  callAsOther(server, region, operation, input)

it('a text goes there and comes here byte for byte, a byte order mark too', async () => {
  const value = '\u{feff}-----BEGIN CERTIFICATE-----\r\n'
  wired.put('app/cert', value)
  await wired.run()
  const pushed = there('app/cert')?.versions.get(stageThere('app/cert', 'AWSCURRENT'))
  expect(pushed?.bytes.toString()).toBe(value)
  await inAws('PutSecretValue', { SecretId: 'app/cert', SecretString: `${value}2`, ClientRequestToken: 't'.repeat(36) })
  await wired.run()
  const { value: here } = unwrap(wired.vault.reveal(actor, { name: 'app/cert' }))
  expect(Buffer.from(expose(here)).toString()).toBe(`${value}2`)
})

it('a label that both sides moved: the version that loses it in AWS is kept here', async () => {
  wired.put('app/db', 'one')
  await wired.run()
  const theirs = 't'.repeat(36)
  const put = { SecretId: 'app/db', SecretString: 'theirs', ClientRequestToken: theirs, VersionStages: ['blue'] }
  await inAws('PutSecretValue', put)
  unwrap(wired.vault.put(actor, 'app/db', textVersion('ours'), { stages: ['blue'] }))
  const ours = unwrap(wired.vault.body('app/db')).stages.blue ?? ''
  unwrap(wired.vault.extend(actor, 'app/db', withApproval(unwrap(wired.vault.body('app/db')), ours, 1), 'approved'))
  expect((await wired.run({ accept: true })).results).toMatchObject([{ action: 'push', outcome: 'done' }])
  expect(stageThere('app/db', 'blue')).toBe(ours)
  expect(revealText(wired.vault, 'app/db', { versionId: theirs })).toBe('theirs')
})

it('a plan is not applied to a target that was changed or removed since', async () => {
  wired.put('app/db', 'one')
  const apply = async (planId: string) =>
    unwrap(await wired.sync.apply(actor, { planId, skip: [], accept: [], override: [] }))
  const stale = [{ outcome: 'halted', halt: { guard: 'stale-plan' } }]
  const changed = unwrap(await wired.sync.plan({}))
  const [{ accountId: _, partition: __, addedAt: ___, ...draft } = never()] = wired.sync.targets()
  unwrap(await wired.sync.changeTarget(actor, { ...draft, exclude: ['app/db'] }))
  expect(await apply(changed.planId)).toMatchObject(stale)
  unwrap(await wired.sync.changeTarget(actor, draft))
  const removed = unwrap(await wired.sync.plan({}))
  unwrap(wired.sync.removeTarget(actor, 'prod'))
  expect(await apply(removed.planId)).toMatchObject(stale)
  expect(server.log.count('CreateSecret')).toBe(0)
})

it('a choice is about the version that was shown, and about no later one', async () => {
  wired.put('app/db', 'one')
  await wired.run()
  wired.put('app/db', 'ours')
  const putThere = async (value: string): Promise<string> => {
    const ClientRequestToken = randomUUID()
    await inAws('PutSecretValue', { SecretId: 'app/db', SecretString: value, ClientRequestToken })
    await wired.run()
    return ClientRequestToken
  }
  const shown = await putThere('theirs')
  const later = await putThere('theirs, later')
  const take = { take: 'remote' } as const
  expect(kindOf(wired.sync.resolve(actor, { name: 'app/db', remoteVersionId: shown }, take))).toBe('stale')
  expect(revealText(wired.vault, 'app/db')).toBe('ours')
  unwrap(wired.sync.resolve(actor, { name: 'app/db', remoteVersionId: later }, take))
  expect(revealText(wired.vault, 'app/db')).toBe('theirs, later')
})

it('of two who add a target of one name, or change one and remove it, the quicker one is heard', async () => {
  const [{ accountId: _, partition: __, addedAt: ___, ...draft } = never()] = wired.sync.targets()
  const other = { ...draft, name: 'other' }
  const added = await Promise.all([wired.sync.addTarget(actor, other), wired.sync.addTarget(actor, other)])
  expect(added.map(kindOf).sort()).toEqual(['exists', 'ok'])
  const changing = wired.sync.changeTarget(actor, { ...other, direction: 'push' })
  unwrap(wired.sync.removeTarget(actor, 'other'))
  expect(kindOf(await changing)).toBe('stale')
  expect(wired.sync.targets().map(({ name }) => name)).toEqual(['prod'])
})

const never = (): never => {
  throw new Error('no target')
}

it('labels and tags may be called like what every object has', async () => {
  wired.put('app/db', 'one')
  await wired.run()
  const id = stageThere('app/db', 'AWSCURRENT')
  const label = (VersionStage: string) =>
    inAws('UpdateSecretVersionStage', { SecretId: 'app/db', VersionStage, MoveToVersionId: id })
  await label('constructor')
  await label('toString')
  await inAws('TagResource', { SecretId: 'app/db', Tags: [{ Key: 'valueOf', Value: 'x' }] })
  expect((await wired.run()).outcome).toBe('done')
  const { stages, tags } = unwrap(wired.vault.body('app/db'))
  expect({ ...stages }).toMatchObject({ constructor: id, toString: id })
  expect({ ...tags }).toEqual({ valueOf: 'x' })
  expect((await wired.plan()).operations).toEqual([])
})

it('a secret that may not be looked at is left alone, and the others are synced', async () => {
  for (const name of ['app/db', 'app/gone']) wired.put(name, 'one')
  await wired.run()
  await inAws('DeleteSecret', { SecretId: 'app/gone', ForceDeleteWithoutRecovery: true })
  wired.put('app/db', 'two')
  server.faults.add({ do: 'error', code: 'AccessDeniedException', operation: 'DescribeSecret' })
  const { operations, notes } = await wired.plan()
  expect(operations).toMatchObject([{ action: 'push', name: 'app/db' }])
  expect(notes).toMatchObject([{ name: 'app/gone', message: expect.stringContaining('may not look at it') }])
  expect((await wired.run()).outcome).toBe('done')
  server.faults.clear()
  expect((await wired.plan()).operations).toMatchObject([{ action: 'pull-delete', name: 'app/gone' }])
})
