/** From a value as a door brings it to a version the vault can seal, and what may be shown of it. */
import type { CallParsed, NewValue } from '../../../shared/contract.ts'
import { fail, invalid, type Result, succeed } from '../../../shared/failure.ts'
import {
  dropDuplicates,
  type Member,
  memberOf,
  readMembers,
  textMember,
  writeMembers,
} from '../../../shared/json-members.ts'
import type { Kind } from '../../../shared/model.ts'
import { checkValueSize } from '../../../shared/rules.ts'
import { deriveFacts, normaliseValue } from '../kinds/index.ts'
import { fromUtf8, utf8 } from '../vault/bytes.ts'
import { expose, type Redacted, redact, wipe } from '../vault/redacted.ts'
import type { NewVersion } from '../vault/secret-writes.ts'
import type { Vault } from '../vault/vault.ts'

/** The parsed members of a JSON object, or null when the text is none. */
export function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function asText(bytes: Uint8Array): string | null {
  try {
    return fromUtf8(bytes)
  } catch {
    return null
  }
}

/**
 * A version from bytes, which it takes over: size and UTF-8 checked, brought into the kind's shape if asked, with its
 * public facts. The vault's caller wipes `version.value`.
 */
export function prepareVersion(
  kind: Kind,
  form: 'text' | 'binary',
  bytes: Uint8Array,
  normalise: boolean,
): Result<NewVersion> {
  const shaped = normalise && form === 'text' ? normaliseValue(kind, bytes).bytes : bytes
  if (shaped !== bytes) bytes.fill(0)
  const size = checkValueSize(shaped.length)
  if (!size.ok) return size
  const text = form === 'text' ? asText(shaped) : null
  if (form === 'text' && text === null)
    return invalid('value', 'This is not UTF-8 text. Save it as binary to keep its bytes.')
  const members = text === null ? null : jsonObject(text)
  return succeed({
    value: redact(shaped),
    outline: { form, facts: deriveFacts(kind, shaped), keys: members === null ? null : Object.keys(members) },
  })
}

/** The bytes of a new value: its own, or the current JSON object with some keys set. */
export function valueBytes(
  vault: Vault,
  name: string | null,
  value: NewValue,
): Result<{ readonly form: 'text' | 'binary'; readonly bytes: Uint8Array }> {
  if (value.form !== 'fields') return succeed({ form: value.form, bytes: value.bytes })
  const current = name === null ? succeed(null) : vault.openCurrent(name)
  if (!current.ok) return current
  const members = currentMembers(current.value)
  if (members === null) return invalid('value', 'The current value is not a JSON object, so it has no keys to set.')
  const set = new Map(members.map((member) => [member.key, member]))
  for (const [key, bytes] of Object.entries(value.set)) {
    const text = asText(bytes)
    if (text === null) return invalid('value', `The value of ${key} is not UTF-8 text.`)
    set.set(key, likeBefore(set.get(key), key, text))
    bytes.fill(0)
  }
  return succeed({ form: 'text', bytes: utf8(writeMembers([...set.values()])) })
}

/** As they are written: the members that are not set keep their numbers to the last digit. Null for no JSON object. */
function currentMembers(current: Redacted | null): readonly Member[] | null {
  if (current === null) return []
  const text = asText(expose(current))
  wipe(current)
  const members = text === null ? null : readMembers(text)
  return members && dropDuplicates(members).members
}

/** A number stays a number and a yes stays a yes when the new text reads as one; everything else is text. */
function likeBefore(before: Member | undefined, key: string, text: string): Member {
  const isNumber =
    before !== undefined && /^[-\d]/.test(before.raw) && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)
  const isBoolean = before !== undefined && /^(true|false)$/.test(before.raw) && /^(true|false)$/.test(text)
  return isNumber || isBoolean ? memberOf(key, text) : textMember(key, text)
}

/** The text to put on the clipboard: the whole value, or one member of its JSON object. */
export function clipboardText(bytes: Uint8Array, form: 'text' | 'binary', field: string | undefined): Result<string> {
  const text = form === 'text' ? asText(bytes) : null
  if (text === null)
    return fail({ kind: 'refused', message: 'A binary value cannot be copied as text. Save it to a file instead.' })
  if (field === undefined) return succeed(text)
  const members = jsonObject(text)
  if (members === null || !Object.hasOwn(members, field)) return invalid('field', `The value has no key ${field}.`)
  const member = members[field]
  return succeed(typeof member === 'string' ? member : JSON.stringify(member))
}

export type CreateInput = CallParsed<'secrets.create'>
