/** PURE: what operations cost, in API calls and in the monthly bill. */

import { assertNever } from '../../../shared/failure.ts'
import type { Operation, PlanAction } from '../../../shared/sync-model.ts'

/** AWS's public price list, the same in every commercial region. Nothing is charged while a secret is scheduled. */
export const prices = {
  asOf: '2026-11-01',
  secretMonthUsd: 0.4,
  /** A replica is billed as a secret. */
  replicaMonthUsd: 0.4,
  usdPer10000Calls: 0.05,
} as const

/** BatchGetSecretValue takes this many names. */
export const valuesPerCall = 20

/** What the calls themselves cost, once. */
export const callsCostUsd = (calls: number): number => (calls * prices.usdPer10000Calls) / 10_000

/**
 * Calls of one operation without its value reads. Push: put, move, detach the private stage. Delete: one look that
 * nothing moved, then DeleteSecret. What happens here only costs none.
 */
export function writeCalls(action: PlanAction): number {
  switch (action) {
    case 'push':
      return 3
    case 'delete':
      return 2
    case 'create':
    case 'label':
    case 'update':
    case 'tag':
    case 'untag':
    case 'restore':
    case 'replicate':
      return 1
    case 'pull-create':
    case 'pull-version':
    case 'pull-label':
    case 'pull-update':
    case 'pull-delete':
    case 'merge':
    case 'conflict':
    case 'adopt':
      return 0
    default:
      return assertNever(action)
  }
}

/** What the monthly bill for secrets and replicas changes by, in USD, when these operations are applied. */
export function monthlyChangeUsd(operations: readonly Operation[]): number {
  const usd = operations.reduce((sum, { action, detail }) => sum + changeOf(action, detail.replicas?.length ?? 0), 0)
  return Math.round(usd * 100) / 100
}

function changeOf(action: PlanAction, replicas: number): number {
  if (action === 'create') return prices.secretMonthUsd + replicas * prices.replicaMonthUsd
  if (action === 'replicate') return replicas * prices.replicaMonthUsd
  if (action === 'restore') return prices.secretMonthUsd
  return action === 'delete' ? -prices.secretMonthUsd : 0
}
