/**
 * PURE cron(…) as Secrets Manager has it: cron(Minutes Hours DayOfMonth Month DayOfWeek Year), all UTC. What is allowed
 * is in section 9 of the AWS reference; it is narrower than other crons, and its week begins with 1 on Sunday.
 */
import { invalid, type Result, succeed } from '../../../shared/failure.ts'

export interface Cron {
  /** Ascending, at least one; several make it a schedule in hours. */
  readonly hours: readonly number[]
  /** 1–12. */
  readonly months: ReadonlySet<number>
  readonly isDay: (day: CalendarDay) => boolean
}

interface CalendarDay {
  /** 1–31. */
  readonly day: number
  readonly lastDay: number
  /** 1–7 from Sunday. */
  readonly weekday: number
}

const dayMs = 86_400_000
const hourMs = 3_600_000
/** February 29 can be eight years away: 2096 to 2104. */
const yearsToLook = 9
const shortestGapHours = 4

/** `expression` is what stands between the parentheses. `invalid` says which rule it breaks. */
export function parseCron(expression: string): Result<Cron> {
  const fields = expression.trim().split(/\s+/)
  if (fields.length !== 6)
    return refused('cron takes six fields: minutes, hours, day of month, month, day of week, year')
  const [minutes = '', hours = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields
  if (minutes !== '0') return refused('the minutes have to be 0, because windows open on the hour')
  if (year !== '*') return refused('the year has to be *')
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    return refused('exactly one of day of month and day of week has to be ?')
  const hourList = parseList(hours, { min: 0, max: 23, names: [] })
  if (hourList === null) return refused(`the hours ${hours} are not 0–23 with , - * or /`)
  const months = parseList(month, { min: 1, max: 12, names: monthNames })
  if (months === null) return refused(`the month ${month} is not 1–12 or JAN–DEC with , - * or /`)
  const isDay = dayOfWeek === '?' ? parseDayOfMonth(dayOfMonth) : parseDayOfWeek(dayOfWeek)
  if (isDay === null) return refused(`the day ${dayOfWeek === '?' ? dayOfMonth : dayOfWeek} is not one AWS knows`)
  if (shortestGap(hourList) < shortestGapHours) return refused('it may not run more often than every 4 hours')
  const cron = { hours: hourList, months: new Set(months), isDay }
  return nextStart(cron, leapYearStart - 1) === null ? refused('no day of any year is like that') : succeed(cron)
}

const leapYearStart = Date.UTC(2024, 0, 1)
const refused = (why: string) => invalid('schedule', `This is no schedule that Secrets Manager takes: ${why}.`)

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

interface FieldRange {
  readonly min: number
  readonly max: number
  /** The name of `min` first. */
  readonly names: readonly string[]
}

/** Ascending without duplicates; null for anything malformed. `*`, lists of numbers and ranges, or one step. */
function parseList(text: string, range: FieldRange): readonly number[] | null {
  const found = text.includes('/') ? parseStep(text, range) : parseItems(text, range)
  return found === null ? null : [...new Set(found)].sort((a, b) => a - b)
}

/** `2/10` is 2, 12, 22; `/8` and `*` before the slash begin at the first. */
function parseStep(text: string, range: FieldRange): readonly number[] | null {
  const [from = '', by = '', ...more] = text.split('/')
  const start = from === '' || from === '*' ? range.min : numberOf(from, range)
  const step = /^\d+$/.test(by) ? Number(by) : 0
  if (more.length > 0 || start === null || step < 1 || step > range.max) return null
  return between(start, range.max).filter((number) => (number - start) % step === 0)
}

function parseItems(text: string, range: FieldRange): readonly number[] | null {
  if (text === '*') return between(range.min, range.max)
  const found: number[] = []
  for (const item of text.split(',')) {
    const ends = item.split('-').map((end) => numberOf(end, range))
    const [from = null, to = from] = ends
    if (ends.length > 2 || from === null || to === null || from > to) return null
    found.push(...between(from, to))
  }
  return found
}

const between = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

function numberOf(text: string, { min, max, names }: FieldRange): number | null {
  const named = names.indexOf(text.toUpperCase())
  if (named >= 0) return named + min
  if (!/^\d{1,2}$/.test(text)) return null
  const number = Number(text)
  return number >= min && number <= max ? number : null
}

const weekdays: FieldRange = { min: 1, max: 7, names: weekdayNames }

function parseDayOfMonth(text: string): Cron['isDay'] | null {
  if (text === 'L') return ({ day, lastDay }) => day === lastDay
  const named = /^([A-Z]{3})L$/i.exec(text)?.[1]
  if (named !== undefined) return lastWeekdayOfMonth(numberOf(named, weekdays))
  const days = parseList(text, { min: 1, max: 31, names: [] })
  return days === null ? null : ({ day }) => days.includes(day)
}

function parseDayOfWeek(text: string): Cron['isDay'] | null {
  if (text === 'L') return ({ weekday }) => weekday === weekdays.max
  const last = /^(\d|[A-Z]{3})L$/i.exec(text)?.[1]
  if (last !== undefined) return lastWeekdayOfMonth(numberOf(last, weekdays))
  const [named, nth] = /^(\d|[A-Z]{3})#([1-5])$/i.exec(text)?.slice(1) ?? []
  if (named !== undefined) return nthWeekdayOfMonth(numberOf(named, weekdays), Number(nth))
  const wanted = parseList(text, weekdays)
  return wanted === null ? null : ({ weekday }) => wanted.includes(weekday)
}

const lastWeekdayOfMonth = (wanted: number | null): Cron['isDay'] | null =>
  wanted === null ? null : ({ day, lastDay, weekday }) => weekday === wanted && day + 7 > lastDay

const nthWeekdayOfMonth = (wanted: number | null, nth: number): Cron['isDay'] | null =>
  wanted === null ? null : ({ day, weekday }) => weekday === wanted && Math.ceil(day / 7) === nth

/** Hours between two runs, over midnight too; a single hour a day is 24. */
export const shortestGap = (hours: readonly number[]): number =>
  Math.min(...hours.map((hour, index) => (hours[index + 1] ?? (hours[0] ?? 0) + 24) - hour))

/** The first start strictly after `afterAt`; null when none comes. */
export function nextStart(cron: Cron, afterAt: number): number | null {
  const from = new Date(afterAt)
  const firstMonth = from.getUTCFullYear() * 12 + from.getUTCMonth()
  for (let month = firstMonth; month < firstMonth + yearsToLook * 12; month += 1) {
    if (!cron.months.has((month % 12) + 1)) continue
    const found = nextInMonth(cron, Math.floor(month / 12), month % 12, afterAt)
    if (found !== null) return found
  }
  return null
}

function nextInMonth(cron: Cron, year: number, month: number, afterAt: number): number | null {
  const firstAt = Date.UTC(year, month, 1)
  const lastDay = Math.round((Date.UTC(year, month + 1, 1) - firstAt) / dayMs)
  const firstWeekday = new Date(firstAt).getUTCDay()
  for (let day = Math.max(1, Math.floor((afterAt - firstAt) / dayMs) + 1); day <= lastDay; day += 1) {
    if (!cron.isDay({ day, lastDay, weekday: ((firstWeekday + day - 1) % 7) + 1 })) continue
    const startAt = firstAt + (day - 1) * dayMs
    const hour = cron.hours.find((at) => startAt + at * hourMs > afterAt)
    if (hour !== undefined) return startAt + hour * hourMs
  }
  return null
}
