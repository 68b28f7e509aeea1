/** Runs over the wire: the SDK, the test server and a vault file, with what can go wrong in between. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quietMs } from '../../main/core/sync/automatic.ts'
import type { Conflict } from '../../shared/sync-model.ts'
import { callAsOther } from '../support/aws/client.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { until } from '../support/conditions.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { actor, revealText, unwrap } from '../support/vault.ts'

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

const secretThere = (name: string) =>
  server.control.world.region(accountId, region).secrets.get(name) ?? { versions: new Map(), record: null }
const currentThere = (name: string): string | undefined => secretThere(name).record?.stages.get('AWSCURRENT')
const valueThere = (name: string): string | undefined =>
  secretThere(name)
    .versions.get(currentThere(name) ?? '')
    ?.bytes.toString()

/** Somebody else, with the same account. */
const inAws = (operation: string, input: Readonly<Record<string, unknown>>): Promise<void> =>
  callAsOther(server, region, operation, input)
let tokens = 0
const putThere = (name: string, SecretString: string): Promise<void> => {
  tokens += 1
  return inAws('PutSecretValue', { SecretId: name, SecretString, ClientRequestToken: `${tokens}`.padStart(36, '0') })
}

describe('a push', () => {
  it('gives AWS the version under its own id, and nobody sees it before it is current', async () => {
    wired.put('app/db', 'one')
    await wired.run()
    const id = wired.put('app/db', 'two')
    expect(await wired.run()).toMatchObject({ outcome: 'done', results: [{ action: 'push', outcome: 'done' }] })
    expect(currentThere('app/db')).toBe(id)
    expect([...(secretThere('app/db').record?.stages.keys() ?? [])].sort()).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
    const events = wired.vault.auditLog({ limit: 100 }).entries.filter(({ action }) => action === 'sync.push')
    expect(events.map(({ secret, versionId }) => [secret, versionId])[0]).toEqual(['app/db', id])
  })

  it('whose answers are lost is repeated, and makes no second version', async () => {
    wired.put('app/db', 'one')
    server.faults.add({ do: 'drop-after', operation: 'CreateSecret', times: 1 })
    expect((await wired.run()).outcome).toBe('done')
    wired.put('app/db', 'two')
    server.faults.add({ do: 'drop-after', operation: 'PutSecretValue', times: 2 })
    server.faults.add({ do: 'drop-after', operation: 'UpdateSecretVersionStage', times: 1 })
    server.faults.add({ do: 'throttle', operation: 'UpdateSecretVersionStage', times: 2 })
    expect((await wired.run()).outcome).toBe('done')
    expect(secretThere('app/db').versions.size).toBe(2)
    expect((await wired.plan()).operations).toEqual([])
  })

  it('overwrites nothing that somebody else put there meanwhile', async () => {
    wired.put('app/db', 'one')
    await wired.run()
    wired.put('app/db', 'two')
    const { planId } = unwrap(await wired.sync.plan({}))
    await putThere('app/db', 'theirs')
    const [run] = unwrap(await wired.sync.apply(actor, { planId, skip: [], accept: [], override: [] }))
    expect(run).toMatchObject({ outcome: 'done', results: [{ outcome: 'conflict' }] })
    expect(valueThere('app/db')).toBe('theirs')
    expect(secretThere('app/db').record?.stages.has('COFFER-SYNC')).toBe(false)
    await wired.run()
    const [conflict] = wired.sync.conflicts()
    expect(revealText(wired.vault, 'app/db', { versionId: conflict?.remoteVersionId ?? '' })).toBe('theirs')
    expect(revealText(wired.vault, 'app/db')).toBe('two')
  })

  it('of many goes on after one that fails, and tells it', async () => {
    for (const name of ['app/a', 'app/b', 'app/c']) wired.put(name, name)
    server.faults.add({ do: 'error', code: 'EncryptionFailure', operation: 'CreateSecret', skip: 1, times: 1 })
    const run = await wired.run()
    expect(run.outcome).toBe('partly')
    const [failed, ...others] = run.results.filter(({ outcome }) => outcome !== 'done')
    expect(failed).toMatchObject({ outcome: 'problem', code: 'EncryptionFailure' })
    expect([run.results.length, others.length]).toEqual([3, 0])
    expect((await wired.run()).results).toMatchObject([{ name: failed?.name, outcome: 'done' }])
  })

  it('ends when the credentials do, and the next run with good ones finishes it', async () => {
    for (let at = 0; at < 12; at += 1) wired.put(`app/${at}`, `${at}`)
    const refused = { do: 'error', code: 'ExpiredTokenException', status: 403 } as const
    server.faults.add({ ...refused, operation: 'CreateSecret', skip: 1 })
    const run = await wired.run()
    expect(run).toMatchObject({ outcome: 'partly', message: expect.stringContaining('expired') })
    expect(run.results.filter(({ outcome }) => outcome === 'done')).toHaveLength(1)
    expect(run.results.length).toBeLessThan(6)
    server.faults.clear()
    expect((await wired.run()).results).toHaveLength(11)
    expect((await wired.plan()).operations).toEqual([])
  })

  it('can be cancelled: the steps in flight end, what was achieved stays', async () => {
    for (let at = 0; at < 20; at += 1) wired.put(`app/${at}`, `${at}`)
    server.faults.add({ do: 'delay', ms: 20, operation: 'CreateSecret' })
    const running = wired.run()
    const begun = (): boolean => server.log.count('CreateSecret') >= 3
    while (!begun()) await new Promise((resolve) => setTimeout(resolve, 5))
    wired.sync.cancel()
    expect((await running).outcome).toBe('cancelled')
    server.faults.clear()
    expect((await wired.run()).outcome).toBe('done')
    expect((await wired.plan()).operations).toEqual([])
  })
})

