/**
 * PURE when a secret is to be rotated: a rule, the last rotation and the moment in, windows out. All of it is UTC, as in
 * AWS; where its documents leave something open the decision is in docs/decisions/0030-rotation-schedule.md.
 */
import { invalid, type Result, succeed } from '../../../shared/failure.ts'
import type { RotationRule } from '../../../shared/rotation-model.ts'
import { type Cron, nextStart, parseCron, shortestGap } from './schedule-cron.ts'

/** A rotation is to happen in [startAt, endAt). AWS's NextRotationDate is `endAt`. */
export interface RotationWindow {
  readonly startAt: number
  readonly endAt: number
}

export interface Schedule {
  /** The window after the last rotation, however long ago it has passed; null when none comes. */
  readonly nextWindow: (past: Past) => RotationWindow | null
  /** Days between two rotations, for AWS's AutomaticallyAfterDays; of a cron an estimate. */
  readonly everyDays: () => number
}

export interface Past {
  /** When the value that AWSCURRENT is on came to be there; null while there is none. */
  readonly rotatedAt: number | null
  /** When the rule was set. */
  readonly setAt: number
}

export const dayMs = 86_400_000
export const hourMs = 3_600_000
const longestRateDays = 999
const shortestRateHours = 4

export const startOfDay = (at: number): number => Math.floor(at / dayMs) * dayMs

/** `invalid` says in a sentence which limit the rule breaks. */
export function readRule({ schedule, durationHours }: RotationRule): Result<Schedule> {
  if (schedule.kind === 'days') return daysSchedule(schedule.days, durationHours)
  const written = schedule.expression.trim()
  const rate = /^rate\(\s*(\d+)\s+(hours?|days?)\s*\)$/.exec(written)
  if (rate) return rateSchedule(Number(rate[1]), rate[2] ?? '', durationHours)
  const cron = /^cron\(([^()]*)\)$/.exec(written)
  if (cron === null) return refuse('schedule', 'A schedule is written rate(30 days) or cron(0 8 1 * ? *).')
  const parsed = parseCron(cron[1] ?? '')
  return parsed.ok ? cronSchedule(parsed.value, durationHours) : parsed
}

const refuse = (field: string, message: string) => invalid(field, message)

function rateSchedule(count: number, unit: string, durationHours: number | null): Result<Schedule> {
  const inHours = unit.startsWith('hour')
  if ((count === 1) === unit.endsWith('s'))
    return refuse('schedule', `Write rate(${count} ${inHours ? 'hour' : 'day'}${count === 1 ? '' : 's'}).`)
  if (count < (inHours ? shortestRateHours : 1)) return refuse('schedule', 'The shortest rate is 4 hours.')
  if (count > longestRateDays * (inHours ? 24 : 1)) return refuse('schedule', 'The longest rate is 999 days.')
  return inHours ? hoursSchedule(count, durationHours) : daysSchedule(count, durationHours)
}

/** Windows open at midnight, so many days after the day of the last rotation; a put by hand counts as one. */
function daysSchedule(days: number, durationHours: number | null): Result<Schedule> {
  const fault = durationFault(durationHours, 24, 0)
  if (fault !== null) return fault
  const lengthMs = (durationHours ?? 24) * hourMs
  return succeed({
    everyDays: () => days,
    nextWindow: ({ rotatedAt }) => {
      if (rotatedAt === null) return null
      const startAt = startOfDay(rotatedAt) + days * dayMs
      return { startAt, endAt: startAt + lengthMs }
    },
  })
}

/**
 * Windows every so many hours from the midnight before the rule was set. They do not begin anew at a rotation: with a
 * window open at 20:00 and a rotation at 20:40 the next one would otherwise come too early or drift through the day.
 */
function hoursSchedule(hours: number, durationHours: number | null): Result<Schedule> {
  const fault = durationFault(durationHours, hours, 0)
  if (fault !== null) return fault
  const everyMs = hours * hourMs
  return succeed({
    everyDays: () => hours / 24,
    nextWindow: ({ rotatedAt, setAt }) => {
      if (rotatedAt === null) return null
      const firstAt = startOfDay(setAt)
      const afterAt = Math.max(rotatedAt, setAt)
      return windowOf(firstAt + (Math.floor((afterAt - firstAt) / everyMs) + 1) * everyMs, durationHours ?? 1)
    },
  })
}

function cronSchedule(cron: Cron, durationHours: number | null): Result<Schedule> {
  const inHours = cron.hours.length > 1
  const latest = cron.hours.at(-1) ?? 0
  const fault = durationFault(durationHours, inHours ? shortestGap(cron.hours) : 24, latest)
  if (fault !== null) return fault
  return succeed({
    everyDays: once(() => averageDays(cron)),
    nextWindow: ({ rotatedAt, setAt }) => {
      if (rotatedAt === null) return null
      const startAt = nextStart(cron, Math.max(rotatedAt, setAt))
      return startAt === null ? null : windowOf(startAt, durationHours ?? (inHours ? 1 : 24))
    },
  })
}

function once(work: () => number): () => number {
  let known: number | undefined
  return () => {
    known ??= work()
    return known
  }
}

/** No window goes over midnight. */
const windowOf = (startAt: number, hours: number): RotationWindow => ({
  startAt,
  endAt: Math.min(startAt + hours * hourMs, startOfDay(startAt) + dayMs),
})

function durationFault(hours: number | null, gapHours: number, latestStartHour: number) {
  if (hours === null) return null
  if (!Number.isInteger(hours) || hours < 1 || hours > 24)
    return refuse('duration', 'A window has 1 to 24 whole hours.')
  if (hours > gapHours) return refuse('duration', 'The window would run into the next one.')
  if (latestStartHour + hours > 24) return refuse('duration', 'The window would run into the next UTC day.')
  return null
}

const referenceAt = Date.UTC(2024, 0, 1)

/** Over four years from a fixed day. */
function averageDays(cron: Cron): number {
  const endAt = referenceAt + 1_461 * dayMs
  let count = 0
  for (let at = nextStart(cron, referenceAt - 1); at !== null && at < endAt; at = nextStart(cron, at)) count += 1
  return count === 0 ? 1_461 : 1_461 / count
}

/** The next windows from the one after the last rotation, each as if the one before had been used at its start. */
export function windowsAhead(schedule: Schedule, past: Past, count: number): readonly RotationWindow[] {
  const windows: RotationWindow[] = []
  let rotatedAt = past.rotatedAt
  while (windows.length < count) {
    const window = schedule.nextWindow({ ...past, rotatedAt })
    if (window === null) break
    windows.push(window)
    rotatedAt = window.startAt
  }
  return windows
}

export type DueState = 'scheduled' | 'due' | 'overdue'

/** Due while the window is open, overdue from its end. */
export const dueState = ({ startAt, endAt }: RotationWindow, now: number): DueState =>
  now < startAt ? 'scheduled' : now < endAt ? 'due' : 'overdue'

/** "every 30 days", or the expression as it is written. */
export const ruleInWords = ({ schedule }: RotationRule): string => {
  if (schedule.kind === 'expression') return schedule.expression
  return schedule.days === 1 ? 'every day' : `every ${schedule.days} days`
}
