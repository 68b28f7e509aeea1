import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { collections } from '../../../../main/core/vault/records.ts'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import { rotationRule } from '../../../../shared/rotation-model.ts'
import { day, every, generate, openSituation, type Situation } from '../../../support/rotation/situation.ts'
import { actor, kindOf, revealText, textVersion, unwrap } from '../../../support/vault.ts'

let s: Situation
beforeEach(async () => {
  s = await openSituation()
})
afterEach(() => s.end())

describe('a rule', () => {
  test('is shown with its window, which begins so many days after the value', () => {
    s.make('a')
    const card = unwrap(s.set('a', 30))
    expect(card).toMatchObject({ ruleInWords: 'every 30 days', standing: 'scheduled', lastRotatedAt: s.home.clock })
    expect(new Date(card.nextAt ?? 0).toISOString()).toBe('2026-02-01T00:00:00.000Z')
  })

  test('is no change of the secret: its date stays', () => {
    s.make('a')
    const { changedAt } = unwrap(s.vault.body('a'))
    s.home.clock += day
    unwrap(s.set('a', 30))
    unwrap(s.rotation.snooze(actor, 'a', 'week'))
    expect(unwrap(s.vault.body('a')).changedAt).toBe(changedAt)
  })

  test('counts a value that was put by hand', () => {
    s.make('a')
    unwrap(s.set('a', 30))
    s.home.clock += 40 * day
    expect(unwrap(s.rotation.show('a')).standing).toBe('overdue')
    unwrap(s.vault.put(actor, 'a', textVersion('by hand')))
    expect(unwrap(s.rotation.show('a'))).toMatchObject({ standing: 'scheduled', lastRotatedAt: s.home.clock })
  })

  test('goes back in age with AWSCURRENT', () => {
    s.make('a')
    unwrap(s.set('a', 30))
    const first = unwrap(s.vault.body('a')).stages.AWSCURRENT ?? ''
    s.home.clock += 40 * day
    const second = unwrap(s.vault.put(actor, 'a', textVersion('new'))).versionId
    unwrap(s.vault.moveStage(actor, 'a', { stage: 'AWSCURRENT', moveTo: first, removeFrom: second }))
    expect(unwrap(s.rotation.show('a')).standing).toBe('overdue')
  })

  test('survives the vault being closed', async () => {
    s.make('a')
    unwrap(s.set('a', 30, true))
    await s.rotation.close()
    s.vault.close()
    vi.useRealTimers()
    s.vault = await s.home.unlock()
    await s.restart()
    expect(unwrap(s.rotation.show('a'))).toMatchObject({
      ruleInWords: 'every 30 days',
      automatic: true,
      rotator: generate,
    })
  })

  test('of an older Coffer’s body asks the version when it was made', () => {
    s.make('a')
    unwrap(s.set('a', 30))
    s.home.clock += 40 * day
    unwrap(s.vault.put(actor, 'a', textVersion('new')))
    const older = unwrap(s.vault.body('a'))
    if (older.current === null) throw new Error('no value')
    const { createdAt: _, ...outline } = older.current
    const asOlder: Vault = { ...s.vault, body: () => ({ ok: true, value: { ...older, current: outline } }) }
    const shown = s.over(asOlder).show('a')
    expect(unwrap(shown).lastRotatedAt).toBe(s.home.clock)
  })

  test('is refused by the limits, without a rotator to run by itself, and for what is not there', () => {
    s.make('a')
    const bad = rotationRule.parse({ schedule: { kind: 'expression', expression: 'rate(1 hour)' } })
    expect(kindOf(s.rotation.set(actor, 'a', { rule: bad, rotator: null, automatic: false }))).toBe('invalid')
    expect(kindOf(s.rotation.set(actor, 'a', { rule: every(3), rotator: null, automatic: true }))).toBe('invalid')
    expect(kindOf(s.set('b', 3))).toBe('not-found')
    unwrap(s.vault.scheduleDeletion(actor, 'a', 7))
    expect(kindOf(s.set('a', 3))).toBe('scheduled-for-deletion')
  })

  test('can be turned off, but not under a rotation', async () => {
    s.make('a')
    expect(unwrap(s.rotation.off(actor, 'a'))).toBe(false)
    unwrap(s.set('a', 30, true))
    s.service.asks = true
    unwrap(await s.rotation.run(actor, 'a', undefined))
    expect(kindOf(s.rotation.off(actor, 'a'))).toBe('refused')
    unwrap(await s.rotation.cancel(actor, 'a'))
    expect(unwrap(s.rotation.off(actor, 'a'))).toBe(true)
    expect(unwrap(s.rotation.show('a'))).toMatchObject({ rule: null, standing: 'none', rotator: null })
  })

  test('is set for many only as asked, and keeps what is there', async () => {
    s.make('prod/db', 'database')
    s.make('prod/key', 'api-key')
    s.make('prod/note', 'note')
    s.make('dev/db', 'database')
    unwrap(s.set('prod/key', 7))
    const input = { glob: 'prod/**', rule: 'template', replace: false, dryRun: true } as const
    const planned = unwrap(await s.rotation.setMany(actor, input))
    expect(planned).toEqual({ names: ['prod/db'], skipped: ['prod/key', 'prod/note'] })
    expect(unwrap(s.rotation.show('prod/db')).rule).toBeNull()
    unwrap(await s.rotation.setMany(actor, { ...input, dryRun: false }))
    expect(unwrap(s.rotation.show('prod/db')).ruleInWords).toBe('every 30 days')
    expect(unwrap(s.rotation.show('dev/db')).rule).toBeNull()
    const all = unwrap(await s.rotation.setMany(actor, { ...input, rule: every(9), replace: true, dryRun: false }))
    expect(all.names).toEqual(['prod/db', 'prod/key', 'prod/note'])
    expect(unwrap(s.rotation.show('prod/key')).ruleInWords).toBe('every 9 days')
  })

  test('can be looked at before it is set', () => {
    s.make('a')
    s.home.clock += 10 * day
    const preview = (name?: string) =>
      unwrap(s.rotation.preview(every(30), name, 2)).map(({ startAt }) => startAt / day)
    const today = Math.floor(s.home.clock / day)
    expect(preview('a')).toEqual([today + 20, today + 50])
    expect(preview()).toEqual([today + 30, today + 60])
    expect(kindOf(s.rotation.preview(every(30), 'b', 2))).toBe('not-found')
  })
})

