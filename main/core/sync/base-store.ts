/**
 * What both sides last agreed on, kept sealed as one record for each secret in each place and in memory while the vault is
 * open. Read once: plans then look at memory alone. Memory follows a commit, never the other way round.
 */
import type { Result } from '../../../shared/failure.ts'
import type { BaseState } from '../../../shared/sync-model.ts'
import { collections, type RecordChange } from '../vault/records.ts'
import type { Vault } from '../vault/vault.ts'
import { type Place, placeKey, secretKey } from './place.ts'

/** A version that Coffer put into this place. */
export interface Pushed {
  readonly id: string
  readonly at: number
}

export interface BaseRow {
  readonly state: BaseState
  /** Newest first: all of the last day for the guard on the rate of writes, and a few older ones for vetting. */
  readonly pushed: readonly Pushed[]
}

interface StoredRow extends BaseRow, Place {}

export interface BaseStore {
  rows(place: Place): ReadonlyMap<string, BaseRow>
  get(place: Place, name: string): BaseRow | undefined
  /** Rows of one secret, wherever it is synced to. */
  ofSecret(name: string): readonly (BaseRow & Place)[]
  /** The record to change with the effect, and what memory is to do once that is committed. */
  moved(place: Place, row: BaseRow): { readonly change: RecordChange; readonly commit: () => void }
  /** Forgets rows, in one transaction. */
  forget(place: Place, names: readonly string[]): Result<null>
  /** The changes that forget a whole target, and what memory is to do once they are committed. */
  ended(target: string): { readonly changes: readonly RecordChange[]; readonly commit: () => void }
  /** Rises when a secret's ARN comes or goes. */
  revision(): number
}

const keptDays = 86_400_000
const keptOlder = 10
const keptMost = 120

/** Adds a push, and lets go of what nobody asks for any more. */
export function withPush(pushed: readonly Pushed[], id: string, at: number): readonly Pushed[] {
  const all = [{ id, at }, ...pushed]
  return all.filter((push, index) => index < keptOlder || push.at > at - keptDays).slice(0, keptMost)
}

export function openBaseStore(vault: Vault): BaseStore {
  const noRows: ReadonlyMap<string, BaseRow> = new Map()
  let places: Map<string, Map<string, BaseRow>> | null = null
  let revision = 0
  const load = (): Map<string, Map<string, BaseRow>> => {
    places ??= readRows(vault)
    return places
  }
  const remember = (place: Place, row: BaseRow): void => {
    const rows = load().get(placeKey(place)) ?? new Map<string, BaseRow>()
    if (rows.get(row.state.name)?.state.arn !== row.state.arn) revision += 1
    rows.set(row.state.name, row)
    load().set(placeKey(place), rows)
  }
  const drop = (place: Place, name: string): void => {
    if (load().get(placeKey(place))?.delete(name)) revision += 1
  }
  return {
    rows: (place) => load().get(placeKey(place)) ?? noRows,
    get: (place, name) => load().get(placeKey(place))?.get(name),
    ofSecret: (name) =>
      [...load()].flatMap(([key, rows]) => {
        const row = rows.get(name)
        return row === undefined ? [] : [{ ...row, ...placeOf(key) }]
      }),
    moved: (place, row) => {
      const key = secretKey(place, row.state.name)
      const value: StoredRow = { ...place, ...row }
      return {
        change: { collection: collections.syncBase, key, value },
        commit: () => remember(place, row),
      }
    },
    forget: (place, names) => {
      const gone = vault.changeRecords(names.map((name) => forgotten(place, name)))
      if (gone.ok) for (const name of names) drop(place, name)
      return gone
    },
    ended: (target) => {
      const mine = [...load()]
        .map(([key, rows]) => ({ place: placeOf(key), rows }))
        .filter((at) => at.place.target === target)
      return {
        changes: mine.flatMap(({ place, rows }) => [...rows.keys()].map((name) => forgotten(place, name))),
        commit: () => {
          for (const { place } of mine) load().delete(placeKey(place))
          revision += 1
        },
      }
    },
    revision: () => revision,
  }
}

function readRows(vault: Vault): Map<string, Map<string, BaseRow>> {
  const places = new Map<string, Map<string, BaseRow>>()
  for (const { value } of vault.listRecords<StoredRow>(collections.syncBase)) {
    const { target, region, state, pushed } = value
    const key = placeKey({ target, region })
    const rows = places.get(key) ?? new Map<string, BaseRow>()
    places.set(key, rows.set(state.name, { state, pushed }))
  }
  return places
}

function placeOf(key: string): Place {
  const [target = '', region = ''] = key.split('\n')
  return { target, region }
}

const forgotten = (place: Place, name: string): RecordChange => ({
  collection: collections.syncBase,
  key: secretKey(place, name),
  value: undefined,
})
