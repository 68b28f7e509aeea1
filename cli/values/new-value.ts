/** The new value of a secret: from a pipe, files or the keyboard; on the command line stand only names of sources. */
import { isUtf8 } from 'node:buffer'
import type { NewValue } from '../../shared/contract.ts'
import { type Result, succeed } from '../../shared/failure.ts'
import { limits } from '../../shared/limits.ts'
import { checkValueSize } from '../../shared/rules.ts'
import type { Context } from '../context.ts'
import { withoutLineEnd } from '../core/password.ts'
import { type CliFailure, usage } from '../failure.ts'
import { readStdin } from '../terminal/stdin.ts'
import { counted } from '../terminal/style.ts'
import { readLimited } from './files.ts'

export interface ValueSources {
  readonly name: string
  readonly binary: boolean
  readonly file: string | undefined
  /** `KEY=-` and `KEY=@FILE`. */
  readonly set: readonly string[]
}

/** The caller wipes it. */
export async function readNewValue(context: Context, sources: ValueSources): Promise<Result<NewValue, CliFailure>> {
  const { name, file, set, binary } = sources
  if (set.length > 0) {
    if (file !== undefined || binary) return usage('--set makes a JSON object: it goes without --file and --binary.')
    return readFieldValues(context, set)
  }
  const read =
    file === undefined ? await readWhole(context, `Value of ${name}: `) : readLimited(file, limits.valueBytes)
  if (!read.ok) return read
  const size = checkValueSize(read.value.length)
  if (!size.ok) return size
  return succeed({ form: binary || !isUtf8(read.value) ? 'binary' : 'text', bytes: read.value })
}

export function wipeNewValue(value: NewValue): void {
  for (const bytes of value.form === 'fields' ? Object.values(value.set) : [value.bytes]) bytes.fill(0)
}

async function readWhole({ terminal, globals }: Context, question: string): Promise<Result<Uint8Array, CliFailure>> {
  if (globals['password-stdin'])
    return usage('Standard input brings the password, so it cannot bring the value too.', 'Give the value with --file.')
  if (!terminal.stdinIsTerminal) return readStdin(limits.valueBytes)
  return terminal.ask(question, { pastedLines: true })
}

interface FieldSource {
  readonly key: string
  /** Null for standard input. */
  readonly file: string | null
}

async function readFieldValues(context: Context, set: readonly string[]): Promise<Result<NewValue, CliFailure>> {
  const sources = parseSources(set)
  if (!sources.ok) return sources
  const values = new Map<string, Uint8Array>()
  const typed = sources.value.filter(({ file }) => file === null).map(({ key }) => key)
  const read = typed.length === 0 ? succeed([]) : await readTyped(context, typed)
  if (!read.ok) return read
  for (const [at, bytes] of read.value.entries()) values.set(typed[at] ?? '', bytes)
  for (const { key, file } of sources.value) {
    if (file === null) continue
    const content = readLimited(file, limits.valueBytes)
    if (!content.ok) return content
    values.set(key, content.value)
  }
  const invalid = [...values].find(([, bytes]) => !isUtf8(bytes))
  if (invalid) return usage(`The value of ${invalid[0]} is not UTF-8 text, so it cannot be in a JSON object.`)
  return succeed({
    form: 'fields',
    set: Object.fromEntries(sources.value.map(({ key }) => [key, values.get(key) ?? empty])),
  })
}

const empty = new Uint8Array(0)

function parseSources(set: readonly string[]): Result<readonly FieldSource[], CliFailure> {
  const sources: FieldSource[] = []
  for (const word of set) {
    const equals = word.indexOf('=')
    const key = word.slice(0, Math.max(equals, 0))
    const source = word.slice(equals + 1)
    if (equals < 1) return usage('--set is KEY=- or KEY=@FILE.')
    if (sources.some((other) => other.key === key)) return usage(`--set names ${key} twice.`)
    // The word is not repeated in the message: it may hold what should not have been typed there.
    if (source !== '-' && !/^@./s.test(source))
      return usage(
        `--set ${key}=… holds a value; values are not taken from the command line, where other programs see them.`,
        `Say --set ${key}=- to read it from standard input or the keyboard, or --set ${key}=@FILE.`,
      )
    sources.push({ key, file: source === '-' ? null : source.slice(1) })
  }
  return succeed(sources)
}

/** One key takes all of standard input, several take a line each; on a terminal each is asked for. */
async function readTyped(
  context: Context,
  keys: readonly string[],
): Promise<Result<readonly Uint8Array[], CliFailure>> {
  const { terminal } = context
  if (terminal.stdinIsTerminal && !context.globals['password-stdin']) return askEach(context, keys)
  const read = await readWhole(context, '')
  if (!read.ok) return read
  const whole = withoutLineEnd(read.value)
  if (keys.length === 1) return succeed([whole])
  const lines = splitLines(whole)
  whole.fill(0)
  if (lines.length !== keys.length)
    return usage(
      `Standard input has ${counted(lines.length, 'line')} for ${keys.length} keys: one line each, in their order.`,
    )
  return succeed(lines)
}

async function askEach(
  { terminal }: Context,
  keys: readonly string[],
): Promise<Result<readonly Uint8Array[], CliFailure>> {
  const values: Uint8Array[] = []
  for (const key of keys) {
    const asked = await terminal.ask(`${key}: `, { pastedLines: true })
    if (!asked.ok) return asked
    values.push(asked.value)
  }
  return succeed(values)
}

function splitLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let at = 0; at <= bytes.length; ) {
    const end = bytes.indexOf(0x0a, at)
    const line = bytes.slice(at, end < 0 ? bytes.length : end)
    lines.push(line.at(-1) === 0x0d ? line.slice(0, -1) : line)
    if (end < 0) break
    at = end + 1
  }
  return lines
}
