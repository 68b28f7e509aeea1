/**
 * A small language for the input constraints of reference section 2. Reading never throws: it gathers faults, in AWS's
 * wording, and what it returns is only of use when there are none.
 */
import { type AwsError, serialization, validation } from './aws-error.ts'

export type Faults = {
  /** A JSON type that cannot become the field's type; AWS reports it before any constraint. */
  serialization: string | undefined
  readonly constraints: string[]
}

export interface Shape<T> {
  /** `at` is AWS's path of the field: `tags.1.member.key`. */
  readonly read: (value: unknown, at: string, faults: Faults) => T | undefined
  /** What a list of such items says when one of them breaks a rule; empty for records, which report by themselves. */
  readonly rules: readonly string[]
}

export interface Must<T> extends Shape<T> {
  readonly required: true
}

type Fields = Readonly<Record<string, Shape<unknown>>>
export type Read<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Must<infer T> ? T : F[K] extends Shape<infer T> ? T | undefined : never
}

export type TextRules = {
  readonly min?: number
  readonly max?: number
  readonly pattern?: RegExp
  /** How AWS's model spells the pattern, where that differs. */
  readonly patternText?: string
  readonly oneOf?: readonly string[]
  /** The value is a secret: messages leave it out, and `max` counts UTF-8 bytes. */
  readonly secret?: boolean
}

export const must = <T>(shape: Shape<T>): Must<T> => ({ ...shape, required: true })

export function text(limits: TextRules = {}): Shape<string> {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, oneOf, secret } = limits
  const patternRule = `Member must satisfy regular expression pattern: ${limits.patternText ?? pattern?.source}`
  const rules = [
    ...(max === Number.POSITIVE_INFINITY ? [] : [`Member must have length less than or equal to ${max}`]),
    ...(min === 0 ? [] : [`Member must have length greater than or equal to ${min}`]),
    ...(pattern ? [patternRule] : []),
    ...(oneOf ? [`Member must satisfy enum value set: [${oneOf.join(', ')}]`] : []),
  ]
  return {
    rules,
    read: (value, at, faults) => {
      if (typeof value !== 'string') return wrongType(value, 'a String', faults)
      if (!value.isWellFormed()) return notUnicode(faults)
      const length = secret && value.length * 3 > max ? Buffer.byteLength(value) : value.length
      const shown = secret ? undefined : value
      if (length > max) broken(faults, at, shown, `Member must have length less than or equal to ${max}`)
      if (length < min) broken(faults, at, shown, `Member must have length greater than or equal to ${min}`)
      if (pattern && !pattern.test(value)) broken(faults, at, shown, patternRule)
      if (oneOf && !oneOf.includes(value)) {
        broken(faults, at, shown, `Member must satisfy enum value set: [${oneOf.join(', ')}]`)
      }
      return value
    },
  }
}

/** Base64 in, bytes out. Only standard base64 with its padding is read; lengths count bytes and values are not shown. */
export function blob(limits: { readonly min: number; readonly max: number }): Shape<Buffer> {
  return {
    rules: [],
    read: (value, at, faults) => {
      if (typeof value !== 'string') return wrongType(value, 'a Blob', faults)
      const bytes = BASE64.test(value) ? Buffer.from(value, 'base64') : undefined
      if (bytes === undefined || bytes.toString('base64') !== value) {
        faults.serialization ??= 'A Blob has to be encoded as base64.'
        return undefined
      }
      if (bytes.length > limits.max)
        broken(faults, at, undefined, `Member must have length less than or equal to ${limits.max}`)
      if (bytes.length < limits.min)
        broken(faults, at, undefined, `Member must have length greater than or equal to ${limits.min}`)
      return bytes
    },
  }
}

export function whole(limits: { readonly min?: number; readonly max?: number } = {}): Shape<number> {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = limits
  return {
    rules: [],
    read: (value, at, faults) => {
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return wrongType(value, 'an Integer', faults)
      if (value > max) broken(faults, at, String(value), `Member must have value less than or equal to ${max}`)
      if (value < min) broken(faults, at, String(value), `Member must have value greater than or equal to ${min}`)
      return value
    },
  }
}

export const flag: Shape<boolean> = {
  rules: [],
  read: (value, _at, faults) => (typeof value === 'boolean' ? value : wrongType(value, 'a Boolean', faults)),
}

