import { describe, expect, test } from 'vitest'
import { countsOf, exitCodeOf, finalLine, nothing, sum } from '../../../scripts/test/report.mjs'

const file = (status: string, ...statuses: string[]) => ({
  status,
  assertionResults: statuses.map((each) => ({ status: each })),
})

describe('the counts of a vitest report', () => {
  test('are those of its single tests', () => {
    const report = { testResults: [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed')] }
    expect(countsOf(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 })
  })

  test.each(['skipped', 'pending', 'todo', 'disabled'])('count a test that is %s as skipped', (status) => {
    expect(countsOf({ testResults: [file('passed', status)] }, 0)).toEqual({ passed: 0, failed: 0, skipped: 1 })
  })

  test('count a file that could not be loaded as one failure', () => {
    expect(countsOf({ testResults: [file('failed')] }, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  test('count a file whose hook threw after its tests passed as one failure', () => {
    expect(countsOf({ testResults: [file('failed', 'passed')] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  test('count a run that wrote no report as one failure', () => {
    expect(countsOf(null, null)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  test('count a run that ended badly with all tests passed as one failure', () => {
    expect(countsOf({ testResults: [file('passed', 'passed')] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  test('are nothing for a folder without tests', () => {
    expect(countsOf({ testResults: [] }, 0)).toEqual(nothing)
  })
})

describe('the final line', () => {
  test('adds everything up', () => {
    const total = sum([
      { passed: 2, failed: 0, skipped: 1 },
      { passed: 3, failed: 1, skipped: 0 },
    ])
    expect(finalLine(total)).toBe('tests: 5 passed, 1 failed, 1 skipped')
  })
})

describe('the exit code', () => {
  test.each([
    ['is 0 when all passed', { passed: 1, failed: 0, skipped: 0 }, false, 0],
    ['is 1 when one failed', { passed: 9, failed: 1, skipped: 0 }, false, 1],
    ['is 0 when some were skipped on a person’s machine', { passed: 1, failed: 0, skipped: 2 }, false, 0],
    ['is 1 when one was skipped in CI', { passed: 9, failed: 0, skipped: 1 }, true, 1],
    ['is 1 when there was nothing to pass', { passed: 0, failed: 0, skipped: 0 }, false, 1],
  ])('%s', (_, counts, ci, code) => {
    expect(exitCodeOf(counts, ci)).toBe(code)
  })
})
