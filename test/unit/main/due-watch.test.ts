import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createDueWatch, type DueWatch } from '../../../main/due-watch.ts'

const hour = 3_600_000
const shown: number[] = []
const told: string[] = []
let watch: DueWatch

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 12) })
  shown.length = 0
  told.length = 0
  watch = createDueWatch({
    show: (count) => shown.push(count),
    notify: (title) => told.push(title),
    now: Date.now,
  })
})
afterEach(() => {
  watch.onUnlocked(true)
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTime(ms)

describe('what the shell knows of due dates', () => {
  test('is a count for the tray', () => {
    watch.onDue(3, null)
    expect(shown).toEqual([3])
  })

  test('is told while the vault is locked, once, without a name', () => {
    watch.onDue(0, Date.now() + 2 * hour)
    watch.onUnlocked(false)
    pass(hour)
    expect(told).toEqual([])
    pass(2 * hour)
    expect(told).toEqual(['Coffer is locked'])
    pass(48 * hour)
    expect(told).toHaveLength(1)
  })

  test('is left to the core while the vault is open', () => {
    watch.onDue(0, Date.now() + hour)
    watch.onUnlocked(false)
    watch.onUnlocked(true)
    pass(5 * hour)
    expect(told).toEqual([])
  })

  test('is nothing while nothing is known to come', () => {
    watch.onDue(2, null)
    watch.onUnlocked(false)
    pass(48 * hour)
    expect(told).toEqual([])
  })

  test('is told at most once a day, however often the vault is locked', () => {
    for (let round = 0; round < 10; round += 1) {
      watch.onUnlocked(true)
      watch.onDue(1, Date.now() + 60_000)
      watch.onUnlocked(false)
      pass(hour)
    }
    expect(told).toHaveLength(1)
    pass(24 * hour)
    expect(told).toHaveLength(2)
  })

  test('is not silent after the clock was ahead', () => {
    vi.setSystemTime(Date.UTC(2040, 0, 1))
    watch.onDue(0, Date.now() + 60_000)
    watch.onUnlocked(false)
    pass(hour)
    expect(told).toHaveLength(1)
    vi.setSystemTime(Date.UTC(2026, 10, 25))
    watch.onDue(0, Date.now() + 60_000)
    pass(hour)
    expect(told).toHaveLength(2)
  })
})
