import { describe, expect, test } from 'vitest'
import {
  countResults,
  countSymbols,
  isOpen,
  isTicked,
  missedBy,
  noChoices,
  pass,
  resultKey,
  resultsOf,
  tick,
  toApply,
} from '../../../../renderer/lib/plan.ts'
import { operationOf, planOf, planSetOf, resultOf, runOf } from '../../../support/plans.ts'

const push = operationOf({ id: 'push' })
const merge = operationOf({ id: 'merge', action: 'merge', waitsFor: 'decision' })
const unapproved = operationOf({ id: 'unapproved', waitsFor: 'approval' })
const conflict = operationOf({ id: 'conflict', action: 'conflict', waitsFor: 'decision' })
const all = [push, merge, unapproved, conflict]
const deletions = { guard: 'deletions', reason: '', fix: '', overridable: true } as const

describe('ticks', () => {
  test('are on every step that can be done, and on no merge that is only offered', () => {
    expect(all.filter((operation) => isTicked(operation, noChoices))).toEqual([push, conflict])
  })

  test('take a step out and put it back, and accept a merge', () => {
    const out = tick(noChoices, [push], false)
    expect(isTicked(push, out)).toBe(false)
    expect(isTicked(push, tick(out, [push], true))).toBe(true)
    expect(isTicked(merge, tick(noChoices, [merge], true))).toBe(true)
  })

  test('never touch what waits for an approval, nor a conflict', () => {
    const on = tick(noChoices, all, true)
    expect(isTicked(unapproved, on)).toBe(false)
    expect(isTicked(conflict, tick(on, all, false))).toBe(true)
  })
})

describe('what is applied', () => {
  test('is what is ticked; the rest is named as left out', () => {
    const choices = tick(tick(noChoices, [merge], true), [push], false)
    expect(toApply(planSetOf([planOf({ operations: all })]), choices)).toEqual({
      steps: 2,
      skip: ['push'],
      accept: ['merge'],
      override: [],
    })
  })

  test('is nothing of a halted plan, until somebody goes on all the same', () => {
    const halted = planOf({ region: 'us-east-1', halt: deletions, operations: [operationOf({ id: 'there' })] })
    const set = planSetOf([planOf({ operations: [push] }), halted])
    expect(toApply(set, noChoices)).toEqual({ steps: 1, skip: ['there'], accept: [], override: [] })
    const passed = pass(noChoices, halted, true)
    expect(isOpen(halted, passed)).toBe(true)
    expect(toApply(set, passed)).toEqual({ steps: 2, skip: [], accept: [], override: ['deletions'] })
    expect(toApply(set, pass(passed, halted, false)).override).toEqual([])
  })

  test('of two plans with the same halt is only the one that was passed', () => {
    const plans = ['eu-west-1', 'us-east-1'].map((region) =>
      planOf({ region, halt: deletions, operations: [operationOf({ id: region })] }),
    )
    const [first] = plans
    if (!first) throw new Error('no plan')
    expect(toApply(planSetOf(plans), pass(noChoices, first, true))).toMatchObject({
      steps: 1,
      skip: ['us-east-1'],
      override: ['deletions'],
    })
  })
})

test('steps are counted by their sign, in the order of the signs', () => {
  expect(countSymbols([...all, operationOf({ action: 'create' })])).toEqual([
    ['+', 1],
    ['~', 1],
    ['!', 1],
    ['⏸', 2],
  ])
})

test('results are found by place and step, and counted by outcome', () => {
  const problem = resultOf({ id: 'b', outcome: 'problem', code: 'ThrottlingException', message: 'slow' })
  const run = runOf({ region: 'us-east-1', results: [resultOf({ id: 'a' }), problem] })
  const results = resultsOf([run])
  expect(results.get(resultKey({ target: 'prod', region: 'us-east-1' }, 'b'))).toBe(problem)
  expect(results.get(resultKey({ target: 'prod', region: 'eu-west-1' }, 'b'))).toBeUndefined()
  expect(countResults(run.results)).toEqual({ done: 1, skipped: 0, problems: 1, conflicts: 0 })
})

test('what was not applied is told with its reason, unless a row or the plan tells it', () => {
  const plan = planSetOf([planOf(), planOf({ region: 'us-east-1', halt: deletions })])
  const stale = {
    guard: 'stale-plan',
    reason: 'The vault has changed.',
    fix: 'Plan again.',
    overridable: false,
  } as const
  const ended = 'The credentials have expired.'
  const runs = [
    runOf({ outcome: 'halted', halt: stale }),
    runOf({ region: 'us-east-1', outcome: 'halted', halt: deletions }),
    runOf({ region: 'eu-north-1', outcome: 'failed', message: ended }),
    runOf({ region: 'eu-west-2', outcome: 'failed', message: ended, results: [resultOf({ message: ended })] }),
    runOf({ region: 'eu-west-3', results: [resultOf()] }),
  ]
  expect(missedBy(plan, runs)).toEqual([
    { target: 'prod', region: 'eu-west-1', message: 'The vault has changed.' },
    { target: 'prod', region: 'eu-north-1', message: ended },
  ])
})
