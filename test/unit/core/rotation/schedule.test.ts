import { describe, expect, test } from 'vitest'
import { dueState, readRule, windowsAhead } from '../../../../main/core/rotation/schedule.ts'
import type { RotationRule } from '../../../../shared/rotation-model.ts'
import { unwrap } from '../../../support/vault.ts'

const at = (text: string): number => Date.parse(text)
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16)

const days = (count: number, durationHours: number | null = null): RotationRule => ({
  schedule: { kind: 'days', days: count },
  durationHours,
})
const expression = (text: string, durationHours: number | null = null): RotationRule => ({
  schedule: { kind: 'expression', expression: text },
  durationHours,
})

/** The next windows of a rule for a value made and a rule set at `from`. */
function windows(rule: RotationRule, from: string, count = 3): readonly string[] {
  const schedule = unwrap(readRule(rule))
  const past = { rotatedAt: at(from), setAt: at(from) }
  return windowsAhead(schedule, past, count).map(({ startAt, endAt }) => `${iso(startAt)} ${iso(endAt).slice(5)}`)
}

describe('AWS’s documented examples', () => {
  const from = '2026-11-24T10:30:00Z'
  test.each([
    ['every day at 10:00', 'cron(0 10 * * ? *)', ['2026-11-25T10:00', '2026-11-26T10:00', '2026-11-27T10:00']],
    ['every Saturday at 18:00', 'cron(0 18 ? * SAT *)', ['2026-11-28T18:00', '2026-12-05T18:00', '2026-12-12T18:00']],
    ['the first of every month', 'cron(0 8 1 * ? *)', ['2026-12-01T08:00', '2027-01-01T08:00', '2027-02-01T08:00']],
    ['every three months on the first Sunday', 'cron(0 1 ? 1/3 SUN#1 *)', ['2027-01-03T01:00', '2027-04-04T01:00']],
    ['the last day of every month', 'cron(0 17 L * ? *)', ['2026-11-30T17:00', '2026-12-31T17:00', '2027-01-31T17:00']],
    [
      'Monday through Friday',
      'cron(0 8 ? * MON-FRI *)',
      ['2026-11-25T08:00', '2026-11-26T08:00', '2026-11-27T08:00', '2026-11-30T08:00'],
    ],
    ['first and 15th at 16:00', 'cron(0 16 1,15 * ? *)', ['2026-12-01T16:00', '2026-12-15T16:00', '2027-01-01T16:00']],
    ['first Sunday of every month', 'cron(0 0 ? * SUN#1 *)', ['2026-12-06T00:00', '2027-01-03T00:00']],
    ['every 8 hours from midnight', 'cron(0 /8 * * ? *)', ['2026-11-24T16:00', '2026-11-25T00:00', '2026-11-25T08:00']],
    [
      'every 8 hours from 8:00, anew each day',
      'cron(0 8/8 * * ? *)',
      ['2026-11-24T16:00', '2026-11-25T08:00', '2026-11-25T16:00'],
    ],
    [
      'every 10 hours from 2:00, anew each day',
      'cron(0 2/10 * * ? *)',
      ['2026-11-24T12:00', '2026-11-24T22:00', '2026-11-25T02:00'],
    ],
    ['every 12 hours from 4:00', 'cron(0 4/12 * * ? *)', ['2026-11-24T16:00', '2026-11-25T04:00', '2026-11-25T16:00']],
    [
      'the last Sunday of the month',
      'cron(0 3 SUNL * ? *)',
      ['2026-11-29T03:00', '2026-12-27T03:00', '2027-01-31T03:00'],
    ],
    ['the third Tuesday', 'cron(0 3 ? * TUE#3 *)', ['2026-12-15T03:00', '2027-01-19T03:00']],
    [
      'every tenth day',
      'cron(0 3 1/10 * ? *)',
      ['2026-12-01T03:00', '2026-12-11T03:00', '2026-12-21T03:00', '2026-12-31T03:00'],
    ],
    ['quarters by name', 'cron(0 3 1 JAN,APR,JUL,OCT ? *)', ['2027-01-01T03:00', '2027-04-01T03:00']],
    ['the last day of the week, Saturday', 'cron(0 3 ? * L *)', ['2026-11-28T03:00', '2026-12-05T03:00']],
    ['the last Friday by number', 'cron(0 3 ? * 6L *)', ['2026-11-27T03:00', '2026-12-25T03:00']],
    ['a fifth Monday, where there is one', 'cron(0 3 ? * 2#5 *)', ['2026-11-30T03:00', '2027-03-29T03:00']],
    ['February 29', 'cron(0 3 29 2 ? *)', ['2028-02-29T03:00', '2032-02-29T03:00']],
    ['day 31, where there is one', 'cron(0 3 31 * ? *)', ['2026-12-31T03:00', '2027-01-31T03:00', '2027-03-31T03:00']],
  ])('%s: %s', (_what, text, expected) => {
    expect(windows(expression(text), from, expected.length).map((window) => window.slice(0, 16))).toEqual(expected)
  })

  test('a century that is no leap year is passed over', () => {
    expect(windows(expression('cron(0 3 29 2 ? *)'), '2096-03-01T00:00:00Z', 1)[0]).toContain('2104-02-29T03:00')
  })
})

