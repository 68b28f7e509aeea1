import { describe, expect, test } from 'vitest'
import { DAY, daysUntil, formatAgo, formatSize, plural, shortId } from '../../../../renderer/lib/format.ts'

const now = Date.UTC(2026, 6, 15, 12)

describe('how long ago', () => {
  test.each([
    [0, 'just now'],
    [59_000, 'just now'],
    [60_000, '1 minute ago'],
    [3_600_000, '1 hour ago'],
    [DAY, 'yesterday'],
    [3 * DAY, '3 days ago'],
    [29 * DAY, '29 days ago'],
  ])('%d ms ago is %j', (past, said) => {
    expect(formatAgo(now - past, now)).toBe(said)
  })

  test('from a month on it is the date', () => {
    expect(formatAgo(new Date(2026, 4, 1, 12).getTime(), now)).toMatch(/1 May 2026/)
  })

  test('a clock that went back says just now', () => {
    expect(formatAgo(now + 5_000, now)).toBe('just now')
  })
})

test('a day that has begun counts as one left, and none is left after the end', () => {
  expect(daysUntil(now + 1, now)).toBe(1)
  expect(daysUntil(now + 7 * DAY, now)).toBe(7)
  expect(daysUntil(now - DAY, now)).toBe(0)
})

test.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1_024, '1 KB'],
  [1_536, '1.5 KB'],
  [61_440, '60 KB'],
  [65_536, '64 KB'],
  [2 * 1_048_576, '2.0 MB'],
])('%d bytes are %j', (size, said) => {
  expect(formatSize(size)).toBe(said)
})

test('one is singular, none and many are plural', () => {
  expect([0, 1, 2, 1_200].map((count) => plural(count, 'day'))).toEqual(['0 days', '1 day', '2 days', '1,200 days'])
})

test('an id keeps its first eight characters', () => {
  expect(shortId('6ad8abda-1111-4222-8333-444444444444')).toBe('6ad8abda')
})
