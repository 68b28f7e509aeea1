import { dropDuplicates, type Member, readMembers, writeMembers } from './json-members.ts'
import type { NormalisedValue, ParsedValue } from './kind-rules.ts'
import { decodeText, encodeText, listWords } from './text.ts'

/** Members read from a form that is not JSON (a URL, a `.env`), and what was changed or left out on the way. */
export interface ReadForm {
  readonly members: readonly Member[]
  readonly notes: readonly string[]
}

export interface JsonShape {
  /** Keys whose content may be shown in clear; every other member is secret. */
  readonly publicKeys: ReadonlySet<string>
  /** Other spellings of a key → the kind's key; spellings in lower case without `_`, `-` and spaces. */
  readonly spellings: ReadonlyMap<string, string>
  /** Reads the other forms this kind is pasted in; null when the text is none of them. */
  readonly readForm?: (text: string) => ReadForm | null
  /** Lifts members out of a wrapper before spellings apply. */
  readonly unwrap?: (members: readonly Member[]) => ReadForm
  /** Mends contents once the keys are spelled. */
  readonly tidy?: (members: readonly Member[]) => ReadForm
}

/** One secret field for a value that has no parts. */
export function parseWhole(bytes: Uint8Array): ParsedValue {
  const text = decodeText(bytes)
  return { shape: text === null ? 'binary' : 'text', fields: [{ key: 'value', secret: true, text }] }
}

export function parseJson(shape: JsonShape, bytes: Uint8Array): ParsedValue {
  const members = membersOf(bytes)
  if (!members) return parseWhole(bytes)
  const fields = dropDuplicates(members).members.map(({ key, text }) => ({
    key,
    secret: !shape.publicKeys.has(key),
    text,
  }))
  return { shape: 'json', fields }
}

/** The members of a JSON object value; null when it is none. */
export function membersOf(bytes: Uint8Array): readonly Member[] | null {
  const text = decodeText(bytes)
  return text === null ? null : readMembers(text)
}

/** The members a value has once normalised: what facts and checks look at. Null when it cannot be read at all. */
export function readShape(shape: JsonShape, bytes: Uint8Array): readonly Member[] | null {
  return membersOf(normaliseJson(shape, bytes).bytes)
}

/** JSON that needs no change keeps its bytes, white space included: a version must not differ by formatting alone. */
export function normaliseJson(shape: JsonShape, bytes: Uint8Array): NormalisedValue {
  const text = decodeText(bytes)
  if (text === null) return { bytes, notes: ['This is not text, so it is kept as it is.'] }
  const written = readMembers(text)
  if (written) return tidyMembers(shape, bytes, written)
  const form = shape.readForm?.(text)
  if (!form) return { bytes, notes: ['This is not a JSON object, so it is kept as it is.'] }
  return { bytes: encodeText(writeMembers(form.members)), notes: form.notes }
}

function tidyMembers(shape: JsonShape, bytes: Uint8Array, written: readonly Member[]): NormalisedValue {
  const single = dropDuplicates(written)
  const lifted = shape.unwrap?.(single.members) ?? { members: single.members, notes: [] }
  const spelled = spellKeys(shape, dropDuplicates(lifted.members).members)
  const tidied = shape.tidy?.(spelled.members) ?? { members: spelled.members, notes: [] }
  const notes = [...doubledNotes(single.doubled), ...lifted.notes, ...spelled.notes, ...tidied.notes]
  return notes.length === 0 ? { bytes, notes } : { bytes: encodeText(writeMembers(tidied.members)), notes }
}

export function doubledNotes(keys: readonly string[]): readonly string[] {
  return keys.map((key) => `${key} is there more than once; the last one is kept.`)
}

/** A key is renamed only where its proper spelling is not there as well, so nothing is overwritten. */
function spellKeys(shape: JsonShape, members: readonly Member[]): ReadForm {
  const taken = new Set(members.map((member) => member.key))
  const renamed: string[] = []
  const spelled = members.map((member) => {
    const key = shape.spellings.get(plainKey(member.key))
    if (key === undefined || taken.has(key)) return member
    taken.add(key)
    renamed.push(`${member.key} to ${key}`)
    return { ...member, key }
  })
  return { members: spelled, notes: renamed.length === 0 ? [] : [`Renamed ${listWords(renamed)}.`] }
}

/** How keys are compared across spellings: "Access Key-ID" and "access_key_id" are one. */
export const plainKey = (key: string): string => key.toLowerCase().replace(/[\s_-]/g, '')

/** A spelling table from "key: spelling spelling…" lines. Each key is a spelling of itself in any case. */
export function spellingsOf(table: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(table).flatMap(([key, others]) =>
      [key, ...others.split(' ')].filter(Boolean).map((other): [string, string] => [plainKey(other), key]),
    ),
  )
}