describe('windows', () => {
  test.each([
    ['in days: from midnight to midnight', days(30), '2026-11-24T10:30:00Z', '2026-12-24T00:00 12-25T00:00'],
    ['in days with a duration', days(30, 3), '2026-11-24T10:30:00Z', '2026-12-24T00:00 12-24T03:00'],
    ['rate in days is the same', expression('rate(30 days)'), '2026-11-24T10:30:00Z', '2026-12-24T00:00 12-25T00:00'],
    ['rate of one day', expression('rate(1 day)'), '2026-11-24T23:59:59Z', '2026-11-25T00:00 11-26T00:00'],
    [
      'rate in hours: one hour from midnight on',
      expression('rate(4 hours)'),
      '2026-11-24T10:30:00Z',
      '2026-11-24T12:00 11-24T13:00',
    ],
    [
      'rate in hours with a duration',
      expression('rate(12 hours)', 12),
      '2026-11-24T10:30:00Z',
      '2026-11-24T12:00 11-25T00:00',
    ],
    [
      'cron in days: to the end of the UTC day',
      expression('cron(0 18 ? * SAT *)'),
      '2026-11-24T10:30:00Z',
      '2026-11-28T18:00 11-29T00:00',
    ],
    [
      'cron in hours: one hour',
      expression('cron(0 /8 * * ? *)'),
      '2026-11-24T10:30:00Z',
      '2026-11-24T16:00 11-24T17:00',
    ],
    [
      'cron with a duration',
      expression('cron(0 18 ? * SAT *)', 6),
      '2026-11-24T10:30:00Z',
      '2026-11-28T18:00 11-29T00:00',
    ],
    [
      'no window goes over midnight',
      expression('rate(10 hours)', 5),
      '2026-11-24T10:30:00Z',
      '2026-11-24T20:00 11-25T00:00',
    ],
  ])('%s', (_what, rule, from, expected) => {
    expect(windows(rule, from, 1)).toEqual([expected])
  })

  test('of a rate in hours keep their distance over days, also one that does not divide a day', () => {
    expect(
      windows(expression('rate(10 hours)'), '2026-11-24T00:30:00Z', 4).map((window) => window.slice(0, 16)),
    ).toEqual(['2026-11-24T10:00', '2026-11-24T20:00', '2026-11-25T06:00', '2026-11-25T16:00'])
  })

  test('of a cron and a rate in hours count from the rule, those of days from the value', () => {
    const past = { rotatedAt: at('2020-01-01T00:00:00Z'), setAt: at('2026-11-24T10:30:00Z') }
    const next = (rule: RotationRule) => iso(unwrap(readRule(rule)).nextWindow(past)?.startAt ?? 0)
    expect(next(days(30))).toBe('2020-01-31T00:00')
    expect(next(expression('cron(0 8 1 * ? *)'))).toBe('2026-12-01T08:00')
    expect(next(expression('rate(6 hours)'))).toBe('2026-11-24T12:00')
  })

  test('there are none without a value', () => {
    for (const rule of [days(30), expression('rate(6 hours)'), expression('cron(0 8 1 * ? *)')])
      expect(unwrap(readRule(rule)).nextWindow({ rotatedAt: null, setAt: 0 })).toBeNull()
  })

  test('a window that was missed stays the next one until the secret is rotated', () => {
    const schedule = unwrap(readRule(days(30)))
    const window = schedule.nextWindow({ rotatedAt: at('2026-01-01T12:00:00Z'), setAt: 0 })
    expect(window && [iso(window.startAt), iso(window.endAt)]).toEqual(['2026-01-31T00:00', '2026-02-01T00:00'])
    if (window === null) throw new Error('no window')
    expect(dueState(window, at('2026-01-30T23:59:59Z'))).toBe('scheduled')
    expect(dueState(window, at('2026-01-31T00:00:00Z'))).toBe('due')
    expect(dueState(window, at('2026-01-31T23:59:59Z'))).toBe('due')
    expect(dueState(window, at('2026-02-01T00:00:00Z'))).toBe('overdue')
    expect(dueState(window, at('2030-02-01T00:00:00Z'))).toBe('overdue')
  })

  test('a put by hand counts as a rotation', () => {
    expect(windows(days(30), '2026-01-20T09:00:00Z', 1)).toEqual(['2026-02-19T00:00 02-20T00:00'])
  })

  test('AutomaticallyAfterDays can be told of every rule', () => {
    const every = (rule: RotationRule) => Math.round(unwrap(readRule(rule)).everyDays() * 10) / 10
    expect(every(days(30))).toBe(30)
    expect(every(expression('rate(12 hours)'))).toBe(0.5)
    expect(every(expression('cron(0 8 1 * ? *)'))).toBe(30.4)
    expect(every(expression('cron(0 18 ? * SAT *)'))).toBe(7)
  })
})

