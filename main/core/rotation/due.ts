/**
 * What needs somebody, over a whole vault: pure arithmetic over the bodies in memory. A secret whose last rotation lies
 * in the future was rotated by a clock that was ahead, or this clock is behind (1970 after a dead battery): nobody can
 * say which, so it is listed as due and never rotated by itself. So no clock makes silence, and none a storm.
 */
import { assertNever } from '../../../shared/failure.ts'
import { CURRENT, PENDING } from '../../../shared/model.ts'
import type { DueItem, DueReason, RotationRun, RotationStanding } from '../../../shared/rotation-model.ts'
import type { SecretBody } from '../vault/bodies.ts'
import { entryOf, type RotationEntry, rotatedAtOf, scheduleOf } from './entry.ts'
import { dayMs, dueState, type RotationWindow } from './schedule.ts'

/** Clocks that are set right by some hours are no reason to speak of the future. */
const clockToleranceMs = dayMs

export interface DueRules {
  readonly now: number
  /** 0: expiries are told when they have come. */
  readonly expiryDays: number
  /** 0: never. */
  readonly unreadDays: number
  readonly createdAtOf: (body: SecretBody) => number | null
}

export interface Timing {
  readonly standing: RotationStanding
  readonly lastRotatedAt: number | null
  readonly window: RotationWindow | null
}

/** How a secret stands with its rule. */
export function timingOf(body: SecretBody, now: number, createdAtOf: DueRules['createdAtOf']): Timing {
  const { rule, setAt } = entryOf(body)
  if (rule === null) return { standing: 'none', lastRotatedAt: rotatedAtOf(body, createdAtOf), window: null }
  const lastRotatedAt = rotatedAtOf(body, createdAtOf)
  const window = scheduleOf(rule)?.nextWindow({ rotatedAt: lastRotatedAt, setAt }) ?? null
  if (window === null) return { standing: 'none', lastRotatedAt, window }
  const isAhead = Math.max(lastRotatedAt ?? 0, setAt) > now + clockToleranceMs
  return { standing: isAhead ? 'unknown' : dueState(window, now), lastRotatedAt, window }
}

export const expiresAtOf = (body: SecretBody): number | null => {
  const expiresAt = body.current?.facts.expiresAt
  return typeof expiresAt === 'number' ? expiresAt : null
}

/** A reason to come back to a secret, from `dueAt` on. */
interface Reason {
  readonly reason: DueReason
  readonly dueAt: number
  readonly overdue: boolean
  readonly message: string
}

/** Every reason of a secret, come already or not; nothing for one that is scheduled for deletion. */
export function reasonsOf(body: SecretBody, run: RotationRun | null, rules: DueRules): readonly Reason[] {
  if (body.deletionAt !== null) return []
  const reasons = [runReason(run), ruleReason(body, rules), expiryReason(body, rules), unreadReason(body, rules)]
  return reasons.filter((reason) => reason !== null)
}

function runReason(run: RotationRun | null): Reason | null {
  if (run === null || (run.state !== 'waiting' && run.state !== 'failed')) return null
  const message = run.message ?? (run.state === 'waiting' ? 'The rotation waits for you.' : 'The rotation failed.')
  return { reason: 'run', dueAt: run.steps.at(-1)?.at ?? run.startedAt, overdue: run.state === 'failed', message }
}

function ruleReason(body: SecretBody, { now, createdAtOf }: DueRules): Reason | null {
  const { standing, window } = timingOf(body, now, createdAtOf)
  if (window === null || standing === 'none') return null
  const ahead = { reason: 'rotation' as const, dueAt: window.startAt, overdue: false }
  switch (standing) {
    case 'unknown':
      return { ...ahead, dueAt: now, message: 'Its last rotation lies in the future of this clock: check the date.' }
    case 'overdue':
      return { ...ahead, overdue: true, message: `Overdue since ${dayInWords(window.endAt)}.` }
    case 'due':
      return { ...ahead, message: `Due until ${dayInWords(window.endAt - 1)}.` }
    case 'scheduled':
      return { ...ahead, message: `Due on ${dayInWords(window.startAt)}.` }
    default:
      return assertNever(standing)
  }
}

