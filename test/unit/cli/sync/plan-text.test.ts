import { describe, expect, test } from 'vitest'
import { planText } from '../../../../cli/sync/plan-text.ts'
import { costInWords, countsInWords } from '../../../../cli/sync/words.ts'
import { createStyle } from '../../../../cli/terminal/style.ts'
import { symbolOf } from '../../../../shared/plan-symbols.ts'
import { planActions } from '../../../../shared/sync-model.ts'
import { deletionsHalt, operationOf, planOf, planSetOf } from '../../../support/plans.ts'

const plain = createStyle(false)
const shown = (...plans: Parameters<typeof planSetOf>) => planText(planSetOf(...plans), plain)

describe('a plan', () => {
  test('has a line for each step, and what it comes to', () => {
    const plan = planOf({
      operations: [
        operationOf({ action: 'create', name: 'prod/web/env', why: 'It is not there yet.' }),
        operationOf({ action: 'label', why: 'It moved here.', detail: { stage: 'AWSCURRENT' } }),
        operationOf({ action: 'delete', name: 'old/ftp', why: 'It was deleted here.' }),
      ],
      calls: 9,
      monthlyCostChangeUsd: 0.4,
      unchanged: 12,
    })
    expect(shown([plan])).toBe(
      [
        'prod eu-west-1  account 111122223333',
        '  + prod/web/env  create            It is not there yet.',
        '  → prod/db       label AWSCURRENT  It moved here.',
        '  − old/ftp       delete            It was deleted here.',
        '  1 create, 1 label move, 1 deletion · 12 unchanged · 9 calls · +$0.40 a month',
        '',
      ].join('\n'),
    )
  })

  test('without steps says so', () => {
    expect(shown([planOf({ unchanged: 3 })])).toContain('\n  Nothing to do · 3 unchanged\n')
  })

  test('shows the name in AWS where it is another', () => {
    expect(shown([planOf({ operations: [operationOf({ remoteName: 'billing/db' })] })])).toContain(
      '  ~ prod/db → billing/db  push  It changed here.',
    )
  })

  test('that is halted says why, and the way on', () => {
    const text = shown([planOf({ halt: deletionsHalt })])
    expect(text).toContain(
      'Halted, because there are too many deletions (deletions): 40 of 100 secrets would be deleted.',
    )
    expect(text).toContain('Look at the deletions in the plan.')
    expect(text).toContain('coffer sync apply --override deletions')
    expect(shown([planOf({ halt: { ...deletionsHalt, overridable: false } })])).not.toContain('--override')
  })

  test('of several regions ends with what all of them come to', () => {
    const one = planOf({ operations: [operationOf()], calls: 3, monthlyCostChangeUsd: 0.4 })
    const two = planOf({ ...one, region: 'us-east-1', halt: deletionsHalt })
    expect(shown([one, two])).toMatch(
      /\n\nAll together: 2 new versions · 6 calls · \+\$0\.80 a month · 1 plan halted\n$/,
    )
  })

  test('names the regions that could not be looked at', () => {
    const problem = { target: 'prod', region: 'us-east-1', message: 'The network is away.' }
    expect(shown([], [problem])).toBe('prod us-east-1\n  ! The network is away.\n')
  })

  test('lets no name or reason move the cursor', () => {
    const text = shown([planOf({ operations: [operationOf({ name: 'a\x1b[2J', why: '\r\x07' })] })])
    expect(text).not.toMatch(/[^\P{Cc}\n]/u)
  })
})

describe('the sign of a step', () => {
  test('is there for every action', () => {
    for (const action of planActions) expect(symbolOf({ action, waitsFor: null })).toMatch(/^[+~→−!]$/)
  })

  test('is a pause for what waits, but for a conflict', () => {
    expect(symbolOf({ action: 'push', waitsFor: 'approval' })).toBe('⏸')
    expect(symbolOf({ action: 'merge', waitsFor: 'decision' })).toBe('⏸')
    expect(symbolOf({ action: 'conflict', waitsFor: 'decision' })).toBe('!')
  })
})

test('steps are counted by what they do, and what waits apart', () => {
  const operations = [
    operationOf({ action: 'create' }),
    operationOf({ action: 'create' }),
    operationOf({ action: 'pull-version' }),
    operationOf({ action: 'pull-version' }),
    operationOf({ waitsFor: 'approval' }),
    operationOf({ action: 'merge', waitsFor: 'decision' }),
  ]
  expect(countsInWords(operations)).toBe(
    '2 creates, 2 versions brought in, 1 waiting for approval, 1 waiting for a decision',
  )
  expect(countsInWords([operationOf({ action: 'pull-delete' })])).toBe('1 deletion brought in')
})

test('a change of the bill is told with its sign, or not at all', () => {
  expect([costInWords(1.2), costInWords(-0.4), costInWords(0), costInWords(0.001)]).toEqual([
    '+$1.20 a month',
    '−$0.40 a month',
    null,
    null,
  ])
})
