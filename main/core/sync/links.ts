/** Secrets that AWS holds too, by their ARN: the local endpoint answers for a region's own ARN in that region. */
import type { Target } from '../../../shared/sync-model.ts'
import type { BaseStore } from './base-store.ts'

/** What of an address a link is found by. */
export interface LinkAddress {
  readonly name: string
  readonly arn?:
    | {
        readonly partition: string
        readonly region: string
        readonly accountId: string
        readonly suffix: string | undefined
      }
    | undefined
}

export interface SyncLinks {
  arnOf(name: string, region: string): string | undefined
  nameOf(address: LinkAddress): string | undefined
  revision(): number
}

interface Maps {
  readonly revision: number
  /** Region and name → ARN. */
  readonly arns: ReadonlyMap<string, string>
  /** ARN, and ARN without its suffix → name. */
  readonly names: ReadonlyMap<string, string>
}

/** Made anew when an ARN came or went. Of two targets in one region the first by name is the one. */
export function createLinks(
  bases: BaseStore,
  targets: () => readonly Target[],
  targetsRevision: () => number,
): SyncLinks {
  let maps: Maps | null = null
  const revision = (): number => bases.revision() + targetsRevision()
  const current = (): Maps => {
    if (maps?.revision !== revision()) maps = { revision: revision(), ...readLinks(bases, targets()) }
    return maps
  }
  return {
    revision: () => current().revision,
    arnOf: (name, region) => current().arns.get(`${region} ${name}`),
    nameOf: ({ name, arn }) => {
      if (arn === undefined) return undefined
      const bare = `arn:${arn.partition}:secretsmanager:${arn.region}:${arn.accountId}:secret:${name}`
      return current().names.get(arn.suffix === undefined ? bare : `${bare}-${arn.suffix}`)
    },
  }
}

function readLinks(bases: BaseStore, targets: readonly Target[]): Omit<Maps, 'revision'> {
  const arns = new Map<string, string>()
  const names = new Map<string, string>()
  for (const { name: target, regions } of targets) {
    for (const region of regions) {
      for (const [name, { state }] of bases.rows({ target, region })) {
        if (state.arn === null || state.deletionAt !== null || arns.has(`${region} ${name}`)) continue
        arns.set(`${region} ${name}`, state.arn)
        names.set(state.arn, name)
        names.set(state.arn.slice(0, -7), name)
      }
    }
  }
  return { arns, names }
}
