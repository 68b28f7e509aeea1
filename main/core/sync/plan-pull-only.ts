/** PURE: secrets that sync only ever reads in AWS, and why. */
import { CURRENT, PENDING } from '../../../shared/model.ts'
import { at } from './plan-draft.ts'
import type { RemoteSecret } from './remote.ts'

export interface PullOnly {
  /** The end of a sentence: "… is pull-only: <reason>". */
  readonly reason: string
  /**
   * What is there may be half of something: a rotation in flight, or a copy of a primary that is decided elsewhere. Where
   * both sides moved nothing is asked of the user yet.
   */
  readonly passing: boolean
}

/** Null for a secret that may be written. Most lasting reason first. */
export function pullOnly(remote: RemoteSecret | null, region: string): PullOnly | null {
  if (remote === null) return null
  if (remote.owningService !== null) return { reason: `${remote.owningService} manages it in AWS`, passing: false }
  if (remote.primaryRegion !== null && remote.primaryRegion !== region)
    return { reason: `it is a replica of the secret in ${remote.primaryRegion}`, passing: true }
  if (rotationInFlight(remote)) return { reason: 'a rotation is in progress in AWS', passing: true }
  if (remote.rotation !== null) return { reason: `AWS rotates it (${remote.rotation.schedule})`, passing: false }
  return null
}

/** AWSPENDING elsewhere than on AWSCURRENT. On the same version a rotation has finished (AWS reference, rule 5). */
function rotationInFlight({ stages }: RemoteSecret): boolean {
  const pending = at(stages, PENDING)
  return pending !== undefined && pending !== at(stages, CURRENT)
}
