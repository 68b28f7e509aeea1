/** The environment of a program: ours, and what env files, secrets and single variables add, the later over the earlier. */
import { isUtf8 } from 'node:buffer'
import { parseDotenv } from '../../shared/dotenv.ts'
import { type Result, succeed } from '../../shared/failure.ts'
import { variableOfKey, variableOfSecret } from '../../shared/variables.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'
import { fillText } from '../references/fill.ts'
import { lineOf } from '../references/reference.ts'
import { at, type Resolver } from '../references/resolve.ts'
import { readFields } from '../values/fields.ts'
import { readLimited } from '../values/files.ts'

export interface Source {
  readonly kind: 'env-file' | 'secret' | 'env'
  readonly text: string
}

export interface Injected {
  readonly variables: ReadonlyMap<string, string>
  /** What to mask in the output. */
  readonly values: readonly Uint8Array[]
}

/** An env file, not a database dump. */
const mostBytes = 1_048_576

export async function readSources(
  context: Context,
  resolver: Resolver,
  sources: readonly Source[],
): Promise<Result<Injected, CliFailure>> {
  const variables = new Map<string, string>()
  const values: Uint8Array[] = []
  for (const { kind, text } of sources) {
    const read = await readers[kind](context, resolver, text)
    if (!read.ok) return read
    for (const [name, value] of read.value.variables) variables.set(name, value)
    values.push(...read.value.values)
  }
  return succeed({ variables, values })
}

type Reader = (context: Context, resolver: Resolver, text: string) => Promise<Result<Injected, CliFailure>>

const readers: Readonly<Record<Source['kind'], Reader>> = {
  'env-file': (_context, resolver, path) => readEnvFile(resolver, path),
  secret: (context, resolver, name) => readSecret(context, resolver, name),
  env: (_context, resolver, assignment) => readAssignment(resolver, assignment),
}

/** Plain values are passed on; references in them are filled in, and only those are secrets. */
async function readEnvFile(resolver: Resolver, path: string): Promise<Result<Injected, CliFailure>> {
  const read = readLimited(path, mostBytes)
  if (!read.ok) return read
  if (!isUtf8(read.value)) return usage(`${path} is not UTF-8 text.`)
  const text = Buffer.from(read.value).toString('utf8')
  const { entries, strayLines } = parseDotenv(text)
  const [stray] = strayLines
  if (stray !== undefined) return usage(`${path}, line ${stray}: this is no KEY=VALUE, comment or blank line.`)
  const variables = new Map<string, string>()
  const values: Uint8Array[] = []
  for (const { key, value } of entries) {
    const place = `${path}, line ${lineOf(text, Math.max(0, lineStart(text, key)))}, ${key}`
    const filled = await fillValue(resolver, place, value)
    if (!filled.ok) return filled
    variables.set(key, filled.value.text)
    values.push(...filled.value.values)
  }
  return succeed({ variables, values })
}

/** Of the last assignment to a key, which is the one that counts. */
function lineStart(text: string, key: string): number {
  const pattern = new RegExp(`^[^\\n#'"]*\\b${key.replaceAll('.', '\\.')}[ \\t]*=`, 'gm')
  return [...text.matchAll(pattern)].at(-1)?.index ?? 0
}

async function readAssignment(resolver: Resolver, assignment: string): Promise<Result<Injected, CliFailure>> {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(assignment) ?? []
  if (name === undefined || value === undefined) return usage('--env is NAME=TEXT with references in it.')
  const filled = await fillValue(resolver, `--env ${name}`, value)
  if (!filled.ok) return filled
  return succeed({ variables: new Map([[name, filled.value.text]]), values: filled.value.values })
}

async function fillValue(
  resolver: Resolver,
  place: string,
  value: string,
): Promise<Result<{ readonly text: string; readonly values: readonly Uint8Array[] }, CliFailure>> {
  const filled = await fillText(Buffer.from(value), () => place, resolver)
  if (!filled.ok) return filled
  const text = asVariable(filled.value.bytes)
  return text === null ? at(place, notAVariable) : succeed({ text, values: filled.value.values })
}

/** A value with keys gives a variable for each; any other is one variable, named after the secret. */
async function readSecret(context: Context, resolver: Resolver, name: string): Promise<Result<Injected, CliFailure>> {
  const whole = await resolver.whole({ name, stage: null, versionId: null })
  if (!whole.ok) return whole
  const fields = whole.value.form === 'text' ? readFields(whole.value.bytes) : null
  const named = fields?.map(({ key, text }) => ({ from: key, name: variableOfKey(key), bytes: Buffer.from(text) })) ?? [
    { from: name, name: variableOfSecret(name), bytes: whole.value.bytes.slice() },
  ]
  const variables = new Map<string, string>()
  for (const { from, name: variable, bytes } of named) {
    const text = asVariable(bytes)
    if (text === null) return at(`${name}${fields === null ? '' : `#${from}`}`, notAVariable)
    if (variable !== from) context.out.note(`${from} is ${variable} in the environment.`)
    variables.set(variable, text)
  }
  return succeed({ variables, values: named.map(({ bytes }) => bytes) })
}

const notAVariable: CliFailure = {
  kind: 'usage',
  message: 'This value is binary and cannot be in the environment.',
  hint: 'Give it as a file: --file NAME=coffer://….',
}

/** Null for bytes an environment cannot hold. */
function asVariable(bytes: Uint8Array): string | null {
  return isUtf8(bytes) && !bytes.includes(0) ? Buffer.from(bytes).toString('utf8') : null
}
