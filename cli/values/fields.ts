/** One key of a value: of a JSON object, or of `.env` text. */
import { isUtf8 } from 'node:buffer'
import { parseDotenv } from '../../shared/dotenv.ts'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import { readMembers } from '../../shared/json-members.ts'
import type { CliFailure } from '../failure.ts'
import { nearWords } from '../line/near.ts'

export interface Field {
  readonly key: string
  /** A string's content; of anything else its JSON as it is written, so no number is rounded. */
  readonly text: string
  /** As JSON. */
  readonly raw: string
}

/** The keys of a value in their order, the last of each name; null when it is neither a JSON object nor `.env` text. */
export function readFields(bytes: Uint8Array): readonly Field[] | null {
  if (!isUtf8(bytes)) return null
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  const members = readMembers(text) ?? dotenvMembers(text)
  return members === null ? null : [...new Map(members.map((member) => [member.key, member])).values()]
}

/** Only text that is nothing but assignments, comments and blank lines counts as `.env`. */
function dotenvMembers(text: string): readonly Field[] | null {
  const { entries, strayLines } = parseDotenv(text)
  if (entries.length === 0 || strayLines.length > 0) return null
  return entries.map(({ key, value }) => ({ key, text: value, raw: JSON.stringify(value) }))
}

export function findField(bytes: Uint8Array, key: string): Result<Field, CliFailure> {
  const fields = readFields(bytes)
  if (fields === null)
    return fail({ kind: 'no-field', near: [], message: 'The value has no keys: it is no JSON object.' })
  const found = fields.find((field) => field.key === key)
  if (found !== undefined) return succeed(found)
  const near = nearWords(
    fields.map((field) => field.key),
    key,
  )
  return fail({ kind: 'no-field', message: `The value has no key ${key}.`, near })
}
