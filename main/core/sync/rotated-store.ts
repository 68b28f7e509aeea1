/**
 * Which secrets AWS rotates by itself, as last listed. Kept, because after an unlock nobody has looked yet, and a rotation
 * here of such a secret would give its service a value that AWS never learns.
 */
import { collections } from '../vault/records.ts'
import type { Vault } from '../vault/vault.ts'
import { type Place, placeKey } from './place.ts'
import type { RemoteSecret } from './remote.ts'

type Rotation = NonNullable<RemoteSecret['rotation']>

/** By place, then by remote name; places without any are left out. */
type Kept = Readonly<Record<string, Readonly<Record<string, Rotation>>>>

export interface RotatedStore {
  of(place: Place, remoteName: string): Rotation | null
  /** Everything that was listed of a place. Written only where something changed. */
  listed(place: Place, remotes: readonly RemoteSecret[]): void
  forget(target: string): void
}

/** Of the settings records. */
const key = 'rotated-in-aws'

export function openRotatedStore(vault: Vault): RotatedStore {
  let kept: Kept = vault.getRecord<Kept>(collections.settings, key) ?? {}
  const keep = (next: Kept): void => {
    if (JSON.stringify(next) === JSON.stringify(kept)) return
    kept = next
    // That it could not be written is no failure of the look; the next one tries again after the next unlock.
    vault.putRecord(collections.settings, key, kept)
  }
  return {
    of: (place, remoteName) => {
      const there = kept[placeKey(place)] ?? {}
      return Object.hasOwn(there, remoteName) ? (there[remoteName] ?? null) : null
    },
    listed: (place, remotes) => {
      const { [placeKey(place)]: _, ...others } = kept
      const there = remotes
        .flatMap(({ name, rotation }) => (rotation === null ? [] : [[name, rotation] as const]))
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
      keep(there.length === 0 ? others : { ...others, [placeKey(place)]: Object.fromEntries(there) })
    },
    forget: (target) =>
      keep(Object.fromEntries(Object.entries(kept).filter(([place]) => !place.startsWith(`${target}\n`)))),
  }
}
