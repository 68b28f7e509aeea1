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
  /** Sets many at once, faster than one by one; for the load at unlock. */
  fill(entries: readonly SecretEntry[]): Promise<void>
  remove(name: string): void
  readonly size: number
  /** Every entry in order of name (code units, as AWS sorts). Not to be kept: the next change alters it. */
  all(): readonly IndexedEntry[]
  overview(): Overview
  /** Rises with every change. */
  revision(): number
}

export function createSecretIndex(): SecretIndex {
  const entryByName = new Map<string, IndexedEntry>()
  const overview = createOverviewCounter()
  let sorted: IndexedEntry[] = []
  let revision = 0

  function put(entry: SecretEntry): IndexedEntry {
    const old = entryByName.get(entry.body.name)
    if (old !== undefined) overview.remove(old.body)
    overview.add(entry.body)
    const indexed = withSearchText(entry)
    entryByName.set(entry.body.name, indexed)
    return indexed
  }

  return {
    get: (name) => entryByName.get(name),
    set(entry) {
      const isNew = !entryByName.has(entry.body.name)
      sorted.splice(positionOf(sorted, entry.body.name), isNew ? 0 : 1, put(entry))
      revision += 1
    },
    async fill(entries) {
      for (const [at, entry] of entries.entries()) {
        put(entry)
        if (at % 5_000 === 4_999) await new Promise((resolve) => setImmediate(resolve))
      }
      sorted = [...entryByName.values()].sort((a, b) => (a.body.name < b.body.name ? -1 : 1))
      revision += 1
    },
    remove(name) {
      const old = entryByName.get(name)
      if (old === undefined) return
      overview.remove(old.body)
      entryByName.delete(name)
      sorted.splice(positionOf(sorted, name), 1)
      revision += 1
    },
    get size() {
      return entryByName.size
    },
    all: () => sorted,
    overview: overview.read,
    revision: () => revision,
  }
}

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
