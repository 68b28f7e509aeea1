/** Plans that are made, read, and applied later. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { actor, kindOf, revealText, unwrap } from '../support/vault.ts'

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

describe('a kept plan', () => {
  it('halts when the vault has changed since', async () => {
    wired.put('app/db', 'one')
    const { planId } = unwrap(await wired.sync.plan({}))
    wired.put('app/other', 'two')
    const [run] = unwrap(await wired.sync.apply(actor, { planId, skip: [], accept: [], override: [] }))
    expect(run).toMatchObject({ outcome: 'halted', halt: { guard: 'stale-plan' }, results: [] })
    expect(server.log.count('CreateSecret')).toBe(0)
  })

  it('is one of several, until one of them has changed something', async () => {
    wired.put('app/db', 'one')
    const plans: string[] = []
    for (let at = 0; at < 3; at += 1) plans.push(unwrap(await wired.sync.plan({})).planId)
    const [first = '', second = '', third = ''] = plans
    const apply = (planId: string, skip: string[] = []) =>
      wired.sync.apply(actor, { planId, skip, accept: [], override: [] })
    const everything = ['create:app/db@prod/eu-west-1']
    expect(unwrap(await apply(second, everything))).toMatchObject([{ results: [{ outcome: 'skipped' }] }])
    expect(unwrap(await apply(first))).toMatchObject([{ outcome: 'done', results: [{ action: 'create' }] }])
    expect(kindOf(await apply(third))).toBe('not-found')
  })

  it('is as good after somebody has read a secret', async () => {
    wired.put('app/db', 'one')
    const { planId } = unwrap(await wired.sync.plan({}))
    const before = wired.vault.revision()
    expect(revealText(wired.vault, 'app/db')).toBe('one')
    expect(wired.vault.revision()).toBeGreaterThan(before)
    const [run] = unwrap(await wired.sync.apply(actor, { planId, skip: [], accept: [], override: [] }))
    expect(run).toMatchObject({ outcome: 'done', results: [{ action: 'create', outcome: 'done' }] })
  })

  it('leaves out what was unticked, and is used once', async () => {
    wired.put('app/a', 'one')
    wired.put('app/b', 'two')
    const { planId, plans } = unwrap(await wired.sync.plan({}))
    const [first] = plans[0]?.operations ?? []
    const wishes = { planId, skip: [first?.id ?? ''], accept: [], override: [] }
    const [run] = unwrap(await wired.sync.apply(actor, wishes))
    expect(run?.results.map(({ outcome }) => outcome)).toEqual(['skipped', 'done'])
    expect(await wired.sync.apply(actor, wishes)).toMatchObject({ failure: { kind: 'not-found' } })
  })

  it('goes on after a guard that the user has read, and only that one', async () => {
    await wired.close()
    wired = await startWiredSync(server, { deletion: { kind: 'schedule', days: 7 } })
    for (let at = 0; at < 4; at += 1) wired.put(`app/${at}`, `${at}`)
    await wired.run()
    for (const name of ['app/0', 'app/1']) unwrap(wired.vault.scheduleDeletion(actor, name, 30))
    expect(await wired.run()).toMatchObject({ outcome: 'halted', halt: { guard: 'deletions', overridable: true } })
    const { planId } = unwrap(await wired.sync.plan({}))
    const wishes = { planId, skip: [], accept: [], override: ['deletions'] }
    expect(unwrap(await wired.sync.apply(actor, wishes))).toMatchObject([{ outcome: 'done' }])
    expect(server.log.count('DeleteSecret')).toBe(2)
    expect(server.control.world.region(accountId, region).secrets.get('app/0')?.record.deletionAt).toBeGreaterThan(
      Date.now(),
    )
  })
})
