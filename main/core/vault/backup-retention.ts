/**
 * PURE: which automatic backups stay: the newest ten, the newest of each of the last seven days that have one, and the
 * newest of each of the last four weeks that have one. The newest always stays, so there is never none.
 */
export interface BackupStamp {
  readonly path: string
  readonly createdAt: number
}

export const keepNewest = 10
export const keepDays = 7
export const keepWeeks = 4
const dayMs = 86_400_000
/** 1970-01-01 was a Thursday; weeks start on Monday. */
const weekOf = (at: number): number => Math.floor((at / dayMs + 3) / 7)
const dayNumber = (at: number): number => Math.floor(at / dayMs)

/** The ones to delete, in no order. */
export function expiredBackups(backups: readonly BackupStamp[]): readonly BackupStamp[] {
  const newestFirst = backups.toSorted((a, b) => b.createdAt - a.createdAt)
  const kept = new Set([
    ...newestFirst.slice(0, keepNewest),
    ...newestOfEach(newestFirst, dayNumber, keepDays),
    ...newestOfEach(newestFirst, weekOf, keepWeeks),
  ])
  return newestFirst.filter((backup) => !kept.has(backup))
}

function newestOfEach(
  newestFirst: readonly BackupStamp[],
  period: (at: number) => number,
  periods: number,
): readonly BackupStamp[] {
  const byPeriod = new Map<number, BackupStamp>()
  for (const backup of newestFirst) {
    const key = period(backup.createdAt)
    if (!byPeriod.has(key)) byPeriod.set(key, backup)
  }
  return [...byPeriod.values()].slice(0, periods)
}
