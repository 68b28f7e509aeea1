/** What needs attention, from all that the window knows of it, in categories and by months. Pure. */
import type { AttentionReport } from '../../shared/contract-attention.ts'
import type { Kind } from '../../shared/limits.ts'
import type { CalendarDay, DueItem } from '../../shared/rotation-model.ts'
import type { Conflict, Vetting } from '../../shared/sync-model.ts'
import { text } from '../text.ts'

const words = text.attention

export type Category = keyof typeof words.categories

export interface AttentionRow {
  readonly name: string
  /** Null where the window was not told. */
  readonly kind: Kind | null
  readonly message: string
  /** Of a version that waits for approval. */
  readonly versionId?: string
  readonly isUrgent: boolean
}

export type AttentionRows = Readonly<Record<Category, readonly AttentionRow[]>>

interface Known {
  readonly report: AttentionReport
  readonly due: readonly DueItem[]
  readonly waiting: readonly Vetting[]
  readonly conflicts: readonly Conflict[]
}

/** Every category with its rows; the order of the categories is that of the words. */
export function rowsOf({ report, due, waiting, conflicts }: Known): AttentionRows {
  const ofReason = (...reasons: readonly DueItem['reason'][]): readonly AttentionRow[] =>
    due
      .filter(({ reason }) => reasons.includes(reason))
      .map(({ name, kind, message, overdue }) => ({ name, kind, message, isUrgent: overdue }))
  const found = (items: AttentionReport['weak']): readonly AttentionRow[] =>
    items.map((item) => ({ ...item, isUrgent: false }))
  return {
    conflict: conflictRows(conflicts),
    rotation: ofReason('rotation', 'run'),
    expiry: ofReason('expiry'),
    weak: found(report.weak),
    reused: found(report.reused),
    unvetted: waiting.map(({ name, versionId, findings }) => ({
      name,
      kind: null,
      message: words.unvettedWhy(findings.length),
      versionId,
      isUrgent: findings.some(({ level }) => level === 'error'),
    })),
    unread: ofReason('unread'),
  }
}

/** One row a secret, with every place where it conflicts. */
function conflictRows(conflicts: readonly Conflict[]): readonly AttentionRow[] {
  const placesByName = new Map<string, string[]>()
  for (const { name, target, region } of conflicts)
    placesByName.set(name, [...(placesByName.get(name) ?? []), `${target} ${region}`])
  return [...placesByName].map(([name, places]) => ({
    name,
    kind: null,
    message: words.conflictIn(places.join(', ')),
    isUrgent: true,
  }))
}

export const categories = Object.keys(words.categories) as readonly Category[]

/** How many secrets need attention, each counted once. */
export const countNames = (rows: AttentionRows): number =>
  new Set(categories.flatMap((category) => rows[category].map(({ name }) => name))).size

export interface MonthLoad {
  /** "2026-11". */
  readonly id: string
  readonly title: string
  readonly rotations: number
  readonly expiries: number
  /** Its days with something due, in order. */
  readonly days: readonly CalendarDay[]
}

/** Twelve months from the one that `now` is in, in UTC, from the same days as the year on the rotation page. */
export function monthsFrom(now: number, days: readonly CalendarDay[]): readonly MonthLoad[] {
  const first = new Date(now)
  const ids = Array.from({ length: 12 }, (_, at) =>
    new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + at, 1)).toISOString().slice(0, 7),
  )
  return ids.map((id) => {
    const own = days.filter(({ day }) => day.startsWith(id))
    const sum = (count: (day: CalendarDay) => number): number => own.reduce((all, day) => all + count(day), 0)
    return {
      id,
      title: words.monthNames[Number(id.slice(5)) - 1] ?? id,
      rotations: sum(({ rotations }) => rotations),
      expiries: sum(({ expiries }) => expiries),
      days: own,
    }
  })
}
