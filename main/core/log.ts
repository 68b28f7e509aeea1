/**
 * The log of the shell and of the core: one JSON object a line, which can hold no secret because every field is
 * allow-listed by name and every value by form. Ids, codes and counts go in; names, texts and error messages do not.
 */
import { closeSync, constants, fchmodSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Every field a line may have. A new one is added here, after asking whether a value or a name could reach it. */
export const logFields = [
  'pid',
  'id',
  'kind',
  'code',
  'signal',
  'reason',
  'state',
  'call',
  'door',
  'event',
  'reference',
  'count',
  'bytes',
  'ms',
  'ok',
  'mode',
  'where',
  'version',
  'errno',
  'line',
] as const

export type LogField = (typeof logFields)[number]
export type LogFields = { readonly [F in LogField]?: string | number | boolean | null | undefined }

/** Neither function throws: a log that cannot be written is no reason to fail what was being done. */
export interface Log {
  readonly info: (event: string, fields?: LogFields) => void
  readonly error: (event: string, fields?: LogFields) => void
}

export interface LogOptions {
  /** The file; it is created 0600, its folder 0700. */
  readonly file: string
  /** A file that reaches this size becomes `FILE.1`, the one before it `FILE.2`, and so on. */
  readonly maxBytes?: number
  /** How many older files stay. */
  readonly keep?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
}

const withheld = '(withheld)'
/** What a word of ours looks like: enum members, error codes, call names, ids. */
const word = /^[\w.:-]{1,64}$/
const known = new Set<string>(logFields)

/** Opens nothing yet: the file appears with the first line. */
export function createLog({ file, maxBytes = 1_048_576, keep = 3, now = Date.now }: LogOptions): Log {
  const write = (level: string, event: string, fields: LogFields = {}) => {
    try {
      append(file, `${line(now(), level, event, fields)}\n`, maxBytes, keep)
    } catch {
      // Full disk, read-only home: see `Log`.
    }
  }
  return {
    info: (event, fields) => write('info', event, fields),
    error: (event, fields) => write('error', event, fields),
  }
}

function line(at: number, level: string, event: string, fields: LogFields): string {
  const allowed: Record<string, string | number | boolean | null> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (known.has(name) && value !== undefined) allowed[name] = permitted(value)
  }
  return JSON.stringify({ at: new Date(at).toISOString(), level, what: permitted(event), ...allowed })
}

/** The value if its form is allowed. Callers are typed, yet what they pass may come from a caught error. */
function permitted(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  return typeof value === 'string' && word.test(value) ? value : withheld
}

/** Opened anew for each line, so that two processes and a rotation cannot write into each other's old file for long. */
function append(file: string, text: string, maxBytes: number, keep: number): void {
  const size = writeLine(file, text)
  if (size < maxBytes) return
  for (let age = keep - 1; age >= 1; age--) tryRename(`${file}.${age}`, `${file}.${age + 1}`)
  tryRename(file, `${file}.1`)
}

function writeLine(file: string, text: string): number {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const noFollow = constants.O_NOFOLLOW ?? 0
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | noFollow, 0o600)
  try {
    fchmodSync(descriptor, 0o600)
    writeSync(descriptor, text)
    return fstatSync(descriptor).size
  } finally {
    closeSync(descriptor)
  }
}

function tryRename(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // Not there yet.
  }
}
