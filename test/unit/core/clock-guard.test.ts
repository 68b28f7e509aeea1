import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  believedUntil,
  type ClockMemory,
  jumpMs,
  lookAtClock,
  readClockMemory,
} from '../../../main/core/clock-guard.ts'

const hour = 3_600_000
const day = 24 * hour
const start = Date.UTC(2026, 10, 24, 9)

interface Step {
  /** What really passes. */
  readonly hours: number
  /** What the clock is wrong by from then on. */
  readonly errorMs: number
  /** Coffer was closed or the computer slept meanwhile, so the monotonic clock knows nothing. */
  readonly away: boolean
}

/** Looks after each step; answers the memory and the true time at each. */
function live(steps: readonly Step[]): readonly { readonly memory: ClockMemory; readonly trueAt: number }[] {
  let trueAt = start
  let memory = lookAtClock(null, start, 0)
  return steps.map(({ hours, errorMs, away }) => {
    trueAt += hours * hour
    memory = lookAtClock(memory, trueAt + errorMs, away ? 0 : hours * hour)
    return { memory, trueAt }
  })
}

const run = (hours: number, errorMs = 0): readonly Step[] =>
  Array.from({ length: hours }, () => ({ hours: 1, errorMs, away: false }))
const away = (hours: number, errorMs = 0): Step => ({ hours, errorMs, away: true })
const lastBelieved = (steps: readonly Step[]) => {
  const last = live(steps).at(-1)
  return last === undefined ? null : believedUntil(last.memory)
}

describe('the clock', () => {
  test('is believed after a day of looks, less the smallest jump that would be noticed', () => {
    expect(lastBelieved(run(23))).toBeNull()
    expect(lastBelieved(run(24))).toBe(start + day - jumpMs)
  })

  test('is believed by who opens Coffer for an hour a day', () => {
    expect(lastBelieved([...run(1), away(23), ...run(1), away(23)])).not.toBeNull()
  })

  test('that jumps a year forward is not believed for a day, and not when it is set right meanwhile', () => {
    const jumped = [...run(30), ...run(20, 365 * day)]
    expect(lastBelieved(jumped)).toBeNull()
    expect(lastBelieved([...jumped, ...run(10)])).toBeNull()
    expect(lastBelieved([...jumped, ...run(26)])).toBeLessThan(start + 4 * day)
  })

  test('is not believed at once after weeks away, and is a day later', () => {
    const back = [...run(30), away(24 * 21)]
    expect(lastBelieved(back)).toBeNull()
    expect(lastBelieved([...back, ...run(24)])).not.toBeNull()
  })

  test('that goes back is not believed', () => {
    expect(lastBelieved([...run(30), ...run(1, -2 * hour)])).toBeNull()
  })

  test('may be corrected by seconds, and go over the hour of summer time on another zone’s clock', () => {
    expect(lastBelieved([...run(30), ...run(1, -20_000), ...run(1, 15_000)])).not.toBeNull()
  })

  test('never ends anything before its time, whatever single jump of up to a lifetime it makes and takes back in a day', () => {
    const jump = fc.integer({ min: 1, max: 80 * 365 }).map((days) => days * day)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), jump, fc.integer({ min: 1, max: 23 }), (before, errorMs, wrong) => {
        for (const { memory, trueAt } of live([...run(before), ...run(wrong, errorMs), ...run(40)]))
          expect(believedUntil(memory) ?? 0).toBeLessThanOrEqual(trueAt)
      }),
    )
  })

  test('jumps below the threshold end nothing early either', () => {
    fc.assert(
      fc.property(fc.integer({ min: 24, max: 60 }), fc.integer({ min: -jumpMs, max: jumpMs }), (before, errorMs) => {
        for (const { memory, trueAt } of live([...run(before), ...run(30, errorMs)]))
          expect(believedUntil(memory) ?? 0).toBeLessThanOrEqual(trueAt)
      }),
    )
  })
})

test('a memory that is none is forgotten', () => {
  expect(readClockMemory(null)).toBeNull()
  expect(readClockMemory({ seenAt: 'now', steadyMs: 0 })).toBeNull()
  expect(readClockMemory({ seenAt: -1, steadyMs: 0 })).toBeNull()
  expect(readClockMemory({ seenAt: 5, steadyMs: 9e99 })).toEqual({ seenAt: 5, steadyMs: day })
})
