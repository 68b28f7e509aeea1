/** PURE: which replicas of a target's rule a secret lacks. */
import type { ReplicaRegion } from '../../../shared/sync-model.ts'
import { type Draft, draft, listed, type Pair } from './plan-draft.ts'
import type { PlanInput } from './plan-input.ts'
import type { ReplicaStatus } from './remote.ts'

/** The rule's regions without the one the secret itself is in. */
export const wantedReplicas = ({ target, region }: PlanInput): readonly ReplicaRegion[] =>
  target.replicas.filter((replica) => replica.region !== region)

/** Whether only Describe can tell how its replicas are: never looked at though replicated, or not in step when last seen. */
export function replicasUnknown({ base, remote }: Pair, input: PlanInput): boolean {
  if (remote === null || !base?.created || remote.deletedAt !== null || wantedReplicas(input).length === 0) return false
  const known = input.replicas.get(remote.name)
  if (known === undefined) return remote.primaryRegion === input.region
  return known.some((replica) => replica.status !== 'InSync')
}

/**
 * Creates what is missing and repeats what failed, for secrets Coffer created: for others a copy in another region is
 * not ours to order. Where a secret of that name exists another try is offered, for a person who has made room: by itself
 * each run would try in vain. Nothing is overwritten.
 */
export function planReplicas(pair: Pair, input: PlanInput): readonly Draft[] {
  const { base, remote } = pair
  const known = remote === null ? undefined : input.replicas.get(remote.name)
  if (remote === null || !base?.created || (known === undefined && remote.primaryRegion !== null)) return []
  const of = (region: string): ReplicaStatus | undefined => known?.find((replica) => replica.region === region)
  const wanted = wantedReplicas(input)
  const taken = wanted.filter(({ region }) => nameTaken(of(region)))
  const missing = wanted.filter(({ region }) => of(region) === undefined)
  const failed = wanted.filter(({ region }) => of(region)?.status === 'Failed' && !nameTaken(of(region)))
  const why = [
    ...(missing.length === 0 ? [] : [`No replica in ${listed(missing.map(({ region }) => region))} yet.`]),
    ...failed.map(({ region }) => `The replica in ${region} failed: ${of(region)?.message ?? 'AWS does not say why'}.`),
  ].join(' ')
  const replicas = [...missing, ...failed]
  return [
    ...(replicas.length === 0 ? [] : [draft('replicate', why, { detail: { replicas } })]),
    ...(taken.length === 0
      ? []
      : [draft('replicate', takenWhy(taken), { detail: { replicas: taken }, waitsFor: 'decision' })]),
  ]
}

const takenWhy = (taken: readonly ReplicaRegion[]): string =>
  `No replica in ${listed(taken.map(({ region }) => region))}: a secret of this name is there already, and Coffer overwrites none. Once it is gone, accept this step, and AWS tries again.`

const nameTaken = (replica: ReplicaStatus | undefined): boolean =>
  replica?.status === 'Failed' && /already exists/i.test(replica.message ?? '')
