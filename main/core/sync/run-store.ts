/** Runs that ended, newest first, as many as a person looks back at. */
import type { OperationResult, SyncRun } from '../../../shared/sync-model.ts'
import { collections } from '../vault/records.ts'
import type { Vault } from '../vault/vault.ts'
import { type Place, placeKey } from './place.ts'

/** So many runs are kept. */
export const keptRuns = 200
/** And so many steps of each: what went wrong before what went well. */
export const keptResults = 500

export interface RunStore {
  list(limit: number): readonly SyncRun[]
  /** The last one of a place that was made as a whole, and the last one at all. */
  last(place: Place): { readonly done: SyncRun | null; readonly any: SyncRun | null }
  keep(run: SyncRun): void
}

export function openRunStore(vault: Vault): RunStore {
  let loaded: SyncRun[] | null = null
  const runs = (): SyncRun[] => {
    loaded ??= vault
      .listRecords<SyncRun>(collections.history)
      .map(({ value }) => value)
      .sort((a, b) => b.endedAt - a.endedAt)
    return loaded
  }
  return {
    list: (limit) => runs().slice(0, limit),
    last: (place) => {
      const mine = runs().filter((run) => placeKey(run) === placeKey(place))
      return { done: mine.find(({ outcome }) => outcome === 'done') ?? null, any: mine[0] ?? null }
    },
    /** A history that could not be written is no failure of the sync it tells of. */
    keep: (run) => {
      const kept = { ...run, results: shortened(run.results) }
      const over = runs().slice(keptRuns - 1)
      const written = vault.changeRecords([
        { collection: collections.history, key: run.id, value: kept },
        ...over.map(({ id }) => ({ collection: collections.history, key: id, value: undefined })),
      ])
      if (written.ok) loaded = [kept, ...runs().slice(0, keptRuns - 1)]
    },
  }
}

function shortened(results: readonly OperationResult[]): readonly OperationResult[] {
  if (results.length <= keptResults) return results
  const isFine = ({ outcome }: OperationResult): boolean => outcome === 'done'
  return [...results.filter((result) => !isFine(result)), ...results.filter(isFine)].slice(0, keptResults)
}
