import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decideReminder,
  isQuiet,
  type ReminderRules,
  type ReminderState,
  reminderText,
} from '../../../../main/core/rotation/reminders.ts'
import type { DueItem, DueReason } from '../../../../shared/rotation-model.ts'

const hour = 3_600_000
const day = 24 * hour
const now = Date.UTC(2026, 10, 24, 12)
const rules: ReminderRules = { reminders: true, reminderEveryHours: 24, quietFromHour: 22, quietToHour: 8 }
const never: ReminderState = { lastAt: null, toldThroughAt: null }

const item = (dueAt: number, more: Partial<DueItem> = {}): DueItem => ({
  name: 'a',
  kind: 'api-key',
  reason: 'rotation',
  dueAt,
  overdue: false,
  snoozedUntil: null,
  rotator: null,
  message: '',
  ...more,
})

interface Moment {
  readonly state?: ReminderState
  readonly at?: number
  readonly localHour?: number
  readonly monotonicSinceMs?: number | null
  readonly rules?: Partial<ReminderRules>
}

const decide = (items: readonly DueItem[], moment: Moment = {}) =>
  decideReminder(
    items,
    moment.state ?? never,
    { ...rules, ...moment.rules },
    {
      now: moment.at ?? now,
      localHour: moment.localHour ?? 12,
      monotonicSinceMs: moment.monotonicSinceMs ?? null,
    },
  )

const told = (at: number): ReminderState => ({ lastAt: at, toldThroughAt: at })

describe('a reminder', () => {
  test.each<readonly [string, readonly DueItem[], Moment, boolean]>([
    ['comes when something is due', [item(now)], {}, true],
    ['does not come without anything', [], {}, false],
    ['does not come when turned off', [item(now)], { rules: { reminders: false } }, false],
    ['does not come at night', [item(now)], { localHour: 23 }, false],
    ['comes when the night is over', [item(now)], { localHour: 8 }, true],
    ['does not come twice a day', [item(now)], { state: told(now - 23 * hour) }, false],
    ['comes the day after for what is new', [item(now - hour)], { state: told(now - 25 * hour) }, true],
    ['does not nag about what was told', [item(now - 3 * day)], { state: told(now - 2 * day) }, false],
    [
      'comes weekly while something is overdue',
      [item(now - 30 * day, { overdue: true })],
      { state: told(now - 7 * day) },
      true,
    ],
    [
      'comes more often when the user wants that',
      [item(now)],
      { state: told(now - 2 * hour), rules: { reminderEveryHours: 2 } },
      true,
    ],
    [
      'comes once for all that was missed in a long sleep',
      [item(now - 60 * day)],
      { state: told(now - 90 * day) },
      true,
    ],
    [
      'comes when a snooze has ended',
      [item(now - 9 * day, { snoozedUntil: now - hour })],
      { state: told(now - 2 * day) },
      true,
    ],
    ['comes with a clock that was ahead when it came last', [item(now)], { state: told(now + 14 * 365 * day) }, true],
    ['waits when the clock was set back by an hour', [item(now)], { state: told(now + hour) }, false],
    [
      'does not come twice in an hour whatever the clock says',
      [item(now)],
      { state: told(now - 9 * day), monotonicSinceMs: 59 * 60_000 },
      false,
    ],
    ['comes in 1970', [item(5 * day)], { at: 5 * day, state: told(now) }, true],
  ])('%s', (_what, items, moment, expected) => {
    expect(decide(items, moment) !== null).toBe(expected)
  })

  test('keeps when it came', () => {
    expect(decide([item(now)])).toEqual(told(now))
  })

  test('counts, and names nothing', () => {
    const of = (reason: DueReason, count: number) =>
      Array.from({ length: count }, () => item(now, { reason, name: 'prod/db' }))
    expect(reminderText([...of('rotation', 2), ...of('expiry', 1), ...of('unread', 3), ...of('run', 1)])).toBe(
      '1 rotation needs you, 2 secrets are due for rotation, 1 value has ended or ends soon, 3 secrets have not been read for long.',
    )
  })
})

