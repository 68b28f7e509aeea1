import { textOf } from './bytes.ts'
import { type Field, parseFields } from './fields.ts'

export type Mark = 'same' | 'changed' | 'added' | 'removed'

/** One key of two versions. `older` and `newer` are indexes into the fields of each; null where the key is not. */
export interface ComparedKey {
  /** Null stands for the value as a whole, where one of the two is no JSON object. */
  readonly key: string | null
  readonly mark: Mark
  readonly older: number | null
  readonly newer: number | null
}

/** Key by key, in the order of the newer version, removed keys after; null unless both are JSON objects. */
export function compareFields(
  older: readonly Field[] | null,
  newer: readonly Field[] | null,
): readonly ComparedKey[] | null {
  if (older === null || newer === null) return null
  const olderAt = new Map(older.map((field, at) => [field.key, at]))
  const newerKeys = new Set(newer.map((field) => field.key))
  const present = newer.map((field, at): ComparedKey => {
    const before = olderAt.get(field.key)
    if (before === undefined) return { key: field.key, mark: 'added', older: null, newer: at }
    const mark = older[before]?.text === field.text && older[before]?.type === field.type ? 'same' : 'changed'
    return { key: field.key, mark, older: before, newer: at }
  })
  const removed = older.flatMap((field, at): readonly ComparedKey[] =>
    newerKeys.has(field.key) ? [] : [{ key: field.key, mark: 'removed', older: at, newer: null }],
  )
  return [...present, ...removed]
}

interface VersionValue {
  readonly form: 'text' | 'binary'
  readonly bytes: Uint8Array
}

/** Compares two values and wipes their bytes: what is left are keys and marks. */
export function compareValues(older: VersionValue, newer: VersionValue): readonly ComparedKey[] {
  const texts = [older, newer].map(({ form, bytes }) => (form === 'text' ? textOf(bytes) : null))
  const byKey = compareFields(parseFields(texts[0] ?? ''), parseFields(texts[1] ?? ''))
  const isSame = older.bytes.length === newer.bytes.length && older.bytes.every((byte, at) => byte === newer.bytes[at])
  older.bytes.fill(0)
  newer.bytes.fill(0)
  return byKey ?? [{ key: null, mark: isSame ? 'same' : 'changed', older: 0, newer: 0 }]
}
