/**
 * PURE `coffer://NAME[#KEY][?stage=LABEL|?version=ID]`, alone or inside text. In text a reference ends at the first
 * character it cannot hold; `{{ coffer://… }}` marks its ends where that is not enough.
 */
import { invalid, type Result, succeed } from '../../shared/failure.ts'
import { limits } from '../../shared/limits.ts'

export interface Reference {
  readonly name: string
  /** Null for the whole value. */
  readonly key: string | null
  readonly stage: string | null
  readonly versionId: string | null
}

/** A reference in a text; `end` is the offset behind it, braces included. */
export interface Found {
  readonly start: number
  readonly end: number
  readonly reference: Reference
}

export interface BadReference {
  readonly start: number
  readonly message: string
}

const scheme = 'coffer://'
/** The characters of names, with the "!" of those that AWS owns; key and label may hold any character as %XX. */
const form = /^coffer:\/\/([A-Za-z0-9/_+=.@!-]*)(?:#([\w.%~-]*))?(?:\?([\w.%~+=-]*))?(?:#([\w.%~-]*))?/
const opening = /\{\{[ \t]*$/
const closing = /^[ \t]*\}\}/

/** Every reference of a text in its order, or the first that is malformed. */
export function findReferences(text: string): Result<readonly Found[], BadReference> {
  const found: Found[] = []
  for (let at = text.indexOf(scheme); at >= 0; at = text.indexOf(scheme, found.at(-1)?.end)) {
    const match = form.exec(text.slice(at, at + mostLength))
    const [written = '', name = '', keyFirst, query, keyLast] = match ?? []
    const reference = readReference(name, keyFirst ?? keyLast, query)
    if (!reference.ok) return { ok: false, failure: { start: at, message: reference.failure.message } }
    found.push({ ...withBraces(text, at, at + written.length), reference: reference.value })
  }
  return succeed(found)
}

/** Longer than any reference with the longest name, key and label. */
const mostLength = 8_192

/** A text that is one reference and nothing else. */
export function parseReference(text: string): Result<Reference, BadReference> {
  const found = findReferences(text)
  if (!found.ok) return found
  const [only] = found.value
  if (only !== undefined && only.start === 0 && only.end === text.length) return succeed(only.reference)
  return { ok: false, failure: { start: only?.end ?? 0, message: 'This is not a reference: coffer://NAME[#KEY].' } }
}

function withBraces(text: string, start: number, end: number): { readonly start: number; readonly end: number } {
  const before = opening.exec(text.slice(Math.max(0, start - 64), start))
  const after = closing.exec(text.slice(end, end + 64))
  return before === null || after === null
    ? { start, end }
    : { start: start - before[0].length, end: end + after[0].length }
}

function readReference(name: string, key: string | undefined, query: string | undefined): Result<Reference> {
  if (name === '') return bad('A reference names a secret: coffer://NAME.')
  if (name.length > limits.nameLength)
    return bad(`The name in a reference has at most ${limits.nameLength} characters.`)
  if (key === '') return bad('A reference has a key after its "#".')
  const decodedKey = key === undefined ? null : decode(key)
  if (decodedKey === undefined) return bad('A reference has %XX in its key that stands for no character.')
  if (query === undefined) return succeed({ name, key: decodedKey, stage: null, versionId: null })
  const [, which, written = ''] = /^(stage|version)=(.+)$/.exec(query) ?? []
  const text = decode(written)
  if (which === undefined || text === undefined)
    return bad('A reference has ?stage=LABEL or ?version=ID after its "?".')
  return succeed({
    name,
    key: decodedKey,
    stage: which === 'stage' ? text : null,
    versionId: which === 'version' ? text : null,
  })
}

const bad = (message: string) => invalid('reference', message)

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The line of an offset, counted from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}
