/** PURE points in time as people write them. */
import { type Result, succeed } from '../../shared/failure.ts'
import { type CliFailure, usage } from '../failure.ts'

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** Epoch milliseconds in the future: `90m`, `8h`, `30d`, `2w` from now, or a date with or without its time. */
export function parseUntil(option: string, text: string, now: number): Result<number, CliFailure> {
  const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  const at = count === undefined ? parseDate(text) : now + Number(count) * (unitMs[unit] ?? 0)
  if (Number.isNaN(at)) return usage(`${option} is a date such as 2030-12-31, or a time from now such as 8h or 30d.`)
  return at > now ? succeed(at) : usage(`${option} is in the past.`)
}

/** A date alone means its end, in the local zone. */
function parseDate(text: string): number {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return Date.parse(`${text}T23:59:59.999`)
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN
}
