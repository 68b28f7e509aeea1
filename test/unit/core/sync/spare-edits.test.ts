import { describe, expect, test } from 'vitest'
import { deletionsToSpare } from '../../../../main/core/sync/spare-edits.ts'
import type { Operation, PlanAction } from '../../../../shared/sync-model.ts'

const plan = (region: string, ...steps: readonly (readonly [PlanAction, string])[]) => ({
  region,
  operations: steps.map(([action, name]) => ({ id: `${action}:${name}@${region}`, action, name }) as Operation),
})
const spared = (...plans: readonly ReturnType<typeof plan>[]) => [...deletionsToSpare(plans)]

describe('what was deleted in one region', () => {
  test.each(['pull-version', 'merge', 'conflict'] as const)('and edited in another stays: %s', (action) => {
    expect(spared(plan('eu', ['pull-delete', 'a'], ['pull-delete', 'b']), plan('us', [action, 'a']))).toEqual([
      ['pull-delete:a@eu', 'us'],
    ])
  })

  test('goes where the other regions say nothing of its value', () => {
    const [eu, us] = [plan('eu', ['pull-delete', 'a']), plan('us', ['pull-delete', 'a'], ['tag', 'a'], ['push', 'a'])]
    expect(spared(eu, us, plan('ap', ['pull-version', 'b']))).toEqual([])
  })
})
