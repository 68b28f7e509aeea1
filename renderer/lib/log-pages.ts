import type { AuditEntry } from '../../shared/model.ts'

/** Newest first; `next` is where older ones begin, null when there are none. */
export interface LogPage<T extends Pick<AuditEntry, 'number'> = AuditEntry> {
  readonly entries: readonly T[]
  readonly next: number | null
}

/**
 * What is shown when the newest page is asked for again. Where more than a page is shown, because somebody asked for
 * older ones, those stay below it, unless so much was added that the two do not meet.
 */
export function renewPage<T extends Pick<AuditEntry, 'number'>>(shown: LogPage<T>, newest: LogPage<T>): LogPage<T> {
  const end = newest.entries.at(-1)?.number ?? 0
  const older = shown.entries.filter(({ number }) => number < end)
  const isLonger = shown.entries.length > newest.entries.length
  const doMeet = shown.entries.length > older.length
  return isLonger && doMeet ? { entries: [...newest.entries, ...older], next: shown.next } : newest
}
