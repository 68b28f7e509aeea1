/** A conflict's keys and what was chosen of them. Pure. */
import type { Conflict, Resolution } from '../../shared/sync-model.ts'

export type Side = 'local' | 'remote'
export type Picks = Readonly<Record<string, Side>>
type KeyOf = NonNullable<Conflict['keys']>[number]

const isMoved = (change: KeyOf['local']): boolean => change === 'changed' || change === 'added' || change === 'removed'

/** Both sides changed the key, so somebody has to choose. */
export const isContested = ({ local, remote }: KeyOf): boolean => isMoved(local) && isMoved(remote)

/** A key that one side alone changed is that side's from the start; the contested ones are open. */
export function firstPicks({ keys }: Conflict): Picks {
  return Object.fromEntries(
    (keys ?? []).flatMap((key): readonly (readonly [string, Side])[] =>
      isContested(key) ? [] : [[key.key, isMoved(key.remote) ? 'remote' : 'local']],
    ),
  )
}

/** How many keys are still to be chosen. */
export const openKeys = ({ keys }: Conflict, picks: Picks): number =>
  (keys ?? []).filter(({ key }) => picks[key] === undefined).length

/** All from one side is that side's version, unchanged; a mixture names every key. */
export function resolutionOf(conflict: Conflict, picks: Picks): Resolution {
  const moved = (conflict.keys ?? []).filter(({ local, remote }) => isMoved(local) || isMoved(remote))
  const sides = new Set(moved.map(({ key }) => picks[key] ?? 'local'))
  if (sides.size === 1) return { take: sides.has('local') ? 'local' : 'remote' }
  return { take: 'fields', fields: Object.fromEntries(moved.map(({ key }) => [key, picks[key] ?? 'local'])) }
}
