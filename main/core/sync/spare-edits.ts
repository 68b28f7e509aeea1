/**
 * Pure. Plans of several regions are made from the same moment, each without the others: what AWS deleted in one region may
 * have been edited in another. The edit wins, as it does where it was made here: the deletion is left out, and the next look
 * decides anew, from what the edit brought.
 */
import type { Operation } from '../../../shared/sync-model.ts'

interface Planned {
  readonly region: string
  readonly operations: readonly Operation[]
}

const bringsAnEdit = ({ action }: Operation): boolean =>
  action === 'pull-version' || action === 'merge' || action === 'conflict'

/** Id of a deletion here to be left out → the region where its secret was edited. */
export function deletionsToSpare(plans: readonly Planned[]): ReadonlyMap<string, string> {
  const editedIn = new Map<string, string>()
  for (const { region, operations } of plans)
    for (const operation of operations) if (bringsAnEdit(operation)) editedIn.set(operation.name, region)
  const spared = new Map<string, string>()
  for (const { operations } of plans)
    for (const { action, id, name } of operations) {
      const region = action === 'pull-delete' ? editedIn.get(name) : undefined
      if (region !== undefined) spared.set(id, region)
    }
  return spared
}
