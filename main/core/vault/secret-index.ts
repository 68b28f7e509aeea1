/** The decrypted metadata in memory, by name, while unlocked. Changed only after a commit. */

import type { SecretBody } from './bodies.ts'
import { breathe } from './breathe.ts'
import { type ChangeLog, createChangeLog } from './index-changes.ts'
import { createOverviewCounter, type OverviewCounter } from './overview.ts'
import { createSearchTexts, type Searchable, type SearchTexts } from './search-texts.ts'

export interface SecretEntry {
  readonly secretId: Uint8Array
  readonly revision: number
  readonly body: SecretBody
}

export type IndexedEntry = SecretEntry & Searchable

export interface SecretIndex {
  get(name: string): IndexedEntry | undefined
  set(entry: SecretEntry): void
  /** Sets many at once, for the load at unlock; counting them, and then preparing search, goes on in the background. */
  fill(entries: readonly SecretEntry[]): Promise<void>
  remove(name: string): void
  readonly size: number
  /** Every entry in order of name (code units, as AWS sorts). Not to be kept: the next change alters it. */
  all(): readonly IndexedEntry[]
  /** Complete once `settled`; while it is being counted after `fill` it is short of some. */
  readonly overview: OverviewCounter['read']
  settled(): Promise<void>
  /** Rises with every change. */
  revision(): number
  /** Rises with every change but a read, which dates a secret and alters nothing of it. */
  contentRevision(): number
  readonly changesSince: ChangeLog<IndexedEntry>['since']
  readonly holding: SearchTexts<SecretEntry>['holding']
}

/** `isWanted` turns false when nobody needs any more what goes on in the background. */
export function createSecretIndex(isWanted: () => boolean = () => true): SecretIndex {
  const entryByName = new Map<string, IndexedEntry>()
  const counting = createCounting()
  const texts = createSearchTexts<SecretEntry>(({ body }) => searchTextOf(body), saysTheSame, isWanted)
  const log = createChangeLog<IndexedEntry>()
  let sorted: IndexedEntry[] = []
  let settling: Promise<void> = Promise.resolve()
  let contents = 0

  /** Counts what `fill` brought, a little at a time. */
  async function settle(): Promise<void> {
    for (const [at, { body }] of [...sorted].entries()) {
      const current = entryByName.get(body.name)
      if (current !== undefined) counting.catchUp(current.body)
      if (at % entriesPerTurn !== entriesPerTurn - 1) continue
      await breathe()
      if (!isWanted()) return
    }
    counting.isComplete()
  }

  return {
    get: (name) => entryByName.get(name),
    set(entry) {
      const { name } = entry.body
      const old = entryByName.get(name)
      const next = texts.place(entry, old)
      counting.replace(old?.body, entry.body)
      if (old === undefined || !isRead(old.body, entry.body)) contents += 1
      entryByName.set(name, next)
      sorted.splice(positionOf(sorted, name), old === undefined ? 0 : 1, next)
      log.note({ old, next })
    },
    async fill(entries) {
      for (const [at, entry] of entries.entries()) {
        const { name } = entry.body
        entryByName.set(name, texts.place(entry, entryByName.get(name)))
        if (at % entriesPerTurn === entriesPerTurn - 1) await breathe()
      }
      sorted = [...entryByName.values()].sort((a, b) => (a.body.name < b.body.name ? -1 : 1))
      log.noteMany()
      contents += 1
      counting.isBehind()
      settling = breathe().then(settle)
      void settling.then(texts.prepare)
    },
    remove(name) {
      const old = entryByName.get(name)
      if (old === undefined) return
      counting.remove(old.body)
      entryByName.delete(name)
      sorted.splice(positionOf(sorted, name), 1)
      texts.drop(old)
      contents += 1
      log.note({ old, next: undefined })
    },
    get size() {
      return entryByName.size
    },
    all: () => sorted,
    overview: counting.read,
    settled: () => settling,
    revision: log.revision,
    contentRevision: () => contents,
    changesSince: log.since,
    holding: texts.holding,
  }
}

/** The overview, which after `fill` is behind until it was told of every secret: what changes meanwhile counts once. */
function createCounting() {
  const overview = createOverviewCounter()
  /** Names it counts already, while it is behind; null once it counts all of them. */
  let counted: Set<string> | null = null
  return {
    read: overview.read,
    replace(old: SecretBody | undefined, body: SecretBody): void {
      if (counted !== null && !counted.has(body.name)) {
        if (old !== undefined) return
        counted.add(body.name)
      }
      if (old !== undefined) overview.remove(old)
      overview.add(body)
    },
    remove(body: SecretBody): void {
      if (counted === null || counted.delete(body.name)) overview.remove(body)
    },
    catchUp(body: SecretBody): void {
      if (counted?.has(body.name) !== false) return
      overview.add(body)
      counted.add(body.name)
    },
    isBehind(): void {
      counted = new Set()
    },
    isComplete(): void {
      counted = null
    },
  }
}

/** About 10 ms of work. */
const entriesPerTurn = 2_000

/** Where a name is, or belongs, in the sorted entries. */
function positionOf(sorted: readonly SecretEntry[], name: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle]?.body.name ?? '') < name) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether two secrets surely have the same search text, as after a read, which changes a date alone. */
const saysTheSame = ({ body: a }: SecretEntry, { body: b }: SecretEntry): boolean =>
  a.name === b.name && a.description === b.description && a.tags === b.tags && a.current === b.current

/** Whether the day of the last read is all that differs. What did not change is the very same object. */
const isRead = (before: SecretBody, after: SecretBody): boolean =>
  before.accessedAt !== after.accessedAt &&
  (Object.keys(after) as (keyof SecretBody)[]).every((key) => key === 'accessedAt' || before[key] === after[key])

/** Name, description, tags and public facts, a line each, in lower case. */
function searchTextOf({ name, description, tags, current }: SecretBody): string {
  const parts = [name, description]
  for (const [key, value] of Object.entries(tags)) parts.push(key, value)
  if (current !== null) for (const fact of Object.values(current.facts)) parts.push(String(fact))
  return parts.join('\n').toLowerCase()
}
