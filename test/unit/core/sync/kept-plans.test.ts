import { describe, expect, it } from 'vitest'
import { createKeptPlans } from '../../../../main/core/sync/kept-plans.ts'
import type { Look } from '../../../../main/core/sync/look.ts'
import { planTarget } from '../../../../main/core/sync/plan.ts'
import { planOf } from '../../../support/plans.ts'
import { makeInput, makeLocal, makeTarget } from './planning.ts'

const local = makeLocal()

function lookOf(secrets: number): Look {
  const target = makeTarget()
  const input = makeInput({ target, locals: Array.from({ length: secrets }, () => local) })
  return { target, region: 'eu-west-1', input, planned: planTarget(makeInput()), plan: planOf() }
}

const planFor = (planId: string, secrets = 1) => ({ planId, looks: [lookOf(secrets)] })

describe('plans that are kept', () => {
  it('are each taken once', () => {
    const kept = createKeptPlans()
    const plan = planFor('a')
    kept.keep(plan)
    expect(kept.take('b')).toBeUndefined()
    expect(kept.take('a')).toBe(plan)
    expect(kept.take('a')).toBeUndefined()
  })

  it('are the last eight, and none after a change', () => {
    const kept = createKeptPlans()
    for (let at = 0; at < 9; at += 1) kept.keep(planFor(`${at}`))
    expect(kept.take('0')).toBeUndefined()
    expect(kept.take('1')).toBeDefined()
    kept.clear()
    expect(kept.take('8')).toBeUndefined()
  })

  it('hold no more secrets than fit, the newest whatever it holds', () => {
    const kept = createKeptPlans()
    kept.keep(planFor('small'))
    kept.keep(planFor('large', 15_000))
    kept.keep(planFor('larger', 15_000))
    expect(kept.take('small')).toBeUndefined()
    expect(kept.take('large')).toBeUndefined()
    kept.keep(planFor('largest', 30_000))
    expect(kept.take('larger')).toBeUndefined()
    expect(kept.take('largest')).toBeDefined()
  })
})
