import { invalid, type Result, succeed } from '../failure.ts'
import { readMembers } from '../json-members.ts'
import { KINDS } from '../limits.ts'
import type { Tags } from '../model.ts'
import { type Collector, createCollector, type ImportRead } from './collect.ts'
import { isObject } from './json-shape.ts'
import { isBitwarden, readBitwarden } from './read-bitwarden.ts'

const encoder = new TextEncoder()

/** What our own export writes, and what `aws secretsmanager batch-get-secret-value` prints. */
const listKeys = ['SecretValues', 'SecretList'] as const

/** Decodes base64; null when it is none. Given by the caller: this file knows no runtime. */
export type DecodeBase64 = (text: string) => Uint8Array | null

/**
 * JSON in one of three shapes: an object of names and values (a value that is no string becomes its JSON), AWS's
 * entries of secrets, bare in a list or under SecretValues, or an export of Bitwarden.
 */
export function readJson(text: string, prefix: string, decodeBase64: DecodeBase64): Result<ImportRead> {
  const parsed = parse(text)
  if (parsed === undefined) return invalid('file', 'This is no JSON.')
  if (isBitwarden(parsed)) return readBitwarden(parsed, prefix)
  const collector = createCollector(prefix)
  const entries = entriesOf(parsed, collector)
  if (entries !== null) {
    for (const [at, entry] of entries.entries()) {
      const lost = addEntry(collector, entry, `entry ${at + 1}`, decodeBase64)
      if (lost !== null) collector.lose(`entry ${at + 1}`, lost)
    }
    return succeed(collector.read)
  }
  const members = readMembers(text)
  if (members === null) return invalid('file', 'This JSON is no object of names and values.')
  for (const { key, raw, text: value } of members) {
    if (raw === 'null') collector.lose(key, 'its value is null')
    else collector.add({ title: key, from: key, bytes: encoder.encode(value) })
  }
  return succeed(collector.read)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function entriesOf(parsed: unknown, collector: Collector): readonly unknown[] | null {
  if (Array.isArray(parsed)) return parsed
  if (!isObject(parsed)) return null
  const listKey = listKeys.find((key) => Array.isArray(parsed[key]))
  if (listKey === undefined) return null
  for (const key of Object.keys(parsed)) if (key !== listKey) collector.lose(key, 'it is no secret')
  return parsed[listKey] as readonly unknown[]
}

const carried = new Set(['Name', 'SecretString', 'SecretBinary', 'Description', 'Tags', 'Kind'])
/** Of a version or an account that is left behind, or set anew by the vault. */
const madeAnew = new Set(['ARN', 'VersionId', 'VersionStages', 'CreatedDate', 'LastChangedDate', 'LastAccessedDate'])

/** Null, or why the entry is left out as a whole. */
function addEntry(collector: Collector, entry: unknown, from: string, decodeBase64: DecodeBase64): string | null {
  if (!isObject(entry) || typeof entry.Name !== 'string') return 'it has no Name'
  const { Name: title, SecretString: string, SecretBinary: binary } = entry
  const bytes =
    typeof string === 'string' ? encoder.encode(string) : typeof binary === 'string' ? decodeBase64(binary) : null
  if (bytes === null) return 'it has no value that can be read'
  for (const key of Object.keys(entry)) if (!carried.has(key) && !madeAnew.has(key)) collector.lose(title, `its ${key}`)
  const kind = KINDS.find((one) => one === entry.Kind)
  collector.add({
    title,
    from,
    bytes,
    form: typeof string === 'string' ? 'text' : 'binary',
    ...(kind === undefined ? {} : { kind }),
    ...(typeof entry.Description === 'string' ? { description: entry.Description } : {}),
    tags: tagsOf(entry.Tags),
  })
  return null
}

function tagsOf(tags: unknown): Tags {
  if (!Array.isArray(tags)) return {}
  const pairs = tags.filter(isObject).filter(({ Key, Value }) => typeof Key === 'string' && typeof Value === 'string')
  return Object.fromEntries(pairs.map(({ Key, Value }) => [String(Key), String(Value)]))
}
