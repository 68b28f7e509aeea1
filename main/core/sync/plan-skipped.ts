/** PURE: where AWS may have had versions between two syncs that nobody saw. */
import { CURRENT, PREVIOUS } from '../../../shared/model.ts'
import type { BaseState, Operation } from '../../../shared/sync-model.ts'
import type { RemoteSecret } from './remote.ts'

const comes = new Set<Operation['action']>(['pull-version', 'pull-label', 'adopt', 'merge', 'conflict'])

/**
 * Whether AWSCURRENT moved since the base. Labels do not tell how often: a version that came and went before AWSCURRENT
 * returned to a known one leaves no trace in them. A list for each such secret is the price of losing none.
 */
export function skipsVersions(
  { action, detail }: Pick<Operation, 'action' | 'detail'>,
  base: BaseState | null,
  secret: RemoteSecret | null,
): boolean {
  const stage = detail.stage ?? CURRENT
  if (secret === null || base?.current == null || !comes.has(action)) return false
  return stage === PREVIOUS || (stage === CURRENT && secret.current !== null && secret.current !== base.current)
}
