import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeRotation } from '../../../../main/core/rotation/describe.ts'
import { rotationRule } from '../../../../shared/rotation-model.ts'
import { generate, openSituation, type Situation } from '../../../support/rotation/situation.ts'
import { actor, unwrap } from '../../../support/vault.ts'

let s: Situation
beforeEach(async () => {
  s = await openSituation()
  s.make('a')
})
afterEach(() => s.end())

const described = () => describeRotation(unwrap(s.vault.body('a')))
const iso = (at: number | undefined): string => new Date(at ?? 0).toISOString()

describe('a rule in DescribeSecret', () => {
  test('is absent where there is none', () => {
    expect(described()).toBeUndefined()
  })

  test('has the days, and is not enabled while Coffer only reminds', () => {
    unwrap(s.set('a', 30))
    expect(described()).toMatchObject({ enabled: false, rules: { AutomaticallyAfterDays: 30 } })
    expect(described()?.lastAt).toBeUndefined()
  })

  test('has the expression with the days it comes to, the window and the last rotation', async () => {
    const schedule = { kind: 'expression', expression: 'cron(0 8 1 * ? *)' } as const
    const rule = rotationRule.parse({ schedule, durationHours: 3 })
    unwrap(s.rotation.set(actor, 'a', { rule, rotator: generate, automatic: true }))
    expect(iso(described()?.nextAt)).toBe('2026-02-01T10:59:59.000Z')
    unwrap(await s.rotation.run(actor, 'a', undefined))
    expect(described()).toMatchObject({
      enabled: true,
      rules: { AutomaticallyAfterDays: 30, ScheduleExpression: schedule.expression, Duration: '3h' },
      lastAt: s.home.clock,
    })
  })
})