it('a sync that is cancelled is cancelled everywhere, also where it had not begun', async () => {
  await wired.close()
  const regions = ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'us-east-1', 'us-west-2']
  wired = await startWiredSync(server, { regions })
  wired.put('app/db', 'one')
  const { planId } = unwrap(await wired.sync.plan({}))
  server.faults.add({ do: 'delay', ms: 500, operation: 'CreateSecret' })
  const running = wired.sync.apply(actor, { planId, skip: [], accept: [], override: [] })
  await until('the first steps', () => server.log.count('CreateSecret') > 0)
  wired.sync.cancel()
  const outcomes = unwrap(await running).map(({ outcome }) => outcome)
  expect(outcomes).toHaveLength(regions.length)
  expect(outcomes.filter((outcome) => outcome !== 'done' && outcome !== 'cancelled')).toEqual([])
})

it('a look that was cancelled is no problem of the target', async () => {
  await wired.close()
  wired = await startWiredSync(server, { automatic: { onSave: true } })
  server.faults.add({ do: 'delay', ms: 3_000, operation: 'ListSecrets' })
  wired.put('app/db', 'one')
  await until('the look', () => server.log.count('ListSecrets') > 0)
  wired.sync.cancel()
  await until('the end', () => wired.sync.status().running === null)
  expect(wired.sync.status().targets).toMatchObject([{ state: 'never', message: null }])
})

describe('a process that ends in the middle of a run', () => {
  it.each(['CreateSecret', 'PutSecretValue', 'UpdateSecretVersionStage'] as const)(
    'after %s reached AWS: the next run notes it, and makes nothing twice',
    async (operation) => {
      if (operation !== 'CreateSecret') {
        wired.put('app/db', 'one')
        await wired.run()
      }
      wired.put('app/db', 'two')
      server.faults.add({ do: 'drop-after', operation, times: 20 })
      expect((await wired.run()).outcome).toBe('failed')
      server.faults.clear()
      wired = await wired.again()
      await wired.run()
      expect(valueThere('app/db')).toBe('two')
      expect(secretThere('app/db').versions.size).toBe(operation === 'CreateSecret' ? 1 : 2)
      expect((await wired.plan()).operations).toEqual([])
    },
  )
})

describe('what changed in AWS', () => {
  it('comes back with its id, its date, its stage and its approval', async () => {
    wired.put('app/db', 'one')
    await wired.run()
    await putThere('app/db', '{"password":"theirs"}')
    expect((await wired.run()).results).toMatchObject([{ action: 'pull-version', outcome: 'done' }])
    expect(revealText(wired.vault, 'app/db')).toBe('{"password":"theirs"}')
    const [version] = unwrap(wired.vault.versions('app/db'))
    expect(version?.versionId).toBe(currentThere('app/db'))
    expect(version?.createdAt).toBe(secretThere('app/db').versions.get(version?.versionId ?? '')?.createdAt)
    expect(wired.sync.waitingNames()).toEqual([])
  })

  it('is deleted here only with a window, and kept', async () => {
    await wired.close()
    wired = await startWiredSync(server, { deletion: { kind: 'schedule', days: 9 } })
    for (let at = 0; at < 6; at += 1) wired.put(`app/${at}`, `${at}`)
    await wired.run()
    await inAws('DeleteSecret', { SecretId: 'app/3', RecoveryWindowInDays: 7 })
    expect((await wired.run()).results).toMatchObject([{ action: 'pull-delete', outcome: 'done' }])
    const { deletionAt } = unwrap(wired.vault.body('app/3'))
    expect(Math.round(((deletionAt ?? 0) - Date.now()) / 86_400_000)).toBe(9)
    expect(unwrap(wired.vault.versions('app/3'))).toHaveLength(1)
  })
})

