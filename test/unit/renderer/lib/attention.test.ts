import { describe, expect, test } from 'vitest'
import { countNames, monthsFrom, rowsOf } from '../../../../renderer/lib/attention.ts'
import type { DueItem } from '../../../../shared/rotation-model.ts'
import { conflictOf } from '../../../support/sync-samples.ts'

const now = Date.UTC(2026, 10, 24)
const dueOf = (change: Partial<DueItem>): DueItem => ({
  name: 'prod/db',
  kind: 'database',
  reason: 'rotation',
  dueAt: now,
  overdue: false,
  snoozedUntil: null,
  rotator: null,
  message: 'Due.',
  ...change,
})
const nothing = { report: { weak: [], reused: [], checked: 3 }, due: [], waiting: [], conflicts: [] }

describe('what needs attention', () => {
  test('is filed by its reason', () => {
    const due = [dueOf({}), dueOf({ reason: 'run' }), dueOf({ reason: 'expiry' }), dueOf({ reason: 'unread' })]
    const rows = rowsOf({ ...nothing, due })
    expect([rows.rotation.length, rows.expiry.length, rows.unread.length, rows.weak.length]).toEqual([2, 1, 1, 0])
  })

  test('lists a secret that conflicts in two regions once, with both', () => {
    const conflicts = [conflictOf(), conflictOf({ region: 'us-east-1' }), conflictOf({ name: 'prod/x' })]
    expect(rowsOf({ ...nothing, conflicts }).conflict).toMatchObject([
      { name: 'prod/db', message: 'Both sides changed: prod-eu eu-west-1, prod-eu us-east-1' },
      { name: 'prod/x' },
    ])
  })

  test('is urgent where a check found an error', () => {
    const finding = { code: 'x', message: 'm', field: null }
    const waiting = (['error', 'warning'] as const).map((level) => ({
      name: level,
      versionId: 'v',
      findings: [{ level, ...finding }],
      approvedAt: null,
    }))
    expect(rowsOf({ ...nothing, waiting }).unvetted.map(({ isUrgent }) => isUrgent)).toEqual([true, false])
  })

  test('counts each secret once', () => {
    const item = { name: 'prod/db', kind: 'database', message: '' } as const
    const report = { weak: [item], reused: [item, { ...item, name: 'prod/x' }], checked: 2 }
    expect(countNames(rowsOf({ ...nothing, report, due: [dueOf({})] }))).toBe(2)
  })
})

test('the months take their days of the calendar; what comes after them is left out', () => {
  const days = [
    { day: '2026-11-24', rotations: 1, expiries: 0, names: ['prod/db'] },
    { day: '2027-01-01', rotations: 0, expiries: 1, names: ['prod/cert'] },
    { day: '2027-01-31', rotations: 30, expiries: 2, names: ['prod/db'] },
    { day: '2027-11-24', rotations: 1, expiries: 0, names: ['prod/db'] },
  ]
  const months = monthsFrom(now, days)
  expect(months.map(({ title }) => title).join(' ')).toBe('Nov Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct')
  expect(months.map(({ rotations, expiries, days: own }) => [rotations, expiries, own.length]).slice(0, 3)).toEqual([
    [1, 0, 1],
    [0, 0, 0],
    [30, 3, 2],
  ])
})
