/**
 * What a list call matches, in its order. The last answers are kept: a person scrolls through one list, types a word
 * letter by letter, and changes one secret at a time, so the next call mostly asks for another page of an answer, for a
 * part of it, or for the same with a change or two.
 */
import type { ParsedListQuery } from '../../../shared/contract.ts'
import { giveWay } from './breathe.ts'
import type { IndexChange } from './index-changes.ts'
import { compileList, compileQuery, type OutsideTerms } from './search.ts'
import type { IndexedEntry, SecretEntry, SecretIndex } from './secret-index.ts'

type Sort = ParsedListQuery['sort']
type Compare = (a: SecretEntry, b: SecretEntry) => number

const byName: Compare = (a, b) => (a.body.name < b.body.name ? -1 : a.body.name === b.body.name ? 0 : 1)
const order: Readonly<Record<Sort, Compare>> = {
  name: byName,
  changed: (a, b) => b.body.changedAt - a.body.changedAt || byName(a, b),
  created: (a, b) => b.body.createdAt - a.body.createdAt || byName(a, b),
}

/** An answer, and what it takes to keep it right. */
interface Kept {
  readonly revision: number
  readonly text: string
  readonly entries: readonly IndexedEntry[]
  readonly compare: Compare
  /** Made when a change is to be followed: most answers never are. */
  readonly matcher: () => (entry: IndexedEntry) => boolean
}

type Store = WeakMap<SecretIndex, Map<string, Kept>>

/** By everything of the query that narrows or orders, but its text. The newest is last. */
const answers: Store = new WeakMap()
const mostAnswers = 4
/** Every entry, by sort. */
const orders: Store = new WeakMap()

/** Fewer are asked one by one: that is less than looking through the texts of all. */
const fewEntries = 500

/** Never kept where terms come from outside: those change without a revision. */
export function findMatches(
  index: SecretIndex,
  query: ParsedListQuery,
  outside?: OutsideTerms,
): readonly IndexedEntry[] {
  const { query: text, scope, prefix, kind, tag, glob, sort } = query
  const isOwn = outside === undefined || outside.size === 0
  const rest = JSON.stringify([scope, prefix, kind, tag, glob, sort])
  const base = isOwn ? recall(answers, index, rest) : null
  if (base?.text === text) return base.entries
  const entries = base !== null && narrows(base.text, text) ? narrowed(index, base, text) : anew(index, query, outside)
  const revision = index.revision()
  if (isOwn)
    keep(answers, index, rest, { revision, text, entries, compare: order[sort], matcher: () => compileList(query) })
  return entries
}

const anew = (index: SecretIndex, query: ParsedListQuery, outside?: OutsideTerms): readonly IndexedEntry[] =>
  inOrder(index, query.sort).filter(compileList(query, outside, inTexts(index)))

const narrowed = (index: SecretIndex, { entries }: Kept, text: string): readonly IndexedEntry[] =>
  entries.filter(entries.length < fewEntries ? compileQuery(text) : compileQuery(text, undefined, inTexts(index)))

const inTexts = (index: SecretIndex) => (word: string) => {
  const found = index.holding(word)
  return ({ slot }: IndexedEntry): boolean => found[slot] === 1
}

/** Every entry in an order. The index itself is in that of names; another is made once and then kept right. */
function inOrder(index: SecretIndex, sort: Sort): readonly IndexedEntry[] {
  if (sort === 'name') return index.all()
  const known = recall(orders, index, sort)
  if (known !== null) return known.entries
  const entries = index.all().toSorted(order[sort])
  keepOrder(index, sort, index.revision(), entries)
  return entries
}

const keepOrder = (index: SecretIndex, sort: Sort, revision: number, entries: readonly IndexedEntry[]): void =>
  keep(orders, index, sort, { revision, text: '', entries, compare: order[sort], matcher: () => () => true })

/**
 * Makes the order by last change, a little at a time, before the palette is the first to ask for it. `isWanted` turning
 * false ends that.
 */
export async function prepareOrder(index: SecretIndex, isWanted?: () => boolean): Promise<void> {
  const revision = index.revision()
  const entries = await sortedInSlices([...index.all()], order.changed, isWanted)
  if (entries !== null && recall(orders, index, 'changed') === null) keepOrder(index, 'changed', revision, entries)
}

function keep(store: Store, index: SecretIndex, key: string, found: Kept): void {
  const kept = store.get(index) ?? new Map<string, Kept>()
  store.set(index, kept)
  kept.delete(key)
  kept.set(key, found)
  for (const oldest of kept.keys()) if (kept.size > mostAnswers) kept.delete(oldest)
}

/** What is kept, brought up to now; null where there is nothing, or too much has changed. */
function recall(store: Store, index: SecretIndex, key: string): Kept | null {
  const known = store.get(index)?.get(key)
  const changes = known === undefined ? null : index.changesSince(known.revision)
  if (known === undefined || changes === null) return null
  const revision = index.revision()
  const now = changes.length === 0 ? known : { ...known, revision, entries: followed(known, changes) }
  keep(store, index, key, now)
  return now
}

function followed(
  { entries, compare, matcher }: Kept,
  changes: readonly IndexChange<IndexedEntry>[],
): readonly IndexedEntry[] {
  const matches = matcher()
  const next = [...entries]
  for (const { old, next: entry } of changes) {
    const from = old === undefined ? -1 : positionOf(next, old, compare)
    if (old !== undefined && next[from] === old) next.splice(from, 1)
    if (entry !== undefined && matches(entry)) next.splice(positionOf(next, entry, compare), 0, entry)
  }
  return next
}

/**
 * Sorted in short runs that are then merged, with pauses: the same as `toSorted`, which holds the loop for 80 ms at
 * 100,000. Null when it was not wanted any more.
 */
export async function sortedInSlices<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
  isWanted: () => boolean = () => true,
): Promise<readonly T[] | null> {
  let runs: (readonly T[])[] = []
  for (let from = 0; from < items.length; from += runLength) {
    runs.push(items.slice(from, from + runLength).sort(compare))
    await giveWay()
    if (!isWanted()) return null
  }
  while (runs.length > 1) {
    const merged: (readonly T[])[] = []
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(mergedRuns(runs[at] ?? [], runs[at + 1] ?? [], compare))
      await giveWay()
      if (!isWanted()) return null
    }
    runs = merged
  }
  return runs[0] ?? []
}

const runLength = 4_096

function mergedRuns<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  const merged: T[] = []
  let at = 0
  for (const item of b) {
    for (let next = a[at]; next !== undefined && compare(next, item) <= 0; next = a[at]) {
      merged.push(next)
      at += 1
    }
    merged.push(item)
  }
  return merged.concat(a.slice(at))
}

/** Where an entry is in what is in this order, or belongs. */
function positionOf(entries: readonly IndexedEntry[], entry: IndexedEntry, compare: Compare): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const there = entries[middle]
    if (there !== undefined && compare(there, entry) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether everything that `after` matches is among what `before` matched: plain words, the last one typed further. */
const narrows = (before: string, after: string): boolean => after.startsWith(before) && !/[:"-]/.test(after)
