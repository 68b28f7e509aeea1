/** Conflicts that wait for a person, kept in the vault from the run that found them until they are settled or over. */
import type { Result } from '../../../shared/failure.ts'
import { succeed } from '../../../shared/failure.ts'
import type { Conflict } from '../../../shared/sync-model.ts'
import { collections, type RecordChange } from '../vault/records.ts'
import type { Vault } from '../vault/vault.ts'
import { type Place, placeKey, secretKey } from './place.ts'

export interface ConflictStore {
  all(): readonly Conflict[]
  of(place: Place): readonly Conflict[]
  /** The record to keep with the version that is kept, and what memory is to do once that is committed. */
  found(conflict: Conflict): { readonly change: RecordChange; readonly commit: () => void }
  settled(conflicts: readonly Conflict[]): { readonly changes: readonly RecordChange[]; readonly commit: () => void }
  /** Forgets those of a place that are over: their secret is in conflict no longer. */
  keepOnly(place: Place, names: ReadonlySet<string>): Result<null>
}

export function openConflictStore(vault: Vault): ConflictStore {
  const kept = new Map<string, Conflict>()
  for (const { key, value } of vault.listRecords<Conflict>(collections.conflicts)) kept.set(key, value)
  const keyOf = (conflict: Conflict): string => secretKey(conflict, conflict.name)
  const settled: ConflictStore['settled'] = (conflicts) => ({
    changes: conflicts.map((one) => ({ collection: collections.conflicts, key: keyOf(one), value: undefined })),
    commit: () => {
      for (const one of conflicts) kept.delete(keyOf(one))
    },
  })
  const of = (place: Place): readonly Conflict[] =>
    [...kept.values()].filter((conflict) => placeKey(conflict) === placeKey(place))
  return {
    all: () => [...kept.values()].toSorted((a, b) => b.foundAt - a.foundAt),
    of,
    found: (conflict) => ({
      change: { collection: collections.conflicts, key: keyOf(conflict), value: conflict },
      commit: () => kept.set(keyOf(conflict), conflict),
    }),
    settled,
    keepOnly: (place, names) => {
      const over = settled(of(place).filter(({ name }) => !names.has(name)))
      if (over.changes.length === 0) return succeed(null)
      const gone = vault.changeRecords(over.changes)
      if (gone.ok) over.commit()
      return gone
    },
  }
}
