/**
 * What a list call matches, in its order. The last answer is kept: a person scrolls through one list, and types a word
 * letter by letter, so the next call mostly asks for another page of it or for a part of it.
 */
import type { ParsedListQuery } from '../../../shared/contract.ts'
import { compileList, type OutsideTerms } from './search.ts'
import type { IndexedEntry, SecretEntry, SecretIndex } from './secret-index.ts'

const order: Readonly<Record<ParsedListQuery['sort'], ((a: SecretEntry, b: SecretEntry) => number) | null>> = {
  name: null,
  changed: (a, b) => b.body.changedAt - a.body.changedAt,
  created: (a, b) => b.body.createdAt - a.body.createdAt,
}

interface Found {
  readonly revision: number
  /** Everything of the query that narrows or orders, but its text. */
  readonly rest: string
  readonly text: string
  readonly entries: readonly IndexedEntry[]
}

const lastByIndex = new WeakMap<SecretIndex, Found>()

/** Never kept where terms come from outside: those change without a revision. */
export function findMatches(
  index: SecretIndex,
  query: ParsedListQuery,
  outside?: OutsideTerms,
): readonly IndexedEntry[] {
  const { query: text, scope, prefix, kind, tag, glob, sort } = query
  const isOwn = outside === undefined || outside.size === 0
  const rest = JSON.stringify([scope, prefix, kind, tag, glob, sort])
  const last = lastByIndex.get(index)
  const base = isOwn && last?.rest === rest && last.revision === index.revision() ? last : null
  if (base?.text === text) return base.entries
  const matches = compileList(query, outside)
  const entries =
    base !== null && narrows(base.text, text)
      ? base.entries.filter(matches)
      : inOrder(index.all().filter(matches), order[sort])
  if (isOwn) lastByIndex.set(index, { revision: index.revision(), rest, text, entries })
  return entries
}

const inOrder = (
  entries: readonly IndexedEntry[],
  compare: ((a: SecretEntry, b: SecretEntry) => number) | null,
): readonly IndexedEntry[] => (compare === null ? entries : entries.toSorted(compare))

/** Whether everything that `after` matches is among what `before` matched: plain words, the last one typed further. */
const narrows = (before: string, after: string): boolean => after.startsWith(before) && !/[:"-]/.test(after)
