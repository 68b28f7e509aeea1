import { describe, expect, test } from 'vitest'
import { shortcoming } from '../../../../cli/commands/sync-plan.ts'
import { type CliFailure, exitCodeOf } from '../../../../cli/failure.ts'
import { verdictOf } from '../../../../cli/sync/verdict.ts'
import { deletionsHalt, operationOf, planOf, planSetOf, resultOf, runOf } from '../../../support/plans.ts'

const codeOf = (failure: CliFailure | null): number => (failure === null ? 0 : exitCodeOf(failure))
const clean = planSetOf([planOf({ operations: [operationOf()] })])
const conflicted = planSetOf([
  planOf({ operations: [operationOf({ action: 'conflict', waitsFor: 'decision', name: 'prod/db' })] }),
])
const unvetted = planSetOf([planOf({ operations: [operationOf({ waitsFor: 'approval' })] })])
const offered = planSetOf([planOf({ operations: [operationOf({ action: 'merge', waitsFor: 'decision' })] })])
const asked = planSetOf([planOf({ operations: [operationOf({ action: 'label', waitsFor: 'decision' })] })])
const unplanned = planSetOf([], [{ target: 'prod', region: 'eu-west-1', message: 'Rate exceeded' }])
const done = runOf({ results: [resultOf()] })
const broken = runOf({ outcome: 'partly', results: [resultOf({ outcome: 'problem', code: 'X', message: 'No' })] })
const left = resultOf({ outcome: 'skipped', code: 'stale' })
const halted = runOf({ outcome: 'halted', halt: deletionsHalt })

describe('the exit code of a sync', () => {
  test.each([
    [0, 'all was done', [done], clean],
    [0, 'there was nothing to do', [runOf()], planSetOf([planOf()])],
    [0, 'a merge was accepted and made', [runOf({ results: [resultOf({ action: 'merge' })] })], offered],
    [5, 'something changed here meanwhile', [runOf({ results: [resultOf(), left] })], clean],
    [7, 'that and a conflict are left', [runOf({ results: [left] })], conflicted],
    [6, 'a guard halted it', [halted], clean],
    [6, 'all there was waits for approval', [runOf()], unvetted],
    [0, 'something waits for approval and something else was done', [done], unvetted],
    [7, 'a conflict is left', [done], conflicted],
    [7, 'a merge was offered and not accepted', [runOf()], offered],
    [7, 'a step waits for a yes', [runOf()], asked],
    [7, 'a conflict was met on the way', [runOf({ results: [resultOf({ outcome: 'conflict' })] })], null],
    [8, 'a step failed', [broken], clean],
    [8, 'a region could not be planned', [], unplanned],
    [8, 'a run failed as a whole', [runOf({ outcome: 'failed' })], null],
    [8, 'a step failed and another plan was halted', [halted, broken], clean],
    [130, 'somebody ended it', [runOf({ outcome: 'cancelled' })], conflicted],
  ] as const)('is %i when %s', (code, _, runs, planned) => {
    expect(codeOf(verdictOf(runs, planned))).toBe(code)
  })

  test('comes with a sentence that names the secret and the way on', () => {
    expect(verdictOf([broken], clean)?.message).toBe('prod/db: No. What was done is kept; run it again for the rest.')
    expect(verdictOf([runOf()], unvetted)?.message).toContain('coffer vet')
    expect(verdictOf([halted], clean)?.message).toContain('--override deletions')
    expect(verdictOf([runOf()], conflicted)?.message).toMatch(/^prod\/db changed on both sides.*coffer sync resolve$/)
    const ended = runOf({ outcome: 'failed', message: 'The credentials have expired: sign in again.' })
    expect(verdictOf([ended], clean)?.message).toBe('prod eu-west-1: The credentials have expired: sign in again.')
    const overtaken = runOf({ results: [resultOf({ outcome: 'conflict', code: 'conflict' })] })
    expect(verdictOf([overtaken], clean)?.message).toMatch(/^prod\/db changed in AWS while this ran.*Run it again/)
    const late = runOf({ results: [left] })
    expect(verdictOf([late], clean)?.message).toMatch(/^prod\/db changed here while this ran.*Run it again/)
    expect(verdictOf([runOf()], asked)?.message).toMatch(/--accept prod\/db$/)
  })
})

describe('the exit code of a plan', () => {
  const halting = planSetOf([planOf({ halt: deletionsHalt })])

  test('is 0 for a plan that could be made, whatever it says', () => {
    for (const planned of [clean, conflicted, unvetted, halting]) expect(shortcoming(planned, false)).toBeNull()
  })

  test('tells halts and conflicts when asked to', () => {
    expect(codeOf(shortcoming(halting, true))).toBe(6)
    expect(codeOf(shortcoming(conflicted, true))).toBe(7)
    expect(codeOf(shortcoming(offered, true))).toBe(7)
    expect(codeOf(shortcoming(clean, true))).toBe(0)
  })

  test('is 8 when a region could not be looked at', () => {
    expect(codeOf(shortcoming(unplanned, false))).toBe(8)
  })
})
