import { describe, expect, test } from 'vitest'
import { type DueRules, mayStart, scanDue, timingOf } from '../../../../main/core/rotation/due.ts'
import { extensionKey, noEntry, type RotationEntry } from '../../../../main/core/rotation/entry.ts'
import type { SecretBody } from '../../../../main/core/vault/bodies.ts'
import type { RotationRun } from '../../../../shared/rotation-model.ts'
import { bodyOf } from '../../../support/secret-bodies.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 24, 12)
const rules: DueRules = { now, expiryDays: 30, unreadDays: 90, createdAtOf: () => null }

const rule = { schedule: { kind: 'days', days: 30 }, durationHours: null } as const
const entry = (more: Partial<RotationEntry> = {}): RotationEntry => ({
  ...noEntry,
  rule,
  setAt: now - 100 * day,
  ...more,
})

/** A secret with a value made `ageDays` ago and read yesterday. */
function body(ageDays: number, more: Partial<SecretBody> & { readonly entry?: RotationEntry } = {}): SecretBody {
  const { entry: kept = null, ...rest } = more
  return bodyOf('a', {
    kind: 'api-key',
    createdAt: now - 400 * day,
    changedAt: now - ageDays * day,
    accessedAt: now - day,
    current: { form: 'text', sizeBytes: 1, facts: {}, keys: null, createdAt: now - ageDays * day },
    extension: kept === null ? {} : { [extensionKey]: kept },
    ...rest,
  })
}

const expiring = (inDays: number) =>
  body(1, {
    current: { form: 'text', sizeBytes: 1, facts: { expiresAt: now + inDays * day }, keys: null, createdAt: now - day },
  })

const found = (bodies: readonly SecretBody[], at: Partial<DueRules> = {}, untilAt?: number) => {
  const { items } = scanDue(bodies, new Map(), { ...rules, ...at }, untilAt)
  return items.map(({ reason, overdue, message }) => `${reason}${overdue ? '!' : ''} ${message}`)
}

const run = (state: RotationRun['state']): RotationRun => ({
  id: 'v2',
  name: 'a',
  rotator: 'generate',
  startedBy: 'user',
  startedAt: now - day,
  state,
  step: 'test',
  message: 'The new value is not taken.',
  failure: null,
  show: null,
  retryAt: null,
  laterAt: null,
  endedAt: null,
  steps: [],
  notes: {},
})

