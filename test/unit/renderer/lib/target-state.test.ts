import { expect, test } from 'vitest'
import { worstOf } from '../../../../renderer/lib/target-state.ts'
import type { TargetStatus } from '../../../../shared/sync-model.ts'

const statusOf = (change: Partial<TargetStatus>): TargetStatus => ({
  target: 'prod-eu',
  region: 'eu-west-1',
  state: 'in-step',
  checkedAt: 5,
  syncedAt: 5,
  waiting: 0,
  message: null,
  ...change,
})

test('a target stands as its worst region does, and was synced when its oldest was', () => {
  const statuses = [
    statusOf({ syncedAt: 9 }),
    statusOf({ region: 'us-east-1', state: 'problem', syncedAt: 3 }),
    statusOf({ region: 'sa-east-1', state: 'ahead' }),
    statusOf({ target: 'other', state: 'halted', syncedAt: null }),
  ]
  expect(worstOf('prod-eu', statuses)).toEqual({ state: 'problem', syncedAt: 3 })
  expect(worstOf('other', statuses)).toEqual({ state: 'halted', syncedAt: null })
  expect(worstOf('nowhere', statuses)).toBeNull()
})

test('a region never synced leaves the whole target not synced', () => {
  expect(worstOf('prod-eu', [statusOf({}), statusOf({ region: 'b', syncedAt: null })])?.syncedAt).toBeNull()
})
