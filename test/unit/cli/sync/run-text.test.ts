import { describe, expect, test } from 'vitest'
import { progressLine } from '../../../../cli/sync/progress.ts'
import { durationInWords, runsText } from '../../../../cli/sync/run-text.ts'
import { createStyle } from '../../../../cli/terminal/style.ts'
import type { SyncProgress } from '../../../../shared/sync-model.ts'
import { deletionsHalt, resultOf, runOf } from '../../../support/plans.ts'

const plain = createStyle(false)
const problem = resultOf({
  name: 'prod/web',
  outcome: 'problem',
  code: 'ThrottlingException',
  message: 'Rate exceeded',
})

describe('what came of a plan', () => {
  test('is one line when all went well and the plan was seen', () => {
    expect(runsText([runOf({ results: [resultOf()] })], false, plain)).toBe(
      'prod eu-west-1  done · 1 step · 3 calls · 0.4 s\n',
    )
  })

  test('has every step for somebody who has not seen the plan', () => {
    const results = [resultOf({ action: 'create' }), problem]
    expect(runsText([runOf({ outcome: 'partly', results })], true, plain)).toBe(
      [
        'prod eu-west-1  done in part · 1 step · 1 problem · 3 calls · 0.4 s',
        '  + prod/db   create',
        '  ! prod/web  push  ThrottlingException: Rate exceeded',
        '',
      ].join('\n'),
    )
  })

  test('always has what did not go as planned', () => {
    const text = runsText([runOf({ results: [resultOf(), problem, resultOf({ outcome: 'skipped' })] })], false, plain)
    expect(text.split('\n').slice(1)).toEqual([
      '  ! prod/web  push  ThrottlingException: Rate exceeded',
      '  ⏸ prod/db   push  left out',
      '',
    ])
  })

  test('is little when there was nothing to do', () => {
    expect(runsText([runOf({ calls: 0 })], true, plain)).toBe('prod eu-west-1  nothing to do\n')
    expect(runsText([runOf({ calls: 1 })], true, plain)).toBe('prod eu-west-1  nothing to do · 1 call\n')
  })

  test('that failed as a whole says why, once', () => {
    const message = 'The credentials have expired: sign in again.'
    const text = runsText([runOf({ outcome: 'failed', message })], false, plain)
    expect(text.split('\n').slice(1)).toEqual([`  ! ${message}`, ''])
    const results = [resultOf({ outcome: 'problem', code: 'ExpiredTokenException', message })]
    expect(runsText([runOf({ outcome: 'failed', message, results })], false, plain).split(message)).toHaveLength(2)
  })

  test('that was halted says why', () => {
    const text = runsText([runOf({ outcome: 'halted', halt: deletionsHalt, calls: 1 })], false, plain)
    expect(text).toContain('halted, nothing was done · 1 call')
    expect(text).toContain('40 of 100 secrets would be deleted.')
  })
})

test('times are told as people tell them', () => {
  expect([0, 420, 9_940, 12_400, 119_000, 600_000].map(durationInWords)).toEqual([
    '0.0 s',
    '0.4 s',
    '9.9 s',
    '12 s',
    '119 s',
    '10 min',
  ])
})

describe('the bar', () => {
  const running: SyncProgress = {
    target: 'prod',
    region: 'eu-west-1',
    phase: 'applying',
    done: 25,
    total: 100,
    remainingMs: 3_000,
  }

  test('shows how far it is and how long it takes', () => {
    expect(progressLine(running, 100)).toBe(
      `Applying prod eu-west-1 ${'━'.repeat(8)}${'╌'.repeat(22)} 25 of 100, 3.0 s more`,
    )
  })

  test('leaves out what is not known', () => {
    expect(progressLine({ ...running, phase: 'listing', total: 0, remainingMs: null }, 100)).toBe(
      'Listing prod eu-west-1 25',
    )
    expect(progressLine({ ...running, phase: 'listing', done: 0, total: 0 }, 100)).toBe('Listing prod eu-west-1')
  })

  test('fits a narrow terminal', () => {
    for (const columns of [79, 60, 50]) expect(progressLine(running, columns).length).toBeLessThanOrEqual(columns)
    expect(progressLine(running, 46)).toBe('Applying prod eu-west-1 25 of 100, 3.0 s more')
  })

  test('is never longer than full', () => {
    expect(progressLine({ ...running, done: 200, remainingMs: null }, 100)).toContain(` ${'━'.repeat(30)} `)
  })
})
