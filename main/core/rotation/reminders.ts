/**
 * PURE when to remind. One notification for everything that is due, at most one in `everyHours`, none in quiet hours, and
 * again only when something new fell due, or weekly while something is overdue. What came due while the computer slept or
 * was off is in the first one after. Clocks jump: see each rule below.
 */
import type { DueItem, DueReason } from '../../../shared/rotation-model.ts'

/** What is kept between two notifications. */
export interface ReminderState {
  /** When the last one was shown, by the clock then; null: never. */
  readonly lastAt: number | null
  /** Everything due by then has been told. */
  readonly toldThroughAt: number | null
}

export interface ReminderRules {
  readonly reminders: boolean
  readonly reminderEveryHours: number
  /** [from, to) in local hours, over midnight too. */
  readonly quietFromHour: number
  readonly quietToHour: number
}

export interface ReminderMoment {
  readonly now: number
  /** Of the local clock, 0–23: quiet hours are the user's, whatever daylight saving does. */
  readonly localHour: number
  /** Since the last notification of this process on a clock that nobody can set; null: none so far. */
  readonly monotonicSinceMs: number | null
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const repeatAfterMs = 7 * dayMs

export const isQuiet = ({ quietFromHour: from, quietToHour: to }: ReminderRules, hour: number): boolean =>
  from <= to ? hour >= from && hour < to : hour >= from || hour < to

/** The state to keep when a notification is to be shown now; null when none is. */
export function decideReminder(
  items: readonly DueItem[],
  state: ReminderState,
  rules: ReminderRules,
  { now, localHour, monotonicSinceMs }: ReminderMoment,
): ReminderState | null {
  if (!rules.reminders || items.length === 0 || isQuiet(rules, localHour)) return null
  const everyMs = rules.reminderEveryHours * hourMs
  // A clock that is thrown to and fro looks like many days: the other clock allows one notification an hour.
  if (monotonicSinceMs !== null && monotonicSinceMs < Math.min(everyMs, hourMs)) return null
  const lastAt = believable(state.lastAt, now)
  if (lastAt !== null && now - lastAt < everyMs) return null
  const toldThroughAt = believable(state.toldThroughAt, now) ?? Number.NEGATIVE_INFINITY
  const isNew = items.some((item) => Math.max(item.dueAt, item.snoozedUntil ?? 0) > toldThroughAt)
  const repeats = lastAt !== null && now - lastAt >= repeatAfterMs && items.some(({ overdue }) => overdue)
  return isNew || repeats ? { lastAt: now, toldThroughAt: now } : null
}

/** A moment in the future was noted by a clock that was ahead. To wait for it could mean silence for years. */
const believable = (at: number | null, now: number): number | null => (at === null || at > now + dayMs ? null : at)

const words: Readonly<Record<DueReason, readonly [one: string, many: string]>> = {
  run: ['1 rotation needs you', '% rotations need you'],
  rotation: ['1 secret is due for rotation', '% secrets are due for rotation'],
  expiry: ['1 value has ended or ends soon', '% values have ended or end soon'],
  unread: ['1 secret has not been read for long', '% secrets have not been read for long'],
}

/** Counts only: the OS keeps notifications, so no name is in them. */
export function reminderText(items: readonly DueItem[]): string {
  const parts = (['run', 'rotation', 'expiry', 'unread'] as const).flatMap((reason) => {
    const count = items.filter((item) => item.reason === reason).length
    const [one, many] = words[reason]
    return count === 0 ? [] : [count === 1 ? one : many.replace('%', String(count))]
  })
  return `${parts.join(', ')}.`
}
