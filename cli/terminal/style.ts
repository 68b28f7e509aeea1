/** Colours and columns of what people read; scripts get neither. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
}

export function createStyle(coloured: boolean): Style {
  const wrap = (on: number, off: number) => (text: string) => (coloured ? `\x1b[${on}m${text}\x1b[${off}m` : text)
  return { bold: wrap(1, 22), dim: wrap(2, 22), green: wrap(32, 39), yellow: wrap(33, 39) }
}

/**
 * Text of unknown origin, safe to show: control characters, which could move the cursor or fake a line, and marks that
 * turn the reading direction become U+FFFD.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/** True for text that a terminal would take as commands: control characters other than tab and line ends. */
export function hasControls(text: string): boolean {
  return /[^\P{Cc}\t\n\r]/u.test(text)
}

export interface Column {
  readonly title: string
  /** Applied after padding. */
  readonly style?: (text: string) => string
}

/** Rows in columns as wide as their widest cell; the last is not padded. */
export function layTable(columns: readonly Column[], rows: readonly (readonly string[])[], style: Style): string {
  const shown = rows.map((row) => row.map(printable))
  const widths = columns.map(({ title }, at) => Math.max(title.length, ...shown.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[], styled: (text: string, at: number) => string) =>
    cells
      .map((cell, at) => styled(at === columns.length - 1 ? cell : cell.padEnd(widths[at] ?? 0), at))
      .join('  ')
      .trimEnd()
  const head = line(
    columns.map(({ title }) => title),
    (text) => style.dim(text),
  )
  const body = shown.map((row) => line(row, (text, at) => columns[at]?.style?.(text) ?? text))
  return `${[head, ...body].join('\n')}\n`
}

/** "3 minutes ago", "yesterday", "in 29 days". */
export function relativeTime(at: number, now: number): string {
  const seconds = (at - now) / 1_000
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit)
  }
  return 'now'
}

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** "2026-11-24 13:05" of the local clock. */
export function localTime(at: number): string {
  const date = new Date(at)
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** "1 secret", "2 secrets", "2,000 secrets". */
export const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