describe('the limits', () => {
  test.each([
    ['the shortest rate', expression('rate(4 hours)')],
    ['the longest rate in days', expression('rate(999 days)')],
    ['the longest rate in hours', expression('rate(23976 hours)')],
    ['the shortest and longest AutomaticallyAfterDays', days(1)],
    ['the longest AutomaticallyAfterDays', days(1_000)],
    ['a window as long as a day', days(1, 24)],
    ['a window as long as its rate', expression('rate(4 hours)', 4)],
    ['a window to the end of the day', expression('cron(0 21 ? * SAT *)', 3)],
    ['windows that touch', expression('cron(0 0,6,12,18 * * ? *)', 6)],
    ['every fourth hour', expression('cron(0 */4 * * ? *)')],
    ['a list with ranges', expression('cron(0 8 1-3,15 2,4-6 ? *)')],
    ['lower-case names', expression('cron(0 8 ? jan-mar sat *)')],
    ['more space than needed', expression('  cron( 0   8 1 * ? * )  ')],
  ])('take %s', (_what, rule) => {
    expect(readRule(rule)).toMatchObject({ ok: true })
  })

  test.each([
    ['less than four hours', expression('rate(3 hours)'), 'shortest rate'],
    ['an hour', expression('rate(1 hour)'), 'shortest rate'],
    ['a thousand days', expression('rate(1000 days)'), 'longest rate'],
    ['more hours than 999 days have', expression('rate(23977 hours)'), 'longest rate'],
    ['none at all', expression('rate(0 days)'), 'shortest rate'],
    ['a unit that does not agree', expression('rate(1 days)'), 'rate(1 day)'],
    ['a unit that does not agree the other way', expression('rate(4 hour)'), 'rate(4 hours)'],
    ['minutes as a rate', expression('rate(300 minutes)'), 'is written'],
    ['something else', expression('every day'), 'is written'],
    ['an empty expression', expression(' '), 'is written'],
    ['minutes', expression('cron(30 8 1 * ? *)'), 'minutes'],
    ['a year', expression('cron(0 8 1 * ? 2027)'), 'year'],
    ['five fields', expression('cron(0 8 1 * ?)'), 'six fields'],
    ['seven fields', expression('cron(0 0 8 1 * ? *)'), 'six fields'],
    ['two days', expression('cron(0 8 1 * MON *)'), 'exactly one'],
    ['no day', expression('cron(0 8 ? * ? *)'), 'exactly one'],
    ['stars for both days', expression('cron(0 8 * * * *)'), 'exactly one'],
    ['hour 24', expression('cron(0 24 1 * ? *)'), 'hours'],
    ['an hour in letters', expression('cron(0 noon 1 * ? *)'), 'hours'],
    ['a range backwards', expression('cron(0 20-4 1 * ? *)'), 'hours'],
    ['a step of nothing', expression('cron(0 8/0 1 * ? *)'), 'hours'],
    ['two steps', expression('cron(0 0/4/4 1 * ? *)'), 'hours'],
    ['day 0', expression('cron(0 8 0 * ? *)'), 'day'],
    ['day 32', expression('cron(0 8 32 * ? *)'), 'day'],
    ['month 13', expression('cron(0 8 1 13 ? *)'), 'month'],
    ['weekday 0', expression('cron(0 8 ? * 0 *)'), 'day'],
    ['weekday 8', expression('cron(0 8 ? * 8 *)'), 'day'],
    ['a sixth Monday', expression('cron(0 8 ? * MON#6 *)'), 'day'],
    ['the nearest weekday', expression('cron(0 8 15W * ? *)'), 'day'],
    ['every hour', expression('cron(0 * * * ? *)'), '4 hours'],
    ['every third hour', expression('cron(0 /3 * * ? *)'), '4 hours'],
    ['hours that are close over midnight', expression('cron(0 0,22 * * ? *)'), '4 hours'],
    ['February 30', expression('cron(0 8 30 2 ? *)'), 'no day'],
    ['a window of no hours', days(30, 0), 'whole hours'],
    ['a window longer than a day', days(30, 25), 'whole hours'],
    ['half an hour', days(30, 0.5), 'whole hours'],
    ['a window into the next one', expression('rate(4 hours)', 5), 'next one'],
    ['a window into the next cron', expression('cron(0 /8 * * ? *)', 9), 'next one'],
    ['a window into the next day', expression('cron(0 22 ? * SAT *)', 3), 'next UTC day'],
  ])('refuse %s', (_what, rule, why) => {
    const read = readRule(rule)
    expect(read).toMatchObject({ ok: false, failure: { kind: 'invalid' } })
    expect(!read.ok && read.failure.message).toContain(why)
  })
})