describe('a conflict', () => {
  const base = '{\n  "user": "ann",\n  "password": "one",\n  "port": 5432\n}\n'

  async function disagree(ours: string, theirs: string): Promise<Conflict> {
    wired.put('app/db', base)
    await wired.run()
    wired.put('app/db', ours)
    await putThere('app/db', theirs)
    expect((await wired.run()).results).toMatchObject([{ outcome: 'conflict' }])
    const [conflict] = wired.sync.conflicts()
    if (conflict === undefined) throw new Error('no conflict')
    return conflict
  }

  it('keeps both values, says key by key what changed, and moves nothing', async () => {
    const ours = base.replace('one', 'two')
    const conflict = await disagree(ours, base.replace('one', 'three').replace('ann', 'bob'))
    expect(conflict).toMatchObject({
      mergeable: false,
      keys: [
        { key: 'user', local: 'same', remote: 'changed' },
        { key: 'password', local: 'changed', remote: 'changed' },
        { key: 'port', local: 'same', remote: 'same' },
      ],
    })
    expect(revealText(wired.vault, 'app/db', { versionId: conflict.remoteVersionId ?? '' })).toContain('three')
    expect(revealText(wired.vault, 'app/db')).toBe(ours)
    server.log.clear()
    await wired.plan()
    expect(server.log.count('BatchGetSecretValue')).toBe(0)
  })

  it('is settled by taking theirs: nothing is pushed', async () => {
    const { name, remoteVersionId } = await disagree('plain', 'theirs')
    expect(unwrap(wired.sync.resolve(actor, { name }, { take: 'remote' }))).toEqual({ versionId: remoteVersionId })
    expect(wired.sync.conflicts()).toEqual([])
    expect(wired.sync.status().targets).toMatchObject([{ state: 'in-step', waiting: 0 }])
    expect((await wired.plan()).operations).toEqual([])
    expect(revealText(wired.vault, name)).toBe('theirs')
  })

  it('is settled by taking ours: theirs becomes AWSPREVIOUS there', async () => {
    const { name, localVersionId, remoteVersionId } = await disagree('plain', 'theirs')
    expect(unwrap(wired.sync.resolve(actor, { name }, { take: 'local' }))).toEqual({ versionId: localVersionId })
    expect(wired.sync.status().targets).toMatchObject([{ state: 'ahead', waiting: 0 }])
    expect((await wired.run()).results).toMatchObject([{ action: 'push', outcome: 'done' }])
    expect(currentThere(name)).toBe(localVersionId)
    expect(secretThere(name).record?.stages.get('AWSPREVIOUS')).toBe(remoteVersionId)
  })

  it('is settled field by field, in our layout and with numbers as they were', async () => {
    const theirs = '{"user":"bob","password":"three","port":5432,"timeout":1.50}'
    const { name } = await disagree(base.replace('one', 'two'), theirs)
    expect(wired.sync.resolve(actor, { name }, { take: 'merge' })).toMatchObject({ failure: { kind: 'refused' } })
    const fields = { password: 'remote' } as const
    const { versionId } = unwrap(wired.sync.resolve(actor, { name }, { take: 'fields', fields }))
    const merged = '{\n  "user": "bob",\n  "password": "three",\n  "port": 5432,\n  "timeout": 1.50\n}\n'
    expect(revealText(wired.vault, name)).toBe(merged)
    expect((await wired.plan()).operations).toMatchObject([{ action: 'push', versionId, waitsFor: 'approval' }])
  })

  it('without a key on both sides is offered as a merge, and made only when accepted', async () => {
    wired.put('app/db', base)
    await wired.run()
    wired.put('app/db', base.replace('one', 'two'))
    await putThere('app/db', base.replace('ann', 'bob'))
    expect((await wired.run()).results).toMatchObject([{ action: 'merge', outcome: 'conflict' }])
    expect(revealText(wired.vault, 'app/db')).toBe(base.replace('one', 'two'))
    expect((await wired.run({ accept: true })).results).toMatchObject([{ action: 'merge', outcome: 'done' }])
    expect(revealText(wired.vault, 'app/db')).toBe(base.replace('one', 'two').replace('ann', 'bob'))
    expect(wired.sync.conflicts()).toEqual([])
  })
})

