/** The decrypted metadata in memory, by name, while unlocked. Changed only after a commit. */
import type { Overview } from '../../../shared/model.ts'
import type { SecretBody } from './bodies.ts'
import { createOverviewCounter } from './overview.ts'

export interface SecretEntry {
  readonly secretId: Uint8Array
  readonly revision: number
  readonly body: SecretBody
}

/** An entry with the lower-cased text that free-text search looks through, made at the first search. */
export interface IndexedEntry extends SecretEntry {
  searchText(): string
}

export interface SecretIndex {
  get(name: string): IndexedEntry | undefined
  set(entry: SecretEntry): void
  /** Sets many at once, for the load at unlock; counting them and preparing search goes on in the background. */
  fill(entries: readonly SecretEntry[]): Promise<void>
  remove(name: string): void
  readonly size: number
  /** Every entry in order of name (code units, as AWS sorts). Not to be kept: the next change alters it. */
  all(): readonly IndexedEntry[]
  /** Complete once `settled`; while it is being counted after `fill` it is short of some. */
  overview(): Overview
  settled(): Promise<void>
  /** Rises with every change. */
  revision(): number
}

export function createSecretIndex(): SecretIndex {
  const entryByName = new Map<string, IndexedEntry>()
  const overview = createOverviewCounter()
  let sorted: IndexedEntry[] = []
  let revision = 0
  // Names the overview counts already, while it is still being filled; null once it counts all of them.
  let counted: Set<string> | null = null
  let settling: Promise<void> = Promise.resolve()

  function count(body: SecretBody, old: SecretBody | undefined): void {
    if (counted !== null && !counted.has(body.name)) {
      if (old !== undefined) return
      counted.add(body.name)
    }
    if (old !== undefined) overview.remove(old)
    overview.add(body)
  }

  /** Counts what `fill` brought, and makes the texts that search looks through, a little at a time. */
  async function settle(): Promise<void> {
    const done = counted ?? new Set<string>()
    for (const [at, entry] of [...sorted].entries()) {
      const current = entryByName.get(entry.body.name)
      if (current !== undefined && !done.has(current.body.name)) {
        overview.add(current.body)
        done.add(current.body.name)
      }
      current?.searchText()
      if (at % entriesPerTurn === entriesPerTurn - 1) await nextTurn()
    }
    counted = null
  }

  return {
    get: (name) => entryByName.get(name),
    set(entry) {
      const { name } = entry.body
      const old = entryByName.get(name)
      const indexed = withSearchText(entry)
      count(entry.body, old?.body)
      entryByName.set(name, indexed)
      sorted.splice(positionOf(sorted, name), old === undefined ? 0 : 1, indexed)
      revision += 1
    },
    async fill(entries) {
      for (const [at, entry] of entries.entries()) {
        entryByName.set(entry.body.name, withSearchText(entry))
        if (at % entriesPerTurn === entriesPerTurn - 1) await nextTurn()
      }
      sorted = [...entryByName.values()].sort((a, b) => (a.body.name < b.body.name ? -1 : 1))
      revision += 1
      counted = new Set()
      settling = nextTurn().then(settle)
    },
    remove(name) {
      const old = entryByName.get(name)
      if (old === undefined) return
      if (counted === null || counted.delete(name)) overview.remove(old.body)
      entryByName.delete(name)
      sorted.splice(positionOf(sorted, name), 1)
      revision += 1
    },
    get size() {
      return entryByName.size
    },
    all: () => sorted,
    overview: overview.read,
    settled: () => settling,
    revision: () => revision,
  }
}

/** About 10 ms of work. */
const entriesPerTurn = 2_000
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

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

function withSearchText(entry: SecretEntry): IndexedEntry {
  let text: string | undefined
  return {
    ...entry,
    searchText() {
      text ??= searchTextOf(entry.body)
      return text
    },
  }
}

/** Name, description, tags and public facts, a line each, in lower case. */
function searchTextOf({ name, description, tags, current }: SecretBody): string {
  const parts = [name, description]
  for (const [key, value] of Object.entries(tags)) parts.push(key, value)
  if (current !== null) for (const fact of Object.values(current.facts)) parts.push(String(fact))
  return parts.join('\n').toLowerCase()
}
