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
  /** One that by itself came to the same as the one before, and changed nothing, takes its place. */
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
      const before = runs().find((one) => placeKey(one) === placeKey(run))
      const others = before !== undefined && isRepeat(kept, before) ? runs().filter((one) => one !== before) : runs()
      const next = [kept, ...others.slice(0, keptRuns - 1)]
      const over = runs().filter((one) => !next.includes(one))
      const written = vault.changeRecords([
        { collection: collections.history, key: run.id, value: kept },
        ...over.map(({ id }) => ({ collection: collections.history, key: id, value: undefined })),
      ])
      if (written.ok) loaded = next
    },
  }
}

/** A sign-in that has ended or a conflict nobody settles is found every few minutes: told each time, it would be all there is. */
const isRepeat = (run: SyncRun, before: SyncRun): boolean =>
  run.by !== 'user' &&
  before.by !== 'user' &&
  run.results.every(({ outcome }) => outcome !== 'done') &&
  saidBy(run) === saidBy(before)

const saidBy = ({ outcome, halt, message, results }: SyncRun): string =>
  JSON.stringify([outcome, halt?.guard, message, results])

function shortened(results: readonly OperationResult[]): readonly OperationResult[] {
  if (results.length <= keptResults) return results
  const isFine = ({ outcome }: OperationResult): boolean => outcome === 'done'
  return [...results.filter((result) => !isFine(result)), ...results.filter(isFine)].slice(0, keptResults)
}
