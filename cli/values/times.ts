/** PURE points in time as people write them. */
import { type Result, succeed } from '../../shared/failure.ts'
import { type CliFailure, usage } from '../failure.ts'

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/**
 * Epoch milliseconds in the future: `90m`, `8h`, `30d`, `2w` from now, a time (the next that the clock shows), or a date
 * with or without its time. A date alone means its end.
 */
export function parseUntil(option: string, text: string, now: number): Result<number, CliFailure> {
  const at = parseTime(text, now, 1)
  if (Number.isNaN(at))
    return usage(`${option} is a date such as 2030-12-31, a time such as 18:00, or a time from now such as 8h or 30d.`)
  return at > now ? succeed(at) : usage(`${option} is in the past.`)
}

/** The same in the past: `8h` is eight hours ago, `18:00` the last that the clock showed, a date alone its beginning. */
export function parseSince(option: string, text: string, now: number): Result<number, CliFailure> {
  const at = parseTime(text, now, -1)
  if (Number.isNaN(at))
    return usage(`${option} is a date such as 2026-12-31, a time such as 18:00, or a time ago such as 8h or 30d.`)
  return succeed(at)
}

/** NaN for what is none. `direction` is 1 for what is to come and -1 for what was. */
function parseTime(text: string, now: number, direction: 1 | -1): number {
  const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  if (count !== undefined) return now + direction * Number(count) * (unitMs[unit] ?? 0)
  const [, hours, minutes] = /^(\d\d?):(\d\d)$/.exec(text) ?? []
  if (hours !== undefined && minutes !== undefined) return clockTime(Number(hours), Number(minutes), now, direction)
  return parseDate(text, direction === 1 ? '23:59:59.999' : '00:00')
}

/** By the local clock. */
function clockTime(hours: number, minutes: number, now: number, direction: 1 | -1): number {
  if (hours > 23 || minutes > 59) return Number.NaN
  const date = new Date(now)
  date.setHours(hours, minutes, 0, 0)
  const isBehind = direction === 1 ? date.getTime() <= now : date.getTime() > now
  if (isBehind) date.setDate(date.getDate() + direction)
  return date.getTime()
}

/** In the local zone unless the text names one. A day that no calendar has is none. */
function parseDate(text: string, timeOfDay: string): number {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d.*))?$/.exec(text) ?? []
  if (date === undefined) return Number.NaN
  const day = Date.parse(`${date}T00:00Z`)
  const isReal = !Number.isNaN(day) && new Date(day).toISOString().startsWith(date)
  return isReal ? Date.parse(`${date}T${time ?? timeOfDay}`) : Number.NaN
}
