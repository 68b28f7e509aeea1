/** When the next rotation has happened at the latest: the end of its window (reference section 9). Times are UTC. */
import type { Rotation, RotationRules } from '../../../main/core/endpoint/port.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A cron expression that names no day within this many days (30 February) never comes. */
const SEARCH_DAYS = 366 * 8

export function nextRotationAt(rules: RotationRules, after: number): number | undefined {
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression = '', Duration: duration } = rules
  const windowHours = duration === undefined ? undefined : Number(duration.slice(0, -1))
  if (days !== undefined) return windowEnd(startOfDay(after) + days * DAY_MS, windowHours ?? 24)
  const rate = /^rate\((\d+) (hour|day)s?\)$/.exec(expression)
  if (rate?.[2] === 'hour') return windowEnd(startOfHour(after) + Number(rate[1]) * HOUR_MS, windowHours ?? 1)
  if (rate) return windowEnd(startOfDay(after) + Number(rate[1]) * DAY_MS, windowHours ?? 24)
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/ +/)
  const start = fields && nextCronStart(fields, after)
  return start === undefined ? undefined : windowEnd(start, windowHours ?? hoursToMidnight(start))
}

/** A new current value counts as a rotation where the rule is a number of days. */
export function valueChanged(rotation: Rotation | undefined, now: number, isCurrent: boolean): Rotation | undefined {
  const days = rotation?.rules?.AutomaticallyAfterDays
  if (!rotation?.enabled || days === undefined || !isCurrent) return rotation
  return { ...rotation, nextAt: nextRotationAt({ AutomaticallyAfterDays: days }, now) }
}

/** The last second of the window. */
const windowEnd = (start: number, hours: number): number => start + hours * HOUR_MS - 1_000

function nextCronStart(fields: readonly string[], after: number): number | undefined {
  const [, hours = '', dayOfMonth = '', month = '', dayOfWeek = ''] = fields
  for (let day = startOfDay(after), left = SEARCH_DAYS; left > 0; day += DAY_MS, left -= 1) {
    if (!matchesMonth(day, month) || !matchesDay(day, dayOfMonth, dayOfWeek)) continue
    const hour = hoursOf(hours).find((each) => day + each * HOUR_MS > after)
    if (hour !== undefined) return day + hour * HOUR_MS
  }
  return undefined
}

const matchesMonth = (day: number, field: string): boolean =>
  matchesField(new Date(day).getUTCMonth() + 1, withNumbers(field, MONTHS, 1), 1, 12)

function matchesDay(day: number, dayOfMonth: string, dayOfWeek: string): boolean {
  const date = new Date(day)
  const [dayNumber, weekday] = [date.getUTCDate(), date.getUTCDay() + 1]
  const isLastOfMonth = new Date(day + DAY_MS).getUTCDate() === 1
  if (dayOfMonth !== '?') return dayOfMonth === 'L' ? isLastOfMonth : matchesField(dayNumber, dayOfMonth, 1, 31)
  const field = withNumbers(dayOfWeek, WEEKDAYS, 1)
  const last = /^([1-7])L$/.exec(field)
  if (last) return weekday === Number(last[1]) && new Date(day + 7 * DAY_MS).getUTCMonth() !== date.getUTCMonth()
  const nth = /^([1-7])#([1-5])$/.exec(field)
  if (nth) return weekday === Number(nth[1]) && Math.ceil(dayNumber / 7) === Number(nth[2])
  return field === 'L' ? weekday === 7 : matchesField(weekday, field, 1, 7)
}

/** `*`, `3`, `1,5`, `2-4`, `/3`, `2/3`. */
function matchesField(value: number, field: string, min: number, max: number): boolean {
  const [range = '', step] = field.split('/')
  if (step === undefined && range.includes(',')) return range.split(',').map(Number).includes(value)
  const [from, to] = range === '*' || range === '' ? [min, max] : range.split('-').map(Number)
  const first = from ?? min
  const last = to ?? (step === undefined ? first : max)
  return value >= first && value <= last && (value - first) % Number(step ?? 1) === 0
}

const withNumbers = (field: string, names: readonly string[], first: number): string =>
  names.reduce((text, name, index) => text.replaceAll(name, String(index + first)), field.toUpperCase())

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** The hours of a day that a cron hour field names: `8`, `8,20`, `0-8`, `/8`, `8/8`, `2/10`, `*`. */
function hoursOf(field: string): readonly number[] {
  const [range = '', step] = field.split('/')
  if (step === undefined && range.includes(','))
    return range
      .split(',')
      .map(Number)
      .sort((a, b) => a - b)
  const [from, to] = range === '*' || range === '' ? [0, 23] : range.split('-').map(Number)
  const first = from ?? 0
  const last = to ?? (step === undefined ? first : 23)
  const by = Number(step ?? 1)
  return Array.from({ length: 24 }, (_, hour) => hour).filter(
    (hour) => hour >= first && hour <= last && (hour - first) % by === 0,
  )
}

const startOfDay = (at: number): number => at - (at % DAY_MS)
const startOfHour = (at: number): number => at - (at % HOUR_MS)
const hoursToMidnight = (start: number): number => 24 - (start % DAY_MS) / HOUR_MS
