import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { prepareVersion } from '../../../../main/core/procedures/values.ts'
import { day, openSituation, type Situation } from '../../../support/rotation/situation.ts'
import { actor, bytes, kindOf, unwrap } from '../../../support/vault.ts'

let s: Situation
beforeEach(async () => {
  s = await openSituation()
})
afterEach(() => s.end())

describe('reminders', () => {
  test('come once for everything, and then not for a day', async () => {
    for (const name of ['a', 'b']) {
      s.make(name)
      unwrap(s.set(name, 30))
    }
    await s.pass(day)
    expect(s.notified).toEqual([])
    await s.pass(30 * day)
    await s.pass(60_000)
    expect(s.notified).toEqual(['2 secrets are due for rotation.'])
    expect(s.counts).toMatchObject({ due: 2, working: 0, nextAt: expect.any(Number) })
  })

  test('that were missed while Coffer was shut come once at the next start', async () => {
    s.make('a')
    unwrap(s.set('a', 30))
    s.home.clock += 80 * day
    await s.restart()
    await s.pass(0)
    await s.pass(60_000)
    expect(s.notified).toHaveLength(1)
    await s.restart()
    await s.pass(60_000)
    expect(s.notified).toHaveLength(1)
  })

  test('are silent for what is snoozed, and come when that has ended', async () => {
    s.make('a')
    unwrap(s.set('a', 30))
    s.home.clock += 31 * day
    const { snoozedUntil } = unwrap(s.rotation.snooze(actor, 'a', 'tomorrow'))
    expect(snoozedUntil).toBeGreaterThan(s.home.clock)
    expect(snoozedUntil ?? 0).toBeLessThan(s.home.clock + 2 * day)
    await s.pass(60_000)
    expect(s.notified).toEqual([])
    expect(s.rotation.due(0, false)).toMatchObject({ items: [], snoozed: 1, nextAt: snoozedUntil })
    expect(s.rotation.due(0, true).items).toHaveLength(1)
    await s.pass(2 * day)
    expect(s.notified).toHaveLength(1)
    unwrap(s.rotation.snooze(actor, 'a', null))
    expect(unwrap(s.rotation.show('a')).snoozedUntil).toBeNull()
  })

  test('can be snoozed for a year at most, and not into the past', () => {
    s.make('a')
    expect(kindOf(s.rotation.snooze(actor, 'a', s.home.clock - 1))).toBe('invalid')
    expect(kindOf(s.rotation.snooze(actor, 'a', s.home.clock + 400 * day))).toBe('invalid')
    expect(unwrap(s.rotation.snooze(actor, 'a', s.home.clock + 5 * day)).snoozedUntil).toBe(s.home.clock + 5 * day)
  })

  test('follow the settings', async () => {
    s.make('a')
    unwrap(s.set('a', 30))
    s.settings = { ...s.settings, reminders: false }
    await s.pass(31 * day)
    expect(s.notified).toEqual([])
    s.settings = { ...s.settings, reminders: true }
    s.rotation.lookAgain()
    await s.pass(1_000)
    expect(s.notified).toHaveLength(1)
  })

  test('tell of values that end and of secrets nobody reads', async () => {
    const claims = Buffer.from(JSON.stringify({ exp: (s.home.clock + 40 * day) / 1_000 })).toString('base64url')
    const token = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`
    const version = unwrap(prepareVersion('oauth-token', 'text', bytes(token), false))
    unwrap(s.vault.create(actor, { name: 'token', kind: 'oauth-token', version }))
    s.make('forgotten')
    await s.pass(11 * day)
    expect(s.rotation.due(0, false).items.map(({ reason }) => reason)).toEqual(['expiry'])
    await s.pass(80 * day)
    expect(s.rotation.due(0, false).items.map(({ name, reason, overdue }) => `${name} ${reason} ${overdue}`)).toEqual([
      'token expiry true',
      'forgotten unread false',
      'token unread false',
    ])
  })
})