function expiryReason(body: SecretBody, { now, expiryDays }: DueRules): Reason | null {
  const expiresAt = expiresAtOf(body)
  if (expiresAt === null) return null
  const expired = expiresAt <= now
  const message = `${expired ? 'Expired' : 'Expires'} on ${dayInWords(expiresAt)}.`
  return { reason: 'expiry', dueAt: expired ? expiresAt : expiresAt - expiryDays * dayMs, overdue: expired, message }
}

/** A value that was never read counts from the day it was made. */
function unreadReason(body: SecretBody, { now, unreadDays, createdAtOf }: DueRules): Reason | null {
  if (unreadDays === 0 || body.current === null) return null
  const since = Math.max(body.accessedAt ?? 0, rotatedAtOf(body, createdAtOf) ?? body.createdAt)
  if (since > now) return null
  const message = `Not read since ${dayInWords(since)}.`
  return { reason: 'unread', dueAt: since + unreadDays * dayMs, overdue: false, message }
}

/** "3 November 2026", UTC. */
export const dayInWords = (at: number): string => {
  const date = new Date(at)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`
}
const months = 'January February March April May June July August September October November December'.split(' ')

export interface DueScan {
  readonly items: readonly DueItem[]
  readonly snoozed: readonly DueItem[]
  /** The next moment at which a scan would find something else; null: none known. */
  readonly nextAt: number | null
}

/** Everything due by `untilAt` (now, for what is due now), the most urgent first. */
export function scanDue(
  bodies: readonly SecretBody[],
  runs: ReadonlyMap<string, RotationRun>,
  rules: DueRules,
  untilAt: number = rules.now,
): DueScan {
  const items: DueItem[] = []
  const snoozed: DueItem[] = []
  let nextAt = Number.POSITIVE_INFINITY
  for (const body of bodies) {
    const entry = entryOf(body)
    for (const reason of reasonsOf(body, runs.get(body.name) ?? null, rules)) {
      if (reason.dueAt > rules.now) nextAt = Math.min(nextAt, reason.dueAt)
      if (reason.dueAt > untilAt) continue
      const isSnoozed = isSnoozedAt(entry, rules.now)
      if (isSnoozed && entry.snoozedUntil !== null) nextAt = Math.min(nextAt, entry.snoozedUntil)
      ;(isSnoozed ? snoozed : items).push(itemOf(body, entry, reason))
    }
  }
  items.sort(byUrgency)
  return { items, snoozed: snoozed.sort(byUrgency), nextAt: nextAt === Number.POSITIVE_INFINITY ? null : nextAt }
}

/** No snooze is longer than this: one that a clock far ahead made does not silence for ever. */
export const longestSnoozeMs = 366 * dayMs
const isSnoozedAt = ({ snoozedUntil }: RotationEntry, now: number): boolean =>
  snoozedUntil !== null && snoozedUntil > now && snoozedUntil <= now + longestSnoozeMs

const itemOf = ({ name, kind }: SecretBody, { rotator, snoozedUntil }: RotationEntry, reason: Reason): DueItem => ({
  name,
  kind,
  ...reason,
  snoozedUntil,
  rotator: rotator?.kind ?? null,
})

const weight: Readonly<Record<DueReason, number>> = { run: 0, expiry: 1, rotation: 1, unread: 2 }

const byUrgency = (a: DueItem, b: DueItem): number =>
  weight[a.reason] - weight[b.reason] ||
  Number(b.overdue) - Number(a.overdue) ||
  a.dueAt - b.dueAt ||
  (a.name < b.name ? -1 : 1)

/** A value waits under AWSPENDING that is not the current one: somebody's rotation is under way. */
export const foreignPending = (body: SecretBody): string | null => {
  const pending = body.stages[PENDING]
  return pending === undefined || pending === body.stages[CURRENT] ? null : pending
}

/** May be rotated by itself now: the user chose so, it is due by a clock that can be believed, and not snoozed. */
export function mayStart(body: SecretBody, { now, createdAtOf }: DueRules): boolean {
  const entry = entryOf(body)
  if (!entry.automatic || entry.rotator === null || body.deletionAt !== null || isSnoozedAt(entry, now)) return false
  const { standing } = timingOf(body, now, createdAtOf)
  return standing === 'due' || standing === 'overdue'
}
