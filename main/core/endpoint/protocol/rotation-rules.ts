/** When a rotation may be asked for: the rules of RotateSecret's RotationRules (reference section 9). Times are UTC. */
import type { RotationRules } from '../port.ts'
import { texts } from './aws-error.ts'

/** A sentence that says the broken rule; undefined when there is none. */
export function rotationRulesFault(rules: RotationRules): string | undefined {
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression, Duration: duration } = rules
  if (days !== undefined && expression !== undefined) return texts.bothRotationRules
  if (days === undefined && expression === undefined && duration !== undefined) return DURATION_ALONE
  const fault = expression === undefined ? undefined : expressionFault(expression)
  return fault ?? durationFault(duration, expression)
}

function expressionFault(expression: string): string | undefined {
  const rate = /^rate\((\d+) (hours?|days?)\)$/.exec(expression)
  if (rate) return rateFault(Number(rate[1]), rate[2] ?? '')
  const cron = /^cron\(([^()]+)\)$/.exec(expression)
  return cron ? cronFault((cron[1] ?? '').trim().split(/ +/)) : invalidExpression('it is neither rate(…) nor cron(…)')
}

function rateFault(count: number, unit: string): string | undefined {
  const hours = unit.startsWith('hour') ? count : count * 24
  if ((count === 1) === unit.endsWith('s')) return invalidExpression('the unit does not agree with the number')
  if (hours < 4) return invalidExpression('the shortest rate is 4 hours')
  return hours > 999 * 24 ? invalidExpression('the longest rate is 999 days') : undefined
}

function cronFault(fields: readonly string[]): string | undefined {
  const [minutes = '', hours = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields
  if (fields.length !== 6) return invalidExpression('cron takes six fields')
  if (minutes !== '0') return invalidExpression('the minutes have to be 0')
  if (year !== '*') return invalidExpression('the year has to be *')
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    return invalidExpression('exactly one of day of month and day of week has to be ?')
  }
  const wellFormed =
    HOURS.test(hours) &&
    DAY_OF_MONTH.test(dayOfMonth) &&
    MONTH.test(month.toUpperCase()) &&
    DAY_OF_WEEK.test(dayOfWeek.toUpperCase())
  if (!wellFormed) return invalidExpression('a field is out of its range')
  return shortestGap(hours) < 4 ? invalidExpression('it may not run more often than every 4 hours') : undefined
}

/** Hours between two runs of one day; a single hour a day is 24. */
function shortestGap(field: string): number {
  const at = hoursOf(field)
  const gaps = at.map((hour, index) => (at[index + 1] ?? (at[0] ?? 0) + 24) - hour)
  return Math.min(...gaps)
}

/** The hours of a day that a cron hour field names: `8`, `8,20`, `0-8`, `/8`, `8/8`, `2/10`, `*`. */
export function hoursOf(field: string): readonly number[] {
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

function durationFault(duration: string | undefined, expression: string | undefined): string | undefined {
  if (duration === undefined) return undefined
  const hours = Number(duration.slice(0, -1))
  if (hours < 1 || hours > 24) return 'Invalid Duration: a window has 1 to 24 whole hours.'
  const rate = /^rate\((\d+) hours?\)$/.exec(expression ?? '')
  if (rate && hours > Number(rate[1])) return WINDOW_OVERLAPS
  const hoursField = /^cron\(0 ([^ ]+) /.exec(expression ?? '')?.[1]
  return hoursField !== undefined && windowOverlaps(hoursOf(hoursField), hours) ? WINDOW_OVERLAPS : undefined
}

const windowOverlaps = (starts: readonly number[], hours: number): boolean =>
  starts.some((start, index) => start + hours > (starts[index + 1] ?? 24))

const invalidExpression = (why: string): string => `Invalid ScheduleExpression: ${why}.`
const DURATION_ALONE = 'Duration needs a rotation frequency or a schedule expression.'
const WINDOW_OVERLAPS = 'Invalid Duration: the window runs into the next one or into the next UTC day.'

const number = (max: number): string =>
  `(?:${Array.from({ length: max + 1 }, (_, n) => n)
    .reverse()
    .join('|')})`
const HOUR = number(23)
const HOURS = new RegExp(`^(?:\\*|${HOUR}(?:,${HOUR})*|${HOUR}-${HOUR}|(?:\\*|${HOUR})?/(?:[1-9]|1\\d|2[0-3]))$`)
const DAY = '(?:[1-9]|[12]\\d|3[01])'
const DAY_NAME = '(?:SUN|MON|TUE|WED|THU|FRI|SAT)'
const DAY_OF_MONTH = new RegExp(`^(?:\\?|\\*|L|${DAY_NAME}L|${DAY}(?:[,-]${DAY})*|(?:\\*|${DAY})?/${DAY})$`)
const MONTH_NAME = '(?:1[0-2]|[1-9]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)'
const MONTH = new RegExp(`^(?:\\*|${MONTH_NAME}(?:[,-]${MONTH_NAME})*|(?:\\*|${MONTH_NAME})?/(?:1[0-2]|[1-9]))$`)
const WEEKDAY = `(?:[1-7]|${DAY_NAME})`
const DAY_OF_WEEK = new RegExp(
  `^(?:\\?|\\*|L|${WEEKDAY}(?:[,-]${WEEKDAY})*|${WEEKDAY}L|${WEEKDAY}#[1-5]|(?:\\*|${WEEKDAY})?/[1-7])$`,
)
