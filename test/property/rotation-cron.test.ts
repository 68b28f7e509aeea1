/** Our cron against croner's, over ten years with their leap days, for every form that both dialects have. */
import { Cron } from 'croner'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextStart, parseCron } from '../../main/core/rotation/schedule-cron.ts'
import { unwrap } from '../support/vault.ts'

const deep = process.env.SLOW === '1'
const fromAt = Date.UTC(2023, 10, 24, 10)
const untilAt = Date.UTC(2033, 10, 24, 10)

const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** A field as AWS writes it, and the same as croner does. */
interface Field {
  readonly aws: string
  readonly croner: string
}
const same = (text: string): Field => ({ aws: text, croner: text })

const sorted = (min: number, max: number, most: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: most }).map((list) => list.sort((a, b) => a - b))

/** At least four hours apart, over midnight too. */
const hours: fc.Arbitrary<Field> = fc.oneof(
  fc.integer({ min: 0, max: 23 }).map((hour) => same(String(hour))),
  fc.constantFrom('0,8,16', '4,12,20', '0,4,8,12,16,20', '3,15').map(same),
  fc
    .tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom(8, 12))
    .map(([from, step]) => ({ aws: `${from}/${step}`, croner: `${from}-23/${step}` })),
  fc.constantFrom(4, 6, 8, 12).map((step) => ({ aws: `/${step}`, croner: `*/${step}` })),
)

const month: fc.Arbitrary<Field> = fc.oneof(
  fc.constant(same('*')),
  sorted(1, 12, 4).map((list) => same(list.join(','))),
  sorted(1, 12, 3).map((list) => same(list.map((one) => monthNames[one - 1]).join(','))),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
    .map(([a, b]) => same(`${Math.min(a, b)}-${Math.max(a, b)}`)),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
    .map(([from, step]) => ({ aws: `${from}/${step}`, croner: `${from}-12/${step}` })),
)

const dayOfMonth: fc.Arbitrary<Field> = fc.oneof(
  fc.constant(same('*')),
  fc.constant(same('L')),
  sorted(1, 31, 4).map((list) => same(list.join(','))),
  fc
    .tuple(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1, max: 31 }))
    .map(([a, b]) => same(`${Math.min(a, b)}-${Math.max(a, b)}`)),
  fc
    .tuple(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1, max: 31 }))
    .map(([from, step]) => ({ aws: `${from}/${step}`, croner: `${from}-31/${step}` })),
)

/** AWS counts weekdays from 1, croner from 0. */
const dayOfWeek: fc.Arbitrary<Field> = fc.oneof(
  sorted(0, 6, 4).map((list) => ({ aws: list.map((one) => one + 1).join(','), croner: list.join(',') })),
  sorted(0, 6, 3).map((list) => same(list.map((one) => names[one]).join(','))),
  fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 5 })).map(([day, nth]) => ({
    aws: `${day + 1}#${nth}`,
    croner: `${day}#${nth}`,
  })),
  fc.integer({ min: 0, max: 6 }).map((day) => ({ aws: `${names[day]}L`, croner: `${day}#L` })),
)

/** Day of month or day of week; the other one is `?`. */
const days: fc.Arbitrary<{ readonly month: Field; readonly week: Field }> = fc.oneof(
  dayOfMonth.map((field) => ({ month: field, week: { aws: '?', croner: '*' } })),
  dayOfWeek.map((field) => ({ month: { aws: '?', croner: '*' }, week: field })),
  fc.integer({ min: 0, max: 6 }).map((day) => ({
    month: { aws: `${names[day]}L`, croner: '*' },
    week: { aws: '?', croner: `${day}#L` },
  })),
)

test('every start of ten years is where an independent cron has it', () => {
  fc.assert(
    fc.property(hours, days, month, (hour, { month: dom, week }, months) => {
      const aws = `0 ${hour.aws} ${dom.aws} ${months.aws} ${week.aws} *`
      const parsed = parseCron(aws)
      const croner = new Cron(`0 ${hour.croner} ${dom.croner} ${months.croner} ${week.croner}`, { timezone: 'UTC' })
      // February 30 and the like: croner finds none, and ours refuses it.
      if (!parsed.ok) return expect(croner.nextRun(new Date(fromAt))).toBeNull()
      const expected: number[] = []
      for (let next = croner.nextRun(new Date(fromAt)); next !== null && next.getTime() < untilAt; ) {
        expected.push(next.getTime())
        next = croner.nextRun(next)
      }
      const found: number[] = []
      for (let at = nextStart(parsed.value, fromAt); at !== null && at < untilAt; at = nextStart(parsed.value, at))
        found.push(at)
      expect(found, aws).toEqual(expected)
    }),
    { numRuns: deep ? 1_000 : 40 },
  )
})

test('the next start comes after the moment asked for, whichever it is, and none lies between', () => {
  fc.assert(
    fc.property(hours, days, month, fc.integer({ min: -2e12, max: 4e12 }), (hour, { month: dom, week }, months, at) => {
      const parsed = parseCron(`0 ${hour.aws} ${dom.aws} ${months.aws} ${week.aws} *`)
      if (!parsed.ok) return
      const next = nextStart(parsed.value, at)
      if (next === null) throw new Error('none')
      expect(next).toBeGreaterThan(at)
      expect(next % 3_600_000 === 0).toBe(true)
      expect(nextStart(parsed.value, next - 1)).toBe(next)
      expect(nextStart(parsed.value, Math.floor((at + next) / 2))).toBe(next)
    }),
    { numRuns: deep ? 5_000 : 200 },
  )
})

test('weekday 2 is Monday, as AWS counts', () => {
  const parsed = unwrap(parseCron('0 8 ? * 2 *'))
  expect(new Date(nextStart(parsed, fromAt) ?? 0).getUTCDay()).toBe(1)
})
