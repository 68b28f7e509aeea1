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
/** And what is only ever found by its title: an address beside a user name; fields of the user's own, several in a cell. */
const tableFields = [...csvFields, 'email', 'fields'] as const
type TableField = (typeof tableFields)[number]
/** Which column a field is in; "" for none. What is not named is found by the titles. */
export type ColumnMap = Readonly<Partial<Record<CsvField, string>>>

/** Titles that password managers and spreadsheets use, in small letters without blanks and signs; the best first. */
const titlesOf: Readonly<Record<TableField, readonly string[]>> = {
  name: ['name', 'title', 'account', 'key', 'secretname', 'itemname'],
  value: ['value', 'secret', 'secretvalue', 'token', 'apikey'],
  username: ['username', 'user', 'login', 'loginusername', 'email'],
  password: ['password', 'loginpassword', 'pass'],
  url: ['url', 'uri', 'website', 'loginuri', 'loginurl', 'webaddress'],
  totp: ['totp', 'otp', 'otpauth', 'otpurl', 'otpsecret', 'logintotp', 'onetimepassword'],
  notes: ['notes', 'note', 'extra', 'comments', 'comment'],
  description: ['description'],
  kind: ['kind'],
  form: ['form'],
  tags: ['tags', 'labels'],
  folder: ['folder', 'group', 'grouping', 'vault', 'category', 'path'],
  email: ['email'],
  fields: ['fields', 'customfields'],
}

const plain = (title: string): string => title.toLowerCase().replace(/[^a-z0-9]/g, '')

const isTitleOf = (field: TableField, title: string): boolean => titlesOf[field].includes(plain(title))

/** How many titles of a table's first line are ones that are known: 0 where it has no line of titles. */
export const countKnown = (titles: readonly string[]): number =>
  titles.filter((title) => tableFields.some((field) => isTitleOf(field, title))).length

/** The titles of a table, and of each field the one it is in. */
export interface TableColumns {
  readonly titles: readonly string[]
  readonly fields: ColumnMap
}

export function readColumns(text: string, map: ColumnMap): TableColumns {
  const [titles = []] = parseCsv(text, 1)
  const { at } = placeFields(titles, map)
  const found = csvFields.flatMap((field) => {
    const title = titles[at.get(field) ?? -1]
    return title === undefined ? [] : [[field, title] as const]
  })
  return { titles, fields: Object.fromEntries(found) }
}

interface Columns {
  readonly at: ReadonlyMap<TableField, number>
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
    const cell = (field: TableField): string => row[at.get(field) ?? -1] ?? ''
    const from = `row ${number + 2}`
    if (row.every((text) => text === '')) continue
    const name = at.has('name') ? cell('name') : hostOf(cell('url'))
    if (name === '') {
      collector.lose(from, 'it has no name')
      continue
    }
    const value = rowValue(cell, decodeBase64)
    if (value === null) {
      collector.lose(from, `${name}: it has no value`)
      continue
    }
    const folder = cell('folder') === '' ? '' : `${cell('folder')}/`
    const kind = KINDS.find((one) => one === cell('kind')) ?? value.kind
    const description = cell('description') || (value.usesNotes ? '' : cell('notes'))
    collector.add({
      title: `${folder}${name}`,
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

/** Browsers' tables have no names: an account is called by its site. */
const hostOf = (url: string): string => /^[a-z]+:\/\/(?:www\.)?([^/:?#]+)/i.exec(url)?.[1] ?? ''

function findColumns(titles: readonly string[], map: ColumnMap): Result<Columns> {
  const { at, missing } = placeFields(titles, map)
  if (missing !== null) return invalid('column', `The table has no column ${missing}.`)
  if (!at.has('name') && !at.has('url'))
    return invalid('column', 'No column holds the names: say which with name=TITLE.')
  const holdsValue = (['value', 'password', 'notes', 'totp'] as const).some((field) => at.has(field))
  if (!holdsValue) return invalid('column', 'No column holds values: say which with value=TITLE or password=TITLE.')
  const known = new Set(at.values())
  const unknown = titles.map((title, index) => ({ title, index })).filter(({ index }) => !known.has(index))
  return succeed({ at, unknown })
}

/** The column of each field; `missing` is what `map` names and the table does not have. */
function placeFields(
  titles: readonly string[],
  map: Readonly<Partial<Record<TableField, string>>>,
): { readonly at: ReadonlyMap<TableField, number>; readonly missing: string | null } {
  const at = new Map<TableField, number>()
  // What was said first: no column is two things.
  for (const field of tableFields.toSorted((a, b) => Number(map[a] === undefined) - Number(map[b] === undefined))) {
    const wanted = map[field]
    if (wanted === '') continue
    const taken = new Set(at.values())
    const free = titles.map((title, place) => (taken.has(place) ? null : plain(title)))
    const known = titlesOf[field].map((title) => free.indexOf(title)).find((place) => place >= 0) ?? -1
    const index = wanted === undefined ? known : titles.findIndex((title) => plain(title) === plain(wanted))
    if (wanted !== undefined && index < 0) return { at, missing: wanted }
    if (index >= 0 && !taken.has(index)) at.set(field, index)
  }
  return { at, missing: null }
}

interface RowValue {
  readonly bytes: Uint8Array
  readonly form: 'text' | 'binary'
  readonly kind?: 'login' | 'note'
  /** The notes are in the value, so they are no description. */
  readonly usesNotes: boolean
}

function rowValue(cell: (field: TableField) => string, decodeBase64: DecodeBase64): RowValue | null {
  const value = cell('value')
  if (value !== '') {
    const decoded = cell('form') === 'binary' ? decodeBase64(value) : null
    return { bytes: decoded ?? encoder.encode(value), form: decoded === null ? 'text' : 'binary', usesNotes: false }
  }
  const username = cell('username') || cell('email')
  const members = (['username', 'email', 'password', 'url', 'totp'] as const)
    .map((field) => [field, field === 'username' ? username : cell(field)] as const)
    .filter(([field, text]) => text !== '' && text !== noteUrl && !(field === 'email' && text === username))
  if (members.length > 0) {
    const notes = cell('notes') === '' ? [] : [['notes', cell('notes')] as const]
    const json = JSON.stringify(Object.fromEntries([...readFields(cell('fields')), ...members, ...notes]))
    return { bytes: encoder.encode(json), form: 'text', kind: 'login', usesNotes: true }
  }
  const notes = cell('notes')
  return notes === '' ? null : { bytes: encoder.encode(notes), form: 'text', kind: 'note', usesNotes: true }
}

/** How LastPass marks a row that is a note. */
const noteUrl = 'http://sn'

/** Fields of one's own, as Bitwarden writes them: `PIN: 1234`, a line each. */
const readFields = (text: string): readonly (readonly [string, string])[] =>
  text.split(/\r?\n/).flatMap((line) => {
    const [, key, value] = /^([^:]{1,100}): (.*)$/.exec(line) ?? []
    return key === undefined || value === undefined ? [] : [[key, value] as const]
  })

/** `team=payments;tier=1` as our own export writes it; a word without "=" is a tag without a value. */
function readTags(text: string): Tags {
  const words = text.split(/[;,]/).map((word) => word.trim())
  const pairs = words
    .filter((word) => word !== '')
    .map((word) => [word.split('=')[0] ?? '', word.split('=').slice(1).join('=')])
  return Object.fromEntries(pairs)
}
