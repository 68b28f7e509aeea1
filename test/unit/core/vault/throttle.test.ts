import { expect, test } from 'vitest'
import { delayAfter, remainingDelay } from '../../../../main/core/vault/throttle.ts'

test('the wait doubles from half a second to a minute', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000].map(delayAfter)).toEqual([
    0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
  ])
})

test.each([
  [{ failures: 0, lastAt: 1_000 }, 1_000, 0],
  [{ failures: 3, lastAt: 1_000 }, 1_000, 2_000],
  [{ failures: 3, lastAt: 1_000 }, 2_500, 500],
  [{ failures: 3, lastAt: 1_000 }, 3_000, 0],
  [{ failures: 3, lastAt: 1_000 }, 9_999_999, 0],
])('after %o at %i, %i ms are left', (throttle, now, left) => {
  expect(remainingDelay(throttle, now)).toBe(left)
})

test('a clock set back does not shorten the wait', () => {
  expect(remainingDelay({ failures: 3, lastAt: 1_000_000 }, 0)).toBe(2_000)
})
