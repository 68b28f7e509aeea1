/** PURE reader and writer of `.env` text, for the core and the terminal. */
export interface EnvEntry {
  readonly key: string
  readonly value: string
}

/** `entries` in their order, duplicates included; `notes` name lines and keys, never a value. */
export interface EnvFile {
  readonly entries: readonly EnvEntry[]
  /** Lines that are neither KEY=VALUE nor a comment nor blank, counted from 1. They are in no entry. */
  readonly strayLines: readonly number[]
  readonly commentCount: number
  readonly notes: readonly string[]
}

const assignment = /^[ \t]*(?:export[ \t]+|\$env:|set[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*/i
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$', '`': '`' }

interface Reading {
  readonly value: string
  /** Where the next line starts. */
  readonly nextAt: number
  readonly note?: string
}

/**
 * Reads `.env` text as shells and the common dotenv readers agree on it: `export`, single quotes and backticks are
 * literal, double quotes know \n \r \t \" \\ \$ and \`, all three may span lines, `#` after white space starts a comment.
 * `$NAME` is never expanded: it belongs to the program's surroundings, not to the value.
 */
export function parseDotenv(text: string): EnvFile {
  const entries: EnvEntry[] = []
  const strayLines: number[] = []
  const notes: string[] = []
  let commentCount = 0
  let line = 1
  for (let at = 0; at < text.length; ) {
    const rest = lineAt(text, at)
    const match = assignment.exec(rest)
    let nextAt = nextLine(text, at)
    if (match?.[1] !== undefined) {
      const reading = readValue(text, at + match[0].length)
      entries.push({ key: match[1], value: reading.value })
      if (reading.note) notes.push(`${match[1]}: ${reading.note}`)
      nextAt = reading.nextAt
    } else if (rest.trim().startsWith('#')) commentCount++
    else if (rest.trim() !== '') strayLines.push(line)
    line += countBreaks(text, at, nextAt)
    at = nextAt
  }
  return { entries, strayLines, commentCount, notes }
}

/** Text that `parseDotenv` reads back as the same entries, and a POSIX shell too unless a value holds a carriage return. */
export function formatDotenv(entries: readonly EnvEntry[]): string {
  return entries.map(({ key, value }) => `${key}=${quote(value)}\n`).join('')
}

function quote(value: string): string {
  if (/^[A-Za-z0-9_./:@%+,=-]*$/.test(value)) return value
  if (!value.includes("'") && !value.includes('\r')) return `'${value}'`
  const escaped = value.replace(/["\\$`]/g, '\\$&').replaceAll('\r', '\\r')
  return `"${escaped}"`
}

function readValue(text: string, at: number): Reading {
  const mark = text.charAt(at)
  if (mark === '' || !'"\'`'.includes(mark)) return readBare(text, at)
  const endAt = closingQuote(text, at, mark)
  if (endAt < 0) return { ...readBare(text, at), note: 'the closing quote is missing, so the line is kept as written' }
  const tail = lineAt(text, endAt + 1)
  if (!/^[ \t]*(?:#.*|;)?$/.test(tail)) {
    return { ...readBare(text, at), note: 'text follows the closing quote, so the line is kept as written' }
  }
  const inner = text.slice(at + 1, endAt).replaceAll('\r\n', '\n')
  return { value: mark === '"' ? unescapeText(inner) : inner, nextAt: nextLine(text, endAt + 1) }
}

function readBare(text: string, at: number): Reading {
  const written = lineAt(text, at)
  const value = written.slice(0, commentStart(written)).trim()
  const nextAt = nextLine(text, at)
  if (value.includes('#')) return { value, nextAt, note: 'the # is kept as part of the value; some readers cut there' }
  return { value, nextAt }
}

/** Where a comment begins: at a `#` that is first or has white space before it; else the line's end. */
function commentStart(line: string): number {
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
    if (at === 0 || line[at - 1] === ' ' || line[at - 1] === '\t') return at
  }
  return line.length
}

function closingQuote(text: string, openAt: number, mark: string): number {
  for (let at = openAt + 1; at < text.length; at++) {
    if (mark === '"' && text[at] === '\\') at++
    else if (text[at] === mark) return at
  }
  return -1
}

const unescapeText = (inner: string): string => inner.replace(/\\(.)/g, (whole, char: string) => escapes[char] ?? whole)

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at)
  const line = text.slice(at, end < 0 ? text.length : end)
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}

function countBreaks(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++
  return count
}
