import { describe, expect, test } from 'vitest'
import { needsSomebody } from '../../../../cli/commands/rotation-due.ts'
import { runFailure } from '../../../../cli/rotation/words.ts'
import type { DueItem, RotationRun } from '../../../../shared/rotation-model.ts'

const now = 1_800_000_000_000
const item = (more: Partial<DueItem>): DueItem => ({
  name: 'a',
  kind: 'api-key',
  reason: 'rotation',
  dueAt: now - 1,
  overdue: false,
  snoozedUntil: null,
  rotator: null,
  message: '',
  ...more,
})

describe('the exit code of rotation due is 7', () => {
  test.each<readonly [string, Partial<DueItem>, boolean]>([
    ['for a rotation that is due', {}, true],
    ['for a value that ends', { reason: 'expiry' }, true],
    ['for a rotation that stopped', { reason: 'run' }, true],
    ['not for a secret that nobody reads', { reason: 'unread' }, false],
    ['not for what only --within shows', { dueAt: now + 1 }, false],
    ['not for what only --snoozed shows', { snoozedUntil: now + 1 }, false],
    ['for what is not snoozed any more', { snoozedUntil: now }, true],
  ])('%s', (_what, more, expected) => {
    expect(needsSomebody({ items: [item(more)], snoozed: 0, nextAt: null }, now)).toBe(expected)
  })

  test('not without anything', () => {
    expect(needsSomebody({ items: [], snoozed: 3, nextAt: null }, now)).toBe(false)
  })
})

describe('a run that ended the command', () => {
  const run = (state: RotationRun['state'], failure: RotationRun['failure']): RotationRun => ({
    id: 'v2',
    name: 'a',
    rotator: 'postgres',
    startedBy: 'user',
    startedAt: now,
    state,
    step: 'test',
    message: 'No.',
    failure,
    show: null,
    retryAt: null,
    laterAt: null,
    endedAt: null,
    steps: [],
    notes: {},
  })
  test.each([
    ['failed', 'refused', 'refused'],
    ['failed', 'unavailable', 'unavailable'],
    ['failed', 'aws', 'unavailable'],
    ['failed', null, 'refused'],
    ['waiting', null, undefined],
    ['finished', null, undefined],
  ] as const)('%s by %s is %s', (state, failure, expected) => {
    expect(runFailure(run(state, failure))?.kind).toBe(expected)
  })
})
