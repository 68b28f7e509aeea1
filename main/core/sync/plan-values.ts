/** PURE: compares two values key by key, by digests, against what was last agreed. */
import type { Conflict, OperationDetail } from '../../../shared/sync-model.ts'
import { at, unionKeys } from './plan-draft.ts'
import type { ValueDigests } from './plan-input.ts'

type KeyRow = NonNullable<Conflict['keys']>[number]

export interface Comparison {
  readonly equal: boolean
  /** As `Conflict.keys`: null where a value is no JSON object. A key that ended equal on both sides is "same" on both. */
  readonly keys: Conflict['keys']
  /** Each key moved on one side at most. */
  readonly mergeable: boolean
}

/**
 * Compares ours and theirs. `hasBase` with a base digest of null means that the agreed value is no longer held: then a
 * key missing on one side may be an addition there or a removal here, and no merge is offered. With no base at all
 * there was nothing to remove, and keys of one side only are additions.
 */
export function compareValues(digests: ValueDigests, hasBase: boolean): Comparison | null {
  const { base, local, remote } = digests
  if (local === null || remote === null) return null
  const equal = local.whole === remote.whole
  const baseFields = base === null ? {} : base.fields
  if (local.fields === null || remote.fields === null || baseFields === null) {
    return { equal, keys: null, mergeable: false }
  }
  const fields = { base: baseFields, local: local.fields, remote: remote.fields }
  const known = base !== null
  const keys = unionKeys(fields.base, fields.local, fields.remote).map((key) => compareKey(key, fields, known))
  return { equal, keys, mergeable: (known || !hasBase) && !equal && keys.every((row) => !clashes(row)) }
}

type Fields = Readonly<Record<'base' | 'local' | 'remote', Readonly<Record<string, string>>>>

function compareKey(key: string, fields: Fields, hasBase: boolean): KeyRow {
  const base = at(fields.base, key)
  const local = at(fields.local, key)
  const remote = at(fields.remote, key)
  if (local === remote) {
    const change = local === undefined ? 'absent' : 'same'
    return { key, local: change, remote: change }
  }
  if (!hasBase && local !== undefined && remote !== undefined) return { key, local: 'changed', remote: 'changed' }
  return { key, local: keyChange(base, local), remote: keyChange(base, remote) }
}

function keyChange(base: string | undefined, side: string | undefined): KeyRow['local'] {
  if (base === undefined) return side === undefined ? 'absent' : 'added'
  if (side === undefined) return 'removed'
  return side === base ? 'same' : 'changed'
}

const moved = (change: KeyRow['local']): boolean => change !== 'same' && change !== 'absent'

const clashes = (row: KeyRow): boolean => moved(row.local) && moved(row.remote)

/** Which keys a merge takes from whom, removals included, and which it cannot take. */
export function splitKeys(
  keys: Conflict['keys'],
): Pick<OperationDetail, 'keysFromLocal' | 'keysFromRemote' | 'conflictingKeys'> {
  if (keys === null) return {}
  const pick = (wanted: (row: KeyRow) => boolean) => keys.filter(wanted).map((row) => row.key)
  return {
    keysFromLocal: pick((row) => moved(row.local) && !moved(row.remote)),
    keysFromRemote: pick((row) => moved(row.remote) && !moved(row.local)),
    conflictingKeys: pick(clashes),
  }
}