describe('a rotation', () => {
  test('takes the rotator of the rule, or the one that is named, or says that there is none', async () => {
    s.make('a')
    expect(kindOf(await s.rotation.run(actor, 'a', undefined))).toBe('refused')
    expect(unwrap(await s.rotation.run(actor, 'a', generate)).state).toBe('finished')
    unwrap(s.set('a', 30, true))
    expect(unwrap(await s.rotation.run(actor, 'a', undefined)).state).toBe('finished')
    expect(unwrap(s.rotation.history('a', 10))).toHaveLength(2)
    expect(unwrap(s.rotation.history(undefined, 1))).toHaveLength(1)
  })

  test('counts from its end, not from the making of the value', async () => {
    s.make('a')
    unwrap(s.set('a', 30, true))
    s.service.asks = true
    unwrap(await s.rotation.run(actor, 'a', undefined))
    s.home.clock += 40 * day
    s.service.accepts.add('new-1')
    unwrap(await s.rotation.confirm(actor, 'a'))
    expect(unwrap(s.rotation.show('a'))).toMatchObject({ standing: 'scheduled', lastRotatedAt: s.home.clock })
  })

  test('is left to AWS where AWS rotates', async () => {
    s.make('a')
    s.inAws = [{ target: 'prod', region: 'eu-west-1', schedule: 'rate(30 days)', nextAt: null }]
    const refused = await s.rotation.run(actor, 'a', generate)
    expect(kindOf(refused)).toBe('refused')
    expect(unwrap(s.rotation.show('a')).inAws).toEqual(s.inAws)
  })

  test('begins by itself when due, if that was chosen, one at a time', async () => {
    for (const name of ['a', 'b', 'c']) s.make(name)
    unwrap(s.set('a', 30, true))
    unwrap(s.set('b', 30, true))
    unwrap(s.set('c', 30))
    await s.pass(day)
    expect(s.service.calls).toEqual([])
    await s.pass(30 * day)
    await s.pass(60_000)
    await s.pass(60_000)
    expect(s.service.calls).toEqual(['create', 'set', 'test', 'finish', 'create', 'set', 'test', 'finish'])
    expect(unwrap(s.rotation.show('a'))).toMatchObject({ standing: 'scheduled', past: [{ startedBy: 'schedule' }] })
    expect(unwrap(s.rotation.show('c')).standing).toBe('overdue')
    expect(revealText(s.vault, 'c')).toBe('old')
  })

  test('that cannot begin by itself holds up no other one', async () => {
    for (const name of ['a', 'b']) {
      s.make(name)
      unwrap(s.set(name, 30, true))
    }
    unwrap(s.vault.put(actor, 'a', textVersion('half'), { stages: ['AWSPENDING'] }))
    await s.pass(31 * day)
    await s.pass(60_000)
    expect(unwrap(s.rotation.show('a')).past).toEqual([])
    expect(unwrap(s.rotation.show('b'))).toMatchObject({ standing: 'scheduled', past: [{ state: 'finished' }] })
  })

  test('that was cancelled does not begin again by itself on the same day', async () => {
    s.make('a')
    unwrap(s.set('a', 30, true))
    s.service.asks = true
    await s.pass(31 * day)
    await s.pass(60_000)
    expect(s.rotation.runs()).toMatchObject([{ name: 'a', state: 'waiting' }])
    unwrap(await s.rotation.cancel(actor, 'a'))
    await s.pass(60_000)
    await s.pass(60_000)
    expect(s.rotation.runs()).toEqual([])
    expect(s.rotation.due(0, false).items).toMatchObject([{ name: 'a', reason: 'rotation' }])
    await s.pass(day)
    expect(s.rotation.runs()).toMatchObject([{ name: 'a', state: 'waiting' }])
  })

  test('that was killed goes on after the next unlock', async () => {
    s.make('a')
    s.service.disturb = (step) => {
      if (step === 'test') throw new Error('killed')
      return null
    }
    unwrap(await s.rotation.run(actor, 'a', generate))
    s.service.disturb = () => null
    await s.restart()
    expect(s.rotation.runs()).toMatchObject([{ name: 'a', state: 'failed', step: 'test' }])
    expect(unwrap(await s.rotation.resume(actor, 'a')).state).toBe('finished')
  })

  test('of an earlier secret of that name is not shown', async () => {
    s.make('a')
    unwrap(await s.rotation.run(actor, 'a', generate))
    unwrap(s.vault.purge(actor, 'a'))
    s.home.clock += day
    s.make('a')
    expect(unwrap(s.rotation.show('a')).past).toEqual([])
    expect(unwrap(s.rotation.history('a', 10))).toEqual([])
  })

  test('that ended is forgotten with its secret', async () => {
    for (const name of ['a', 'b']) {
      s.make(name)
      unwrap(await s.rotation.run(actor, name, generate))
    }
    unwrap(s.vault.purge(actor, 'a'))
    const keys = s.vault.listRecords(collections.rotation).map(({ key }) => key)
    expect(keys.filter((key) => key.startsWith('run:'))).toEqual(['run:b'])
    expect(unwrap(s.rotation.history(undefined, 10)).map(({ name }) => name)).toEqual(['b'])
  })

  test('leaves nothing behind when its secret is purged', async () => {
    s.make('a')
    s.service.asks = true
    unwrap(await s.rotation.run(actor, 'a', generate))
    unwrap(s.vault.purge(actor, 'a'))
    await s.pass(60_000)
    expect(s.rotation.runs()).toEqual([])
  })
})
