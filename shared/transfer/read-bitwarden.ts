/** PURE an export of Bitwarden as JSON, of a person or of an organisation. */
import { invalid, type Result, succeed } from '../failure.ts'
import type { Kind } from '../limits.ts'
import { type Collector, createCollector, type ImportRead } from './collect.ts'
import { isObject, type JsonObject, objectOf, objectsOf, textOf } from './json-shape.ts'

const encoder = new TextEncoder()

export const isBitwarden = (parsed: unknown): parsed is JsonObject =>
  isObject(parsed) && typeof parsed.encrypted === 'boolean' && (parsed.encrypted || Array.isArray(parsed.items))

export function readBitwarden(parsed: JsonObject, prefix: string): Result<ImportRead> {
  if (parsed.encrypted === true)
    return invalid('file', 'This export is encrypted. Export again as .json without encryption.')
  const collector = createCollector(prefix)
  const folders = [...objectsOf(parsed.folders), ...objectsOf(parsed.collections)]
  const folderById = new Map(folders.map(({ id, name }) => [id, textOf(name)]))
  const items = objectsOf(parsed.items)
  for (const [at, item] of items.entries()) addItem(collector, item, `item ${at + 1}`, folderById)
  const favourites = items.filter(({ favorite }) => favorite === true).length
  if (favourites > 0) collector.lose('favourites', `${favourites} of them`)
  return succeed(collector.read)
}

interface ItemValue {
  readonly text: string
  readonly kind: Kind
  /** Not in the value: the notes of an SSH key. */
  readonly description?: string
}

function addItem(collector: Collector, item: JsonObject, from: string, folderById: ReadonlyMap<unknown, string>): void {
  const name = textOf(item.name)
  const value = name === '' ? null : itemValue(item)
  if (value === null) {
    collector.lose(from, name === '' ? 'it has no name' : `${name}: it has no value`)
    return
  }
  const [collection] = Array.isArray(item.collectionIds) ? item.collectionIds : []
  const folder = folderById.get(item.folderId ?? collection) ?? ''
  const { text, ...rest } = value
  collector.add({ title: folder === '' ? name : `${folder}/${name}`, from, bytes: encoder.encode(text), ...rest })
  const unkept = value.kind === 'ssh-key' ? ownFields(item).length : 0
  if (unkept > 0) collector.lose(from, `${unkept} fields of ${name}`)
  const history = objectsOf(item.passwordHistory).length
  if (history > 0) collector.lose(from, `${history} earlier passwords of ${name}`)
  if (objectsOf(objectOf(item.login).fido2Credentials).length > 0) collector.lose(from, `the passkey of ${name}`)
}

/** Null where there is nothing in it. Fields of the user's own become keys beside those of the item. */
function itemValue(item: JsonObject): ItemValue | null {
  const notes = textOf(item.notes)
  const privateKey = textOf(objectOf(item.sshKey).privateKey)
  if (privateKey !== '') return { text: privateKey, kind: 'ssh-key', description: notes }
  const own = [...ownFields(item), ...(notes === '' ? [] : [['notes', notes] as const])]
  if (isObject(item.login)) return json([...loginMembers(item.login), ...own], 'login')
  const inside = [item.card, item.identity].filter(isObject).flatMap(textMembers)
  if (inside.length === 0 && own.every(([key]) => key === 'notes'))
    return notes === '' ? null : { text: notes, kind: 'note' }
  return json([...inside, ...own], 'note')
}

type Members = readonly (readonly [string, string])[]

/** Of two members of one name the first counts, so that no field of the user's own hides a password. */
const json = (members: Members, kind: Kind): ItemValue | null =>
  members.length === 0 ? null : { text: JSON.stringify(Object.fromEntries(firstOfEach(members))), kind }

const firstOfEach = (members: Members): Members =>
  members.filter(([key], at) => members.findIndex(([other]) => other === key) === at)

function loginMembers(login: JsonObject): Members {
  const urls = objectsOf(login.uris).map(({ uri }) => textOf(uri))
  const members = [
    ['username', textOf(login.username)] as const,
    ['password', textOf(login.password)] as const,
    ...urls.map((url, at) => [at === 0 ? 'url' : `url${at + 1}`, url] as const),
    ['totp', textOf(login.totp)] as const,
  ]
  return members.filter(([, text]) => text !== '')
}

const ownFields = (item: JsonObject): Members =>
  objectsOf(item.fields)
    .map(({ name, value }) => [textOf(name), textOf(value)] as const)
    .filter(([name, value]) => name !== '' && value !== '')

const textMembers = (part: JsonObject): Members =>
  Object.entries(part).flatMap(([key, value]) => (typeof value === 'string' && value !== '' ? [[key, value]] : []))
