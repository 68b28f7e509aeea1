import type { SecretTarget, TargetStatus } from '../../shared/sync-model.ts'
import type { DotLook } from '../components/state-dot.tsx'

const ofTarget: Readonly<Record<TargetStatus['state'], DotLook>> = {
  never: 'none',
  'in-step': 'ok',
  ahead: 'move',
  behind: 'move',
  both: 'move',
  conflict: 'warn',
  halted: 'warn',
  problem: 'danger',
}

const ofSecret: Readonly<Record<SecretTarget['state'], DotLook>> = {
  'in-step': 'ok',
  ahead: 'move',
  behind: 'move',
  conflict: 'warn',
  absent: 'none',
  unapproved: 'warn',
  'pull-only': 'ok',
}

export const dotOfTarget = (state: TargetStatus['state']): DotLook => ofTarget[state]
export const dotOfSecret = (state: SecretTarget['state']): DotLook => ofSecret[state]

/** From calm to urgent: a target with several regions stands as its worst region does. */
const urgency: readonly TargetStatus['state'][] = [
  'in-step',
  'never',
  'ahead',
  'behind',
  'both',
  'conflict',
  'halted',
  'problem',
]

/** How a target stands as a whole; null while nothing is known of it. `syncedAt` is that of the region longest not synced. */
export function worstOf(
  target: string,
  statuses: readonly TargetStatus[],
): { readonly state: TargetStatus['state']; readonly syncedAt: number | null } | null {
  const own = statuses.filter((status) => status.target === target)
  const [first] = own
  if (!first) return null
  const state = own.reduce(
    (worst, status) => (urgency.indexOf(status.state) > urgency.indexOf(worst) ? status.state : worst),
    first.state,
  )
  const times = own.map(({ syncedAt }) => syncedAt)
  return { state, syncedAt: times.includes(null) ? null : Math.min(...times.map((at) => at ?? 0)) }
}
