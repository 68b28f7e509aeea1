import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLimits } from '../../../../main/core/aws/limits.ts'

function createTestLimits(readsPerSecond: number, writesPerSecond = 5) {
  const clock = { now: 0 }
  return { clock, limits: createLimits({ readsPerSecond, writesPerSecond }, () => clock.now) }
}

describe('the rate limit', () => {
  it("lets a second's calls through at once, then one after the other", () => {
    const { limits } = createTestLimits(4)
    expect(Array.from({ length: 7 }, () => limits.reserve('read'))).toEqual([0, 0, 0, 0, 250, 500, 750])
  })

  it('keeps reads and writes apart', () => {
    const { limits } = createTestLimits(1, 1)
    limits.reserve('read')
    expect(limits.reserve('write')).toBe(0)
    expect(limits.reserve('read')).toBe(1_000)
  })

  it('is full again after a second of rest, and no fuller after a day', () => {
    const { limits, clock } = createTestLimits(2)
    for (let call = 0; call < 4; call += 1) limits.reserve('read')
    clock.now += 86_400_000
    expect(Array.from({ length: 3 }, () => limits.reserve('read'))).toEqual([0, 0, 500])
  })

  it('lets nothing start while AWS throttles', () => {
    const { limits } = createTestLimits(10)
    limits.hold('read', 3_000)
    expect(limits.reserve('read')).toBe(3_100)
    expect(limits.reserve('write')).toBe(0)
  })

  it('does not wait for the old time to come again when the clock is set back', () => {
    const { limits, clock } = createTestLimits(2)
    clock.now = 86_400_000
    for (let call = 0; call < 3; call += 1) limits.reserve('read')
    clock.now -= 7_200_000
    expect(limits.reserve('read')).toBe(1_000)
    clock.now -= 7_200_000
    limits.hold('read', 3_000)
    expect(limits.reserve('read')).toBe(3_500)
  })

  it('never starts more than the rate and its burst in any second, however calls come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (gaps, rate) => {
        const { limits, clock } = createTestLimits(rate)
        const starts = gaps.map((gap) => {
          clock.now += gap
          return clock.now + limits.reserve('read')
        })
        for (const from of starts) {
          const within = starts.filter((at) => at >= from && at < from + 1_000).length
          expect(within).toBeLessThanOrEqual(2 * rate + 1)
        }
      }),
    )
  })
})
