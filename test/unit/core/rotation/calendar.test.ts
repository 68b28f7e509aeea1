import ICAL from 'ical.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rotationRule } from '../../../../shared/rotation-model.ts'
import { day, openSituation, type Situation } from '../../../support/rotation/situation.ts'
import { actor, unwrap } from '../../../support/vault.ts'

let s: Situation
beforeEach(async () => {
  s = await openSituation()
})
afterEach(() => s.end())

describe('the calendar', () => {
  beforeEach(() => {
    s.make('a')
    s.make('b')
    unwrap(s.set('a', 30))
    unwrap(
      s.rotation.set(actor, 'b', {
        rule: rotationRule.parse({
          schedule: { kind: 'expression', expression: 'cron(0 8 1 * ? *)' },
          durationHours: 3,
        }),
        rotator: null,
        automatic: false,
      }),
    )
  })

  test('has the load of each day', () => {
    expect(s.rotation.calendar(61)).toEqual([
      { day: '2026-02-01', rotations: 2, expiries: 0, names: ['a', 'b'] },
      { day: '2026-03-01', rotations: 1, expiries: 0, names: ['b'] },
      { day: '2026-03-03', rotations: 1, expiries: 0, names: ['a'] },
    ])
  })

  test('has what is overdue today', () => {
    s.home.clock += 40 * day
    expect(s.rotation.calendar(1)).toEqual([{ day: '2026-02-11', rotations: 2, expiries: 0, names: ['a', 'b'] }])
  })

  test('reads back from its iCalendar file, by another library, as it was', async () => {
    const text = await s.rotation.ics(61)
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
    const calendar = new ICAL.Component(ICAL.parse(text))
    const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one))
    const read = events.map(
      ({ summary, startDate, endDate }) => `${summary} ${startDate.toString()} ${endDate.toString()}`,
    )
    expect(read.sort()).toEqual([
      'Rotate a 2026-02-01 2026-02-02',
      'Rotate a 2026-03-03 2026-03-04',
      'Rotate b 2026-02-01T08:00:00Z 2026-02-01T11:00:00Z',
      'Rotate b 2026-03-01T08:00:00Z 2026-03-01T11:00:00Z',
    ])
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length)
    expect(text).not.toContain('old')
  })

  test('says the same of the same, so that a calendar that reads it again has no doubles', async () => {
    const uids = (text: string) => [...text.matchAll(/^UID:.*$/gm)].map(([line]) => line)
    const first = uids(await s.rotation.ics(61))
    s.home.clock += day
    expect(uids(await s.rotation.ics(60))).toEqual(first)
  })
})