describe('quiet hours', () => {
  test.each([
    [22, 8, [22, 23, 0, 7], [8, 12, 21]],
    [1, 6, [1, 5], [0, 6, 12]],
    [9, 9, [], [0, 8, 9, 10, 23]],
  ])('from %d to %d', (from, to, quiet, loud) => {
    const set = { ...rules, quietFromHour: from, quietToHour: to }
    expect(quiet.every((at) => isQuiet(set, at))).toBe(true)
    expect(loud.some((at) => isQuiet(set, at))).toBe(false)
  })
})

describe('daylight saving', () => {
  const localHour = (at: number, timeZone: string): number =>
    Number(new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone }).format(at))

  test.each([
    ['begins', Date.UTC(2026, 2, 25), 'Europe/Berlin'],
    ['ends', Date.UTC(2026, 9, 21), 'Europe/Berlin'],
    ['begins', Date.UTC(2026, 2, 4), 'America/New_York'],
    ['ends by half an hour', Date.UTC(2026, 3, 1), 'Australia/Lord_Howe'],
  ])('that %s brings neither a second reminder nor a day without one, and none at night', (_what, startAt, zone) => {
    const shown: number[] = []
    let state = never
    for (let at = startAt; at < startAt + 10 * day; at += 10 * 60_000) {
      const next = decide([item(at)], { state, at, localHour: localHour(at, zone) })
      if (next === null) continue
      state = next
      shown.push(at)
    }
    const hours = shown.map((at) => localHour(at, zone))
    expect(hours.filter((hour) => hour >= 22 || hour < 8)).toEqual([])
    for (const [index, at] of shown.entries()) {
      const gap = at - (shown[index - 1] ?? at - day)
      expect(gap).toBeGreaterThanOrEqual(day)
      expect(gap).toBeLessThanOrEqual(day + hour)
    }
    expect(shown.length).toBeGreaterThanOrEqual(9)
  })
})

/** A computer over time: awake, asleep, its clock set; a tick each minute of being awake. */
describe('whatever the clock does', () => {
  type Event = { readonly awakeMinutes: number; readonly jumpMs: number }
  const jumps = fc.oneof(
    fc.constant(0),
    fc.constantFrom(-hour, hour, -day, day, -now, 14 * 365 * day, -14 * 365 * day),
    fc.integer({ min: -400 * day, max: 400 * day }),
  )
  const life: fc.Arbitrary<Event[]> = fc.array(
    fc.record({ awakeMinutes: fc.integer({ min: 1, max: 600 }), jumpMs: jumps }),
    { minLength: 1, maxLength: 30 },
  )

  function live(events: readonly Event[], itemsAt: (clock: number) => readonly DueItem[]) {
    let state = never
    let clock = now
    let monotonic = 0
    let lastMonotonic: number | null = null
    const shown: { monotonic: number; clock: number }[] = []
    for (const { awakeMinutes, jumpMs } of events) {
      clock += jumpMs
      for (let minute = 0; minute < awakeMinutes; minute += 1) {
        const next = decide(itemsAt(clock), {
          state,
          at: clock,
          localHour: new Date(clock).getUTCHours(),
          monotonicSinceMs: lastMonotonic === null ? null : monotonic - lastMonotonic,
        })
        if (next !== null) {
          state = next
          lastMonotonic = monotonic
          shown.push({ monotonic, clock })
        }
        clock += 60_000
        monotonic += 60_000
      }
    }
    return { shown, awakeMs: monotonic, state, clock }
  }

  test('there is never a storm: at most one an hour of being awake, one a day without jumps', () => {
    fc.assert(
      fc.property(life, (events) => {
        const { shown } = live(events, (clock) => [item(clock)])
        for (const [at, one] of shown.entries()) {
          const before = shown[at - 1]
          if (before !== undefined) expect(one.monotonic - before.monotonic).toBeGreaterThanOrEqual(hour)
        }
        const steady = live([{ awakeMinutes: 10 * 24 * 60, jumpMs: 0 }], (clock) => [item(clock)])
        expect(steady.shown.length).toBe(10)
      }),
      { numRuns: 25 },
    )
  })

  test('there is never silence: two steady days after any jumps bring what falls due in them', () => {
    fc.assert(
      fc.property(life, (events) => {
        const calm = { awakeMinutes: 3 * 24 * 60, jumpMs: 0 }
        const before = live(events, (clock) => [item(clock)])
        const after = live([...events, calm], (clock) => [item(clock)])
        expect(after.shown.length).toBeGreaterThan(before.shown.length)
      }),
      { numRuns: 15 },
    )
  })
})
