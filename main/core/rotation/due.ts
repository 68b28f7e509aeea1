/**
 * What needs somebody, over a whole vault: pure arithmetic over the bodies in memory. A secret whose last rotation lies
 * in the future was rotated by a clock that was ahead, or this clock is behind (1970 after a dead battery): nobody can
 * say which, so it is listed as due and never rotated by itself. So no clock makes silence, and none a storm.
 */
import { assertNever } from '../../../shared/failure.ts'
import { CURRENT, PENDING } from '../../../shared/model.ts'
import type { DueItem, DueReason, RotationRun, RotationStanding } from '../../../shared/rotation-model.ts'
import type { SecretBody } from '../vault/bodies.ts'
import { entryOf, extensionKey, type RotationEntry, rotatedAtOf, scheduleOf } from './entry.ts'
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

/** What of a secret's rule does not depend on the moment. Bodies are replaced, never changed, so it holds for each. */
interface Plan {
  readonly lastRotatedAt: number | null
  readonly window: RotationWindow | null
  /** The later of the last rotation and the setting of the rule: in the future by a clock that was ahead. */
  readonly sinceAt: number
}

const plans = new WeakMap<SecretBody, Plan>()

function planOf(body: SecretBody, createdAtOf: DueRules['createdAtOf']): Plan {
  const known = plans.get(body)
  if (known !== undefined) return known
  const { rule, setAt } = entryOf(body)
  const lastRotatedAt = rotatedAtOf(body, createdAtOf)
  const window = rule === null ? null : (scheduleOf(rule)?.nextWindow({ rotatedAt: lastRotatedAt, setAt }) ?? null)
  const plan = { lastRotatedAt, window, sinceAt: Math.max(lastRotatedAt ?? 0, setAt) }
  plans.set(body, plan)
  return plan
}

/** How a secret stands with its rule. */
export function timingOf(body: SecretBody, now: number, createdAtOf: DueRules['createdAtOf']): Timing {
  const { lastRotatedAt, window, sinceAt } = planOf(body, createdAtOf)
  if (window === null) return { standing: 'none', lastRotatedAt, window }
  const isAhead = sinceAt > now + clockToleranceMs
  return { standing: isAhead ? 'unknown' : dueState(window, now), lastRotatedAt, window }
}

export const expiresAtOf = (body: SecretBody): number | null => {
  const expiresAt = body.current?.facts.expiresAt
  return typeof expiresAt === 'number' ? expiresAt : null
}

/** A reason to come back to a secret, from `dueAt` on. The sentence is made only for what is listed. */
interface Reason {
  readonly reason: DueReason
  readonly dueAt: number
  readonly overdue: boolean
  readonly message: () => string
}

/** Hands over every reason of a secret, come already or not; none for one that is scheduled for deletion. */
function eachReason(body: SecretBody, run: RotationRun | null, rules: DueRules, take: (reason: Reason) => void): void {
  if (body.deletionAt !== null) return
  const found = [
    run === null ? null : runReason(run),
    body.extension[extensionKey] === undefined ? null : ruleReason(body, rules),
    expiryReason(body, rules),
    unreadReason(body, rules),
  ]
  for (const reason of found) if (reason !== null) take(reason)
}

function runReason(run: RotationRun): Reason | null {
  if (run.state !== 'waiting' && run.state !== 'failed') return null
  const message = run.message ?? (run.state === 'waiting' ? 'The rotation waits for you.' : 'The rotation failed.')
  const dueAt = run.steps.at(-1)?.at ?? run.startedAt
  return { reason: 'run', dueAt, overdue: run.state === 'failed', message: () => message }
}

function ruleReason(body: SecretBody, { now, createdAtOf }: DueRules): Reason | null {
  const { standing, window } = timingOf(body, now, createdAtOf)
  if (window === null || standing === 'none') return null
  const isUnknown = standing === 'unknown'
  const message = () => ruleMessage(standing, window)
  return { reason: 'rotation', dueAt: isUnknown ? now : window.startAt, overdue: standing === 'overdue', message }
}

function ruleMessage(standing: Exclude<RotationStanding, 'none'>, { startAt, endAt }: RotationWindow): string {
  switch (standing) {
    case 'unknown':
      return 'Its last rotation lies in the future of this clock: check the date.'
    case 'overdue':
      return `Overdue since ${dayInWords(endAt)}.`
    case 'due':
      return `Due until ${dayInWords(endAt - 1)}.`
    case 'scheduled':
      return `Due on ${dayInWords(startAt)}.`
    default:
      return assertNever(standing)
  }
}

function expiryReason(body: SecretBody, { now, expiryDays }: DueRules): Reason | null {
  const expiresAt = expiresAtOf(body)
  if (expiresAt === null) return null
  const expired = expiresAt <= now
  const message = () => `${expired ? 'Expired' : 'Expires'} on ${dayInWords(expiresAt)}.`
  return { reason: 'expiry', dueAt: expired ? expiresAt : expiresAt - expiryDays * dayMs, overdue: expired, message }
}

/** A value that was never read counts from the day it was made. Every secret is asked this: nothing here reads the file. */
function unreadReason(body: SecretBody, { now, unreadDays }: DueRules): Reason | null {
  if (unreadDays === 0 || body.current === null) return null
  const since = Math.max(body.accessedAt ?? 0, body.current.createdAt ?? body.createdAt)
  if (since > now) return null
  const message = () => `Not read since ${dayInWords(since)}.`
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
    eachReason(body, runs.get(body.name) ?? null, rules, (reason) => {
      if (reason.dueAt > rules.now && reason.dueAt < nextAt) nextAt = reason.dueAt
      if (reason.dueAt > untilAt) return
      const entry = entryOf(body)
      const isSnoozed = isSnoozedAt(entry, rules.now)
      if (isSnoozed && entry.snoozedUntil !== null) nextAt = Math.min(nextAt, entry.snoozedUntil)
      ;(isSnoozed ? snoozed : items).push(itemOf(body, entry, reason))
    })
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
  reason: reason.reason,
  dueAt: reason.dueAt,
  overdue: reason.overdue,
  message: reason.message(),
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
