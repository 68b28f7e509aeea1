/** A year of days, by months, as the rotation page draws it. All days are UTC, as rotation's are. Pure. */
import type { CalendarDay } from '../../shared/rotation-model.ts'
import { DAY } from './format.ts'

export interface Month {
  /** "2026-11". */
  readonly id: string
  /** "November 2026". */
  readonly title: string
  /** Weeks from Monday; null where the week reaches into another month. */
  readonly weeks: readonly (readonly (string | null)[])[]
}

const monthTitle = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const dayTitle = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** "2026-11-24". */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
/** "24 November 2026". */
export const titleOfDay = (day: string): string => dayTitle.format(Date.parse(day))

/** Twelve months from the one that `now` is in. */
export function yearFrom(now: number): readonly Month[] {
  const first = new Date(now)
  return Array.from({ length: 12 }, (_, at) => monthOf(first.getUTCFullYear(), first.getUTCMonth() + at))
}

function monthOf(year: number, month: number): Month {
  const startAt = Date.UTC(year, month, 1)
  const count = Math.round((Date.UTC(year, month + 1, 1) - startAt) / DAY)
  const blanks = (new Date(startAt).getUTCDay() + 6) % 7
  const cells: readonly (string | null)[] = [
    ...Array.from({ length: blanks }, () => null),
    ...Array.from({ length: count }, (_, at) => dayOf(startAt + at * DAY)),
  ]
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, at) => {
    const week = cells.slice(at * 7, at * 7 + 7)
    return [...week, ...Array.from({ length: 7 - week.length }, () => null)]
  })
  return { id: dayOf(startAt).slice(0, 7), title: monthTitle.format(startAt), weeks }
}

export type Load = 0 | 1 | 2 | 3 | 4

/** How dark a day is drawn: nothing, 1, 2–3, 4–7, 8 and more. */
export function loadOf(day: CalendarDay | undefined): Load {
  const count = day ? day.rotations + day.expiries : 0
  if (count === 0) return 0
  if (count === 1) return 1
  if (count < 4) return 2
  return count < 8 ? 3 : 4
}