describe('what is told', () => {
  it('progress at most ten times a second, and at the end that nothing runs', async () => {
    for (let at = 0; at < 60; at += 1) wired.put(`app/${at}`, `${at}`)
    await wired.run()
    const told = wired.progress.filter((one) => one !== null)
    expect(told.length).toBeGreaterThan(0)
    expect(told.every((one) => one.done <= Math.max(one.total, one.done))).toBe(true)
    expect(wired.progress.at(-1)).toBeNull()
    expect(wired.sync.status().running).toBeNull()
  })

  it('how targets and secrets stand, also after a lock', async () => {
    expect(wired.sync.status().targets).toMatchObject([{ state: 'never', checkedAt: null }])
    const id = wired.put('app/db', 'one')
    await wired.plan()
    expect(wired.sync.status().targets).toMatchObject([{ state: 'ahead' }])
    expect(unwrap(wired.sync.targetsOf('app/db'))).toMatchObject([{ state: 'absent', arn: null }])
    await wired.run()
    const state = { state: 'in-step', stages: { AWSCURRENT: id }, arn: secretThere('app/db').record?.arn }
    expect(unwrap(wired.sync.targetsOf('app/db'))).toMatchObject([state])
    wired = await wired.again()
    expect(unwrap(wired.sync.targetsOf('app/db'))).toMatchObject([state])
    expect(wired.sync.status().targets).toMatchObject([{ state: 'in-step' }])
    expect(wired.sync.history(5)).toMatchObject([{ outcome: 'done', by: 'user' }])
    wired.put('app/db', 'two')
    expect(unwrap(wired.sync.targetsOf('app/db'))).toMatchObject([{ state: 'ahead' }])
  })

  it('the ARN of its region, by which the local endpoint finds the secret', async () => {
    wired.put('app/db', 'one')
    await wired.run()
    const arn = secretThere('app/db').record?.arn ?? ''
    expect(wired.sync.links.arnOf('app/db', region)).toBe(arn)
    expect(wired.sync.links.arnOf('app/db', 'us-east-1')).toBeUndefined()
    const address = { partition: 'aws', region, accountId, suffix: arn.slice(-6) }
    expect(wired.sync.links.nameOf({ name: 'app/db', arn: address })).toBe('app/db')
    const before = wired.sync.links.revision()
    unwrap(wired.sync.removeTarget(actor, 'prod'))
    expect(wired.sync.links.arnOf('app/db', region)).toBeUndefined()
    expect(wired.sync.links.revision()).not.toBe(before)
  })
})

describe('by itself', () => {
  it('a save is synced once it is quiet; a deletion waits for a person', async () => {
    await wired.close()
    const rules = { deletion: { kind: 'schedule', days: 7 }, automatic: { onSave: true } } as const
    wired = await startWiredSync(server, rules)
    for (let at = 0; at < 6; at += 1) wired.put(`app/${at}`, `${at}`)
    await until('the push', () => server.log.count('CreateSecret') === 6)
    unwrap(wired.vault.scheduleDeletion(actor, 'app/0', 30))
    wired.put('app/1', 'two')
    await until('the next one', () => valueThere('app/1') === 'two' && wired.sync.history(2).length === 2)
    expect(server.log.count('DeleteSecret')).toBe(0)
    expect(wired.sync.history(2).map(({ by, outcome }) => [by, outcome])).toEqual([
      ['save', 'done'],
      ['save', 'done'],
    ])
    expect((await wired.plan()).operations).toMatchObject([{ action: 'delete', name: 'app/0' }])
  })

  it('what a sync brings here is no reason for another one, nor is a read', async () => {
    await wired.close()
    wired = await startWiredSync(server, { automatic: { onSave: true } })
    await inAws('CreateSecret', { Name: 'app/theirs', SecretString: 'one', ClientRequestToken: 'y'.repeat(36) })
    expect((await wired.run()).results).toMatchObject([{ action: 'pull-create', outcome: 'done' }])
    server.log.clear()
    expect(revealText(wired.vault, 'app/theirs')).toBe('one')
    await new Promise((resolve) => setTimeout(resolve, quietMs + 1_500))
    expect(server.log.count()).toBe(0)
  })

  it('nothing changes under it: a target stays while a sync runs', async () => {
    wired.put('app/db', 'one')
    server.faults.add({ do: 'delay', ms: 300, operation: 'CreateSecret' })
    const running = wired.run()
    await until('the run', () => server.log.count('ListSecrets') > 0)
    expect(wired.sync.removeTarget(actor, 'prod')).toMatchObject({ failure: { kind: 'refused' } })
    expect((await running).outcome).toBe('done')
    unwrap(wired.sync.removeTarget(actor, 'prod'))
  })
})