describe('what is due', () => {
  test.each<readonly [string, SecretBody, readonly string[]]>([
    ['a fresh value is not', body(1, { entry: entry() }), []],
    ['a value of thirty days is, for a day', body(30, { entry: entry() }), ['rotation Due until 24 November 2026.']],
    ['an older one is overdue', body(31, { entry: entry() }), ['rotation! Overdue since 24 November 2026.']],
    ['one without a rule is not', body(500), []],
    ['one without a value is not', body(500, { entry: entry(), stages: {}, current: null }), []],
    ['one scheduled for deletion is not', body(500, { entry: entry(), deletionAt: now + day }), []],
    ['a snoozed one is not', body(31, { entry: entry({ snoozedUntil: now + day }) }), []],
    [
      'one whose snooze has ended is',
      body(31, { entry: entry({ snoozedUntil: now - 1 }) }),
      ['rotation! Overdue since 24 November 2026.'],
    ],
    ['a value that ends in a month', expiring(29), ['expiry Expires on 23 December 2026.']],
    ['a value that ends later is not', expiring(31), []],
    ['a value that has ended', expiring(-1), ['expiry! Expired on 23 November 2026.']],
    ['a value nobody read for long', body(91, { accessedAt: null }), ['unread Not read since 25 August 2026.']],
    ['a new value nobody read yet is not', body(1, { accessedAt: now - 200 * day }), []],
    [
      'a rule that counts from a confirmed rotation, not from the making of its value, is not',
      body(31, { entry: entry({ rotated: { versionId: 'v1', at: now - 5 * day } }) }),
      [],
    ],
    [
      'one that was put by hand after its rotation counts from there',
      body(31, { entry: entry({ rotated: { versionId: 'v0', at: now - 5 * day } }) }),
      ['rotation! Overdue since 24 November 2026.'],
    ],
  ])('%s', (_what, secret, expected) => {
    expect(found([secret])).toEqual(expected)
  })

  test('a rotation that waits or failed is the most urgent', () => {
    const bodies = [body(31, { entry: entry() })]
    for (const state of ['waiting', 'failed'] as const) {
      const { items } = scanDue(bodies, new Map([['a', run(state)]]), rules)
      expect(items.map(({ reason }) => reason)).toEqual(['run', 'rotation'])
    }
    expect(scanDue(bodies, new Map([['a', run('running')]]), rules).items).toHaveLength(1)
  })

  test('what falls due within days is listed when asked for', () => {
    const secret = body(20, { entry: entry() })
    expect(found([secret])).toEqual([])
    expect(found([secret], {}, now + 10 * day)).toEqual(['rotation Due on 4 December 2026.'])
  })

  test('the next change is known, so that nobody has to look every minute', () => {
    expect(scanDue([body(20, { entry: entry() })], new Map(), rules).nextAt).toBe(Date.UTC(2026, 11, 4))
    const snoozedUntil = now + 2 * day
    expect(scanDue([body(31, { entry: entry({ snoozedUntil }) })], new Map(), rules).nextAt).toBe(snoozedUntil)
  })

  test('reminders that are off leave the rest', () => {
    expect(found([body(200, { accessedAt: null })], { unreadDays: 0 })).toEqual([])
    expect(found([expiring(10)], { expiryDays: 0 })).toEqual([])
    expect(found([expiring(-1)], { expiryDays: 0 })).toHaveLength(1)
  })
})

describe('a clock that cannot be believed', () => {
  const secret = body(5, { entry: entry({ setAt: now - 50 * day }) })
  const automatic = body(31, {
    entry: entry({ automatic: true, rotator: { kind: 'generate', length: 32, exclude: '', field: null } }),
  })

  test('set to 1970 makes everything with a rule due, and not silence', () => {
    const at = 5 * day
    expect(timingOf(secret, at, () => null).standing).toBe('unknown')
    expect(found([secret], { now: at })).toEqual([
      'rotation Its last rotation lies in the future of this clock: check the date.',
    ])
  })

  test('set back by some hours changes nothing', () => {
    const fresh = body(0, { entry: entry() })
    expect(timingOf(fresh, now - 5 * 3_600_000, () => null).standing).toBe('scheduled')
  })

  test('a value made while it was ahead is due and not silent for years', () => {
    expect(timingOf(body(-14 * 365, { entry: entry() }), now, () => null).standing).toBe('unknown')
  })

  test('never starts a rotation by itself', () => {
    expect(mayStart(automatic, rules)).toBe(true)
    expect(mayStart(automatic, { ...rules, now: 5 * day })).toBe(false)
  })

  test('does not make a snooze last for years', () => {
    const snoozed = body(31, { entry: entry({ snoozedUntil: now + 14 * 365 * day }) })
    expect(found([snoozed])).toHaveLength(1)
  })
})

describe('a rotation starts by itself', () => {
  const rotator = { kind: 'generate', length: 32, exclude: '', field: null } as const
  test.each<readonly [string, SecretBody, boolean]>([
    ['when due and chosen', body(31, { entry: entry({ automatic: true, rotator }) }), true],
    ['not when only a reminder was chosen', body(31, { entry: entry({ rotator }) }), false],
    ['not without a rotator', body(31, { entry: entry({ automatic: true }) }), false],
    ['not before', body(29, { entry: entry({ automatic: true, rotator }) }), false],
    ['not while snoozed', body(31, { entry: entry({ automatic: true, rotator, snoozedUntil: now + day }) }), false],
    [
      'not when scheduled for deletion',
      body(31, { entry: entry({ automatic: true, rotator }), deletionAt: now }),
      false,
    ],
  ])('%s', (_what, secret, expected) => {
    expect(mayStart(secret, rules)).toBe(expected)
  })
})
