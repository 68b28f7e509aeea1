/**
 * PURE: which automatic backups stay: the newest ten, the newest of each of the last seven days that have one, and the
 * newest of each of the last four weeks that have one. The newest always stays, so there is never none. One that claims
 * to be of the future was made while the clock was wrong, or its header is: it stays, and takes no other's place.
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

/** The ones to delete, in no order. All are of one vault. */
export function expiredBackups(backups: readonly BackupStamp[], now: number): readonly BackupStamp[] {
  const newestFirst = backups.filter(({ createdAt }) => createdAt <= now).toSorted((a, b) => b.createdAt - a.createdAt)
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
