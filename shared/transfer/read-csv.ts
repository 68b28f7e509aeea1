import { invalid, type Result, succeed } from '../failure.ts'
import { KINDS } from '../limits.ts'
import type { Tags } from '../model.ts'
import { createCollector, type ImportRead } from './collect.ts'
import { parseCsv } from './csv.ts'
import type { DecodeBase64 } from './read-json.ts'

const encoder = new TextEncoder()

/** What a column of a table can hold. */
export const csvFields = [
  'name',
  'value',
  'username',
  'password',
  'url',
  'totp',
  'notes',
  'description',
  'kind',
  'form',
  'tags',
  'folder',
] as const
export type CsvField = (typeof csvFields)[number]
export type ColumnMap = Readonly<Partial<Record<CsvField, string>>>

/** Titles that password managers and spreadsheets use, in small letters without blanks and signs. */
const titlesOf: Readonly<Record<CsvField, readonly string[]>> = {
  name: ['name', 'title', 'account', 'key', 'secretname', 'itemname'],
  value: ['value', 'secret', 'secretvalue', 'token', 'apikey'],
  username: ['username', 'user', 'login', 'loginusername', 'email'],
  password: ['password', 'loginpassword', 'pass'],
  url: ['url', 'uri', 'website', 'loginuri', 'loginurl'],
  totp: ['totp', 'otp', 'otpauth', 'logintotp', 'onetimepassword'],
  notes: ['notes', 'note', 'extra', 'comments', 'comment'],
  description: ['description'],
  kind: ['kind'],
  form: ['form'],
  tags: ['tags', 'labels'],
  folder: ['folder', 'group', 'grouping', 'vault', 'category', 'path'],
}

const plain = (title: string): string => title.toLowerCase().replace(/[^a-z0-9]/g, '')

interface Columns {
  readonly at: ReadonlyMap<CsvField, number>
  readonly unknown: readonly { readonly title: string; readonly index: number }[]
}

/**
 * A table with a line of titles. A row with a value is that value; one with a user name, password or address is a
 * login. `map` names the column of a field where the titles do not say it.
 */
export function readCsv(
  text: string,
  { prefix, map }: { readonly prefix: string; readonly map: ColumnMap },
  decodeBase64: DecodeBase64,
): Result<ImportRead> {
  const [titles = [], ...rows] = parseCsv(text)
  const columns = findColumns(titles, map)
  if (!columns.ok) return columns
  const collector = createCollector(prefix)
  const { at, unknown } = columns.value
  for (const { title, index } of unknown) {
    const count = rows.filter((row) => (row[index] ?? '') !== '').length
    if (count > 0) collector.lose(`column ${title}`, `${count} of its cells`)
  }
  for (const [number, row] of rows.entries()) {
    const cell = (field: CsvField): string => row[at.get(field) ?? -1] ?? ''
    const from = `row ${number + 2}`
    if (row.every((text) => text === '')) continue
    if (cell('name') === '') {
      collector.lose(from, 'it has no name')
      continue
    }
    const value = rowValue(cell, decodeBase64)
    if (value === null) {
      collector.lose(from, `${cell('name')}: it has no value`)
      continue
    }
    const folder = cell('folder') === '' ? '' : `${cell('folder')}/`
    const kind = KINDS.find((one) => one === cell('kind')) ?? value.kind
    const description = cell('description') || (value.usesNotes ? '' : cell('notes'))
    collector.add({
      title: `${folder}${cell('name')}`,
      from,
      bytes: value.bytes,
      form: value.form,
      description,
      tags: readTags(cell('tags')),
      ...(kind === undefined ? {} : { kind }),
    })
  }
  return succeed(collector.read)
}

function findColumns(titles: readonly string[], map: ColumnMap): Result<Columns> {
  const at = new Map<CsvField, number>()
  for (const field of csvFields) {
    const mapped = map[field]
    const index = titles.findIndex((title) =>
      mapped === undefined ? titlesOf[field].includes(plain(title)) : plain(title) === plain(mapped),
    )
    if (mapped !== undefined && index < 0) return invalid('column', `The table has no column ${mapped}.`)
    if (index >= 0 && ![...at.values()].includes(index)) at.set(field, index)
  }
  if (!at.has('name')) return invalid('column', 'No column holds the names: say which with name=TITLE.')
  const holdsValue = (['value', 'password', 'notes', 'totp'] as const).some((field) => at.has(field))
  if (!holdsValue) return invalid('column', 'No column holds values: say which with value=TITLE or password=TITLE.')
  const known = new Set(at.values())
  const unknown = titles.map((title, index) => ({ title, index })).filter(({ index }) => !known.has(index))
  return succeed({ at, unknown })
}

interface RowValue {
  readonly bytes: Uint8Array
  readonly form: 'text' | 'binary'
  readonly kind?: 'login' | 'note'
  /** The notes are in the value, so they are no description. */
  readonly usesNotes: boolean
}

function rowValue(cell: (field: CsvField) => string, decodeBase64: DecodeBase64): RowValue | null {
  const value = cell('value')
  if (value !== '') {
    const decoded = cell('form') === 'binary' ? decodeBase64(value) : null
    return { bytes: decoded ?? encoder.encode(value), form: decoded === null ? 'text' : 'binary', usesNotes: false }
  }
  const members = (['username', 'password', 'url', 'totp'] as const)
    .map((field) => [field, cell(field)] as const)
    .filter(([, text]) => text !== '')
  if (members.length > 0) {
    const notes = cell('notes') === '' ? [] : [['notes', cell('notes')] as const]
    const json = JSON.stringify(Object.fromEntries([...members, ...notes]))
    return { bytes: encoder.encode(json), form: 'text', kind: 'login', usesNotes: true }
  }
  const notes = cell('notes')
  return notes === '' ? null : { bytes: encoder.encode(notes), form: 'text', kind: 'note', usesNotes: true }
}

/** `team=payments;tier=1` as our own export writes it; a word without "=" is a tag without a value. */
function readTags(text: string): Tags {
  const words = text.split(/[;,]/).map((word) => word.trim())
  const pairs = words
    .filter((word) => word !== '')
    .map((word) => [word.split('=')[0] ?? '', word.split('=').slice(1).join('=')])
  return Object.fromEntries(pairs)
}
