/** The days ahead: what falls due when, for the calendar in the window and for one outside. */
import type { CalendarDay } from '../../../shared/rotation-model.ts'
import type { SecretBody } from '../vault/bodies.ts'
import { type DueRules, expiresAtOf, timingOf } from './due.ts'
import { entryOf, scheduleOf } from './entry.ts'
import { dayMs, startOfDay } from './schedule.ts'

export interface Upcoming {
  readonly body: SecretBody
  readonly what: 'rotation' | 'expiry'
  readonly startAt: number
  readonly endAt: number
}

const namesPerDay = 20

/**
 * What comes of one secret before `untilAt`, as if each rotation were done at the start of its window; at most one a
 * day. What is overdue is there today.
 */
export function upcomingOf(
  body: SecretBody,
  { now, createdAtOf }: Pick<DueRules, 'now' | 'createdAtOf'>,
  untilAt: number,
  most: number = Number.POSITIVE_INFINITY,
): readonly Upcoming[] {
  if (body.deletionAt !== null) return []
  const found: Upcoming[] = []
  const expiresAt = expiresAtOf(body)
  if (expiresAt !== null && expiresAt >= startOfDay(now) && expiresAt < untilAt)
    found.push({ body, what: 'expiry', startAt: expiresAt, endAt: expiresAt })
  const { rule, setAt } = entryOf(body)
  const schedule = rule === null ? null : scheduleOf(rule)
  let window = timingOf(body, now, createdAtOf).window
  for (let count = 0; schedule !== null && window !== null && count < most; count += 1) {
    const isPast = window.endAt <= now
    const startAt = isPast ? startOfDay(now) : window.startAt
    if (startAt >= untilAt) break
    found.push({ body, what: 'rotation', startAt, endAt: isPast ? startAt + dayMs : window.endAt })
    window = schedule.nextWindow({ rotatedAt: startOfDay(startAt) + dayMs - 1, setAt })
  }
  return found
}

export const dayText = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Days on which something falls due, from today on, in order. */
export function calendarOf(
  bodies: readonly SecretBody[],
  rules: Pick<DueRules, 'now' | 'createdAtOf'>,
  days: number,
): readonly CalendarDay[] {
  const untilAt = startOfDay(rules.now) + days * dayMs
  const byDay = new Map<number, { rotations: number; expiries: number; names: string[] }>()
  for (const body of bodies) {
    for (const { what, startAt } of upcomingOf(body, rules, untilAt)) {
      const key = startOfDay(startAt)
      const day = byDay.get(key) ?? { rotations: 0, expiries: 0, names: [] }
      if (what === 'rotation') day.rotations += 1
      else day.expiries += 1
      if (day.names.length < namesPerDay) day.names.push(body.name)
      byDay.set(key, day)
    }
  }
  return [...byDay].sort(([a], [b]) => a - b).map(([at, day]) => ({ day: dayText(at), ...day }))
}
