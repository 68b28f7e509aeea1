import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createIdleClock, createIdleLock } from '../../../main/idle.ts'

const minute = 60_000
const at = (monotonicMs: number, wallMs = 1_000_000 + monotonicMs) => ({ monotonicMs, wallMs })

describe('the idle clock', () => {
  test('takes the shorter of the system’s idle time and the time since the vault was used', () => {
    const clock = createIdleClock(at(0))
    expect(clock.idleMs(at(5 * minute), 2 * minute)).toBe(2 * minute)
    expect(clock.idleMs(at(5 * minute), 9 * minute)).toBe(5 * minute)
    clock.touch(at(4 * minute))
    expect(clock.idleMs(at(5 * minute), 9 * minute)).toBe(minute)
  })
  test('does not believe a system that never was idle', () => {
    const clock = createIdleClock(at(0))
    expect(clock.idleMs(at(20 * minute), 0)).toBe(20 * minute)
    expect(clock.idleMs(at(21 * minute), 1_000)).toBe(1_000)
    expect(clock.idleMs(at(22 * minute), 0)).toBe(0)
  })
  test('counts a sleep in which the monotonic clock stood still', () => {
    const clock = createIdleClock(at(0))
    expect(clock.idleMs(at(1_000, 1_000_000 + 60 * minute), 0)).toBe(60 * minute)
  })
  test('is not fooled by a wall clock set back', () => {
    const clock = createIdleClock(at(0))
    expect(clock.idleMs(at(10 * minute, 0), 0)).toBe(10 * minute)
  })
  test('is never negative and never beyond what either clock says', () => {
    const time = fc.integer({ min: 0, max: 10 ** 9 })
    fc.assert(
      fc.property(time, time, time, (monotonicMs, wallMs, systemIdleMs) => {
        const idleMs = createIdleClock({ monotonicMs: 500, wallMs: 500 }).idleMs({ monotonicMs, wallMs }, systemIdleMs)
        expect(idleMs).toBeGreaterThanOrEqual(0)
        expect(idleMs).toBeLessThanOrEqual(Math.max(0, monotonicMs - 500, wallMs - 500))
      }),
    )
  })
})

describe('the idle lock', () => {
  let systemIdleMs = 0
  let skippedMs = 0
  const lock = vi.fn()
  const start = () =>
    createIdleLock({
      now: () => ({ monotonicMs: performance.now(), wallMs: Date.now() + skippedMs }),
      systemIdleMs: () => systemIdleMs,
      lock,
    })
  beforeEach(() => {
    vi.useFakeTimers()
    lock.mockClear()
    systemIdleMs = 0
    skippedMs = 0
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('locks once, when the limit is reached, and not before', () => {
    start().watch(10 * minute)
    vi.advanceTimersByTime(10 * minute - 1)
    expect(lock).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(lock).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(60 * minute)
    expect(lock).toHaveBeenCalledTimes(1)
  })
  test('starts over with every use', () => {
    const idle = start()
    idle.watch(minute)
    for (let use = 0; use < 10; use++) {
      vi.advanceTimersByTime(50_000)
      idle.touch()
    }
    expect(lock).not.toHaveBeenCalled()
    vi.advanceTimersByTime(minute + 1_000)
    expect(lock).toHaveBeenCalledTimes(1)
  })
  test('stays open while somebody uses the computer for something else', () => {
    systemIdleMs = 3_000
    start().watch(minute)
    vi.advanceTimersByTime(30 * minute)
    expect(lock).not.toHaveBeenCalled()
  })
  test('notices a sleep within seconds of waking', () => {
    start().watch(10 * minute)
    vi.advanceTimersByTime(minute)
    skippedMs = 60 * minute
    vi.advanceTimersByTime(15_000)
    expect(lock).toHaveBeenCalledTimes(1)
  })
  test('watches no more when told 0, and by the newest limit when told twice', () => {
    const idle = start()
    idle.watch(minute)
    idle.watch(0)
    vi.advanceTimersByTime(60 * minute)
    expect(lock).not.toHaveBeenCalled()
    idle.watch(minute)
    idle.watch(5 * minute)
    vi.advanceTimersByTime(2 * minute)
    expect(lock).not.toHaveBeenCalled()
    vi.advanceTimersByTime(3 * minute + 1_000)
    expect(lock).toHaveBeenCalledTimes(1)
  })
})