export function list<T>(
  item: Shape<T>,
  limits: { readonly min?: number; readonly max?: number } = {},
): Shape<readonly T[]> {
  const { min = 0, max = Number.POSITIVE_INFINITY } = limits
  return {
    rules: [],
    read: (value, at, faults) => {
      if (!Array.isArray(value)) return wrongType(value, 'a List', faults)
      if (value.length > max) broken(faults, at, shown(value), `Member must have length less than or equal to ${max}`)
      if (value.length < min)
        broken(faults, at, shown(value), `Member must have length greater than or equal to ${min}`)
      return item.rules.length > 0 ? readPlain(item, value, at, faults) : readItems(item, value, at, faults)
    },
  }
}

/** Unknown members are ignored and null counts as absent, both as AWS does. */
export function record<F extends Fields>(fields: F): Shape<Read<F>> {
  const entries = Object.entries(fields).map(([key, shape]) => ({
    key,
    shape,
    at: key.charAt(0).toLowerCase() + key.slice(1),
    required: 'required' in shape,
  }))
  return {
    rules: [],
    read: (value, at, faults) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return wrongType(value, 'a Structure', faults)
      }
      const result: Record<string, unknown> = {}
      const members: Readonly<Record<string, unknown>> = value as Record<string, unknown>
      for (const field of entries) {
        const path = at === '' ? field.at : `${at}.${field.at}`
        const member = Object.hasOwn(members, field.key) ? members[field.key] : undefined
        if (member !== undefined && member !== null) result[field.key] = field.shape.read(member, path, faults)
        else if (field.required) missing(faults, path)
      }
      return result as Read<F>
    },
  }
}

/** The input as the operation wants it, or the one error AWS answers for all faults of the request together. */
export function readInput<T>(shape: Shape<T>, body: unknown): { readonly input: T } | { readonly error: AwsError } {
  const faults: Faults = { serialization: undefined, constraints: [] }
  const input = shape.read(body, '', faults)
  if (faults.serialization !== undefined) return { error: serialization(faults.serialization) }
  const count = faults.constraints.length
  if (count > 0 || input === undefined) {
    const noun = count === 1 ? 'error' : 'errors'
    return { error: validation(`${count} validation ${noun} detected: ${faults.constraints.join('; ')}`) }
  }
  return { input }
}

/** Strings and numbers in a list are reported on the list: "Member must satisfy constraint: […]". */
function readPlain<T>(item: Shape<T>, values: readonly unknown[], at: string, faults: Faults): readonly T[] {
  const own: Faults = { serialization: undefined, constraints: [] }
  const items = values.map((value) => item.read(value, at, own) as T)
  faults.serialization ??= own.serialization
  if (own.constraints.length > 0) {
    broken(faults, at, shown(values), `Member must satisfy constraint: [${item.rules.join(', ')}]`)
  }
  return items
}

const readItems = <T>(item: Shape<T>, values: readonly unknown[], at: string, faults: Faults): readonly T[] =>
  values.map((value, index) => item.read(value, `${at}.${index + 1}.member`, faults) as T)

function broken(faults: Faults, at: string, value: string | undefined, rule: string): void {
  const subject = value === undefined ? 'Value' : `Value '${value}'`
  faults.constraints.push(`${subject} at '${at}' failed to satisfy constraint: ${rule}`)
}

const missing = (faults: Faults, at: string): void => {
  faults.constraints.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`)
}

/** Half a surrogate pair has no UTF-8: storing it would change the value. */
function notUnicode(faults: Faults): undefined {
  faults.serialization ??= 'A String holds half a surrogate pair.'
  return undefined
}

/** Names the JSON type that came, never its content. */
function wrongType(value: unknown, wanted: string, faults: Faults): undefined {
  faults.serialization ??= `${jsonType(value)} can not be converted to ${wanted}`
  return undefined
}

function jsonType(value: unknown): string {
  if (value === null) return 'NULL_VALUE'
  if (Array.isArray(value)) return 'START_ARRAY'
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  if (typeof value === 'number') return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
  return typeof value === 'string' ? 'STRING_VALUE' : 'START_OBJECT'
}

const shown = (values: readonly unknown[]): string =>
  `[${values.map((value) => (typeof value === 'string' ? value : jsonType(value))).join(', ')}]`

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
