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

const isAhead = (sinceAt: number, now: number): boolean => sinceAt > now + clockToleranceMs

/** How a secret stands with its rule. */
export function timingOf(body: SecretBody, now: number, createdAtOf: DueRules['createdAtOf']): Timing {
  const { lastRotatedAt, window, sinceAt } = planOf(body, createdAtOf)
  if (window === null) return { standing: 'none', lastRotatedAt, window }
  return { standing: isAhead(sinceAt, now) ? 'unknown' : dueState(window, now), lastRotatedAt, window }
}

export const expiresAtOf = (body: SecretBody): number | null => {
  const expiresAt = body.current?.facts.expiresAt
  return typeof expiresAt === 'number' ? expiresAt : null
}

/** When each reason of a secret comes; infinity: never. Asked for every secret of a vault, so nothing here is made. */
const dueAtOf = {
  run: (_body: SecretBody, run: RotationRun | null): number => {
    if (run === null || (run.state !== 'waiting' && run.state !== 'failed')) return never
    return run.steps.at(-1)?.at ?? run.startedAt
  },
  rotation: (body: SecretBody, _run: RotationRun | null, { now, createdAtOf }: DueRules): number => {
    if (body.extension[extensionKey] === undefined) return never
    const { window, sinceAt } = planOf(body, createdAtOf)
    if (window === null) return never
    return isAhead(sinceAt, now) ? now : window.startAt
  },
  expiry: (body: SecretBody, _run: RotationRun | null, { now, expiryDays }: DueRules): number => {
    const expiresAt = expiresAtOf(body)
    if (expiresAt === null) return never
    return expiresAt <= now ? expiresAt : expiresAt - expiryDays * dayMs
  },
  unread: (body: SecretBody, _run: RotationRun | null, { now, unreadDays }: DueRules): number => {
    const since = lastReadAt(body)
    return unreadDays === 0 || since === null || since > now ? never : since + unreadDays * dayMs
  },
} satisfies Record<DueReason, (body: SecretBody, run: RotationRun | null, rules: DueRules) => number>

const never = Number.POSITIVE_INFINITY
const reasons = ['run', 'rotation', 'expiry', 'unread'] as const satisfies readonly DueReason[]

/** A value that was never read counts from the day it was made. Does not read the file. */
const lastReadAt = ({ accessedAt, current, createdAt }: SecretBody): number | null =>
  current === null ? null : Math.max(accessedAt ?? 0, current.createdAt ?? createdAt)

interface Told {
  readonly overdue: boolean
  readonly message: string
}

function tellReason(reason: DueReason, body: SecretBody, run: RotationRun | null, rules: DueRules): Told {
  switch (reason) {
    case 'run': {
      const overdue = run?.state === 'failed'
      return { overdue, message: run?.message ?? (overdue ? 'The rotation failed.' : 'The rotation waits for you.') }
    }
    case 'rotation':
      return tellRule(timingOf(body, rules.now, rules.createdAtOf))
    case 'expiry': {
      const expiresAt = expiresAtOf(body) ?? 0
      const overdue = expiresAt <= rules.now
      return { overdue, message: `${overdue ? 'Expired' : 'Expires'} on ${dayInWords(expiresAt)}.` }
    }
    case 'unread':
      return { overdue: false, message: `Not read since ${dayInWords(lastReadAt(body) ?? 0)}.` }
    default:
      return assertNever(reason)
  }
}

function tellRule({ standing, window }: Timing): Told {
  const { startAt, endAt } = window ?? { startAt: 0, endAt: 0 }
  switch (standing) {
    case 'unknown':
      return { overdue: false, message: 'Its last rotation lies in the future of this clock: check the date.' }
    case 'overdue':
      return { overdue: true, message: `Overdue since ${dayInWords(endAt)}.` }
    case 'due':
      return { overdue: false, message: `Due until ${dayInWords(endAt - 1)}.` }
    case 'scheduled':
    case 'none':
      return { overdue: false, message: `Due on ${dayInWords(startAt)}.` }
    default:
      return assertNever(standing)
  }
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
  let nextAt = never
  for (const body of bodies) {
    if (body.deletionAt !== null) continue
    const run = runs.size === 0 ? null : (runs.get(body.name) ?? null)
    for (const reason of reasons) {
      const dueAt = dueAtOf[reason](body, run, rules)
      if (dueAt > rules.now && dueAt < nextAt) nextAt = dueAt
      if (dueAt > untilAt || dueAt === never) continue
      const entry = entryOf(body)
      const isSnoozed = isSnoozedAt(entry, rules.now)
      if (isSnoozed && entry.snoozedUntil !== null) nextAt = Math.min(nextAt, entry.snoozedUntil)
      const told = tellReason(reason, body, run, rules)
      ;(isSnoozed ? snoozed : items).push(itemOf(body, entry, { reason, dueAt, ...told }))
    }
  }
  items.sort(byUrgency)
  return { items, snoozed: snoozed.sort(byUrgency), nextAt: nextAt === never ? null : nextAt }
}

/** No snooze is longer than this: one that a clock far ahead made does not silence for ever. */
export const longestSnoozeMs = 366 * dayMs
const isSnoozedAt = ({ snoozedUntil }: RotationEntry, now: number): boolean =>
  snoozedUntil !== null && snoozedUntil > now && snoozedUntil <= now + longestSnoozeMs

const itemOf = (
  { name, kind }: SecretBody,
  { rotator, snoozedUntil }: RotationEntry,
  { reason, dueAt, overdue, message }: Told & Pick<DueItem, 'reason' | 'dueAt'>,
): DueItem => ({
  name,
  kind,
  reason,
  dueAt,
  overdue,
  message,
  snoozedUntil,
  rotator: rotator?.kind ?? null,
})

const weight: Readonly<Record<DueReason, number>> = { run: 0, expiry: 1, rotation: 1, unread: 2 }

const byUrgency = (a: DueItem, b: DueItem): number =>
  (a.reason === b.reason ? 0 : weight[a.reason] - weight[b.reason]) ||
  (a.overdue === b.overdue ? 0 : a.overdue ? -1 : 1) ||
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
