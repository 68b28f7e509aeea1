/** How times, sizes and counts read on the screen. All pure: `now` is passed in. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const number = new Intl.NumberFormat('en')
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
/** The day first, as the core writes its dates too: "24 Nov 2026, 13:43". */
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const minute = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

export const formatCount = (count: number): string => number.format(count)
export const formatDay = (at: number): string => day.format(at)
export const formatMoment = (at: number): string => minute.format(at)

/** "just now", "5 minutes ago", "yesterday", and from a month on the date itself. */
export function formatAgo(at: number, now: number): string {
  const past = now - at
  if (past < MINUTE) return 'just now'
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute')
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), 'hour')
  if (past < 30 * DAY) return relative.format(-Math.floor(past / DAY), 'day')
  return day.format(at)
}

/** The same where room is short: "just now", "4 min ago", "3 h ago", "12 d ago", then the date. */
export function formatAgoShort(at: number, now: number): string {
  const past = now - at
  if (past < MINUTE) return 'just now'
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min ago`
  if (past < DAY) return `${Math.floor(past / HOUR)} h ago`
  return past < 30 * DAY ? `${Math.floor(past / DAY)} d ago` : day.format(at)
}

/** Whole days until `at`, at least 0; a day that has begun counts. */
export const daysUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / DAY))

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** "312 B", "4.1 KB", "64 KB": 1 KB is 1,024 bytes, as the limit of 65,536 is counted. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1_024) return `${sizeBytes} B`
  const kilobytes = sizeBytes / 1_024
  if (kilobytes < 1_024)
    return `${kilobytes < 10 && sizeBytes % 1_024 !== 0 ? kilobytes.toFixed(1) : Math.round(kilobytes)} KB`
  return `${(kilobytes / 1_024).toFixed(1)} MB`
}

/** The first block of a UUID, enough to tell a secret's versions apart; ids of other shapes keep 8 characters. */
export const shortId = (versionId: string): string => versionId.slice(0, 8)
