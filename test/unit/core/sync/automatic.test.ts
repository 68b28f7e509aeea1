import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Automatic, quietMs, startAutomatic, tickMs } from '../../../../main/core/sync/automatic.ts'
import { createTurns } from '../../../../main/core/sync/turns.ts'
import { succeed } from '../../../../shared/failure.ts'
import type { Target } from '../../../../shared/sync-model.ts'
import { makeTarget } from './planning.ts'

let ran: string[]
let targets: Target[]
let online: boolean
let automatic: Automatic
const turns = createTurns()

const withRules = (name: string, rules: Partial<Target['automatic']>): Target =>
  makeTarget({
    name,
    automatic: { onSave: false, everyMinutes: 0, onNetworkReturn: false, ...rules },
    addedAt: Date.now(),
  })

beforeEach(() => {
  vi.useFakeTimers()
  ran = []
  online = true
  targets = [
    withRules('saves', { onSave: true }),
    withRules('timed', { everyMinutes: 10 }),
    withRules('network', { onNetworkReturn: true }),
    withRules('never', {}),
  ]
  automatic = startAutomatic({
    targets: () => targets,
    turns,
    now: Date.now,
    isOnline: () => online,
    run: async (by, names) => {
      ran.push(`${by}: ${names.join()}`)
      return succeed([])
    },
  })
})
afterEach(() => {
  automatic.close()
  vi.useRealTimers()
})

describe('syncs that run by themselves', () => {
  it('make one sync of several saves, once it is quiet', () => {
    automatic.nudge()
    vi.advanceTimersByTime(quietMs - 1)
    automatic.nudge()
    vi.advanceTimersByTime(quietMs - 1)
    expect(ran).toEqual([])
    vi.advanceTimersByTime(1)
    expect(ran).toEqual(['save: saves'])
  })

  it('come for a save in the middle of another one too', async () => {
    await turns.take(async () => automatic.nudge())
    vi.advanceTimersByTime(quietMs)
    expect(ran).toEqual(['save: saves'])
  })

  it('run every so many minutes from when the target was added', () => {
    vi.advanceTimersByTime(10 * 60_000 - tickMs)
    expect(ran).toEqual([])
    vi.advanceTimersByTime(2 * tickMs)
    expect(ran).toEqual(['timer: timed'])
    vi.advanceTimersByTime(10 * 60_000)
    expect(ran).toEqual(['timer: timed', 'timer: timed'])
  })

  it('go on when the clock is set back', () => {
    vi.advanceTimersByTime(10 * 60_000 + tickMs)
    expect(ran).toEqual(['timer: timed'])
    vi.setSystemTime(Date.now() - 2 * 86_400_000)
    vi.advanceTimersByTime(10 * 60_000 + 2 * tickMs)
    expect(ran).toEqual(['timer: timed', 'timer: timed', 'timer: timed'])
  })

  it('wait while there is no network, and run when it is back', () => {
    online = false
    vi.advanceTimersByTime(11 * 60_000)
    expect(ran).toEqual([])
    online = true
    vi.advanceTimersByTime(tickMs)
    expect(ran).toEqual(['network: network', 'timer: timed'])
  })

  it('end with the vault', () => {
    automatic.nudge()
    automatic.close()
    vi.advanceTimersByTime(60 * 60_000)
    expect(ran).toEqual([])
  })
})

describe('turns', () => {
  it('come one after the other, also after one that failed', async () => {
    const order: string[] = []
    const slow = turns.take(async () => {
      await Promise.resolve()
      order.push('first')
      throw new Error('ended')
    })
    const next = turns.take(async () => {
      order.push('second')
    })
    await expect(slow).rejects.toThrow('ended')
    await next
    expect(order).toEqual(['first', 'second'])
  })

  it('are cancelled one at a time, and none begins after the end', async () => {
    const own = createTurns()
    const seen: boolean[] = []
    const first = own.take(async (signal) => {
      own.cancel()
      seen.push(signal.aborted)
    })
    const second = own.take(async (signal) => void seen.push(signal.aborted))
    await Promise.all([first, second])
    expect(seen).toEqual([true, false])
    await own.close()
    await own.take(async (signal) => void seen.push(signal.aborted))
    expect(seen).toEqual([true, false, true])
  })

  it('are cancelled by their own name where they have one, also while they wait', async () => {
    const own = createTurns()
    const seen: [string, boolean][] = []
    const first = own.take(async (signal) => {
      own.cancel('second')
      own.cancel('gone')
      seen.push(['first', signal.aborted])
    }, 'first')
    const second = own.take(async (signal) => void seen.push(['second', signal.aborted]), 'second')
    const third = own.take(async (signal) => void seen.push(['third', signal.aborted]), 'third')
    await Promise.all([first, second, third])
    expect(seen).toEqual([
      ['first', false],
      ['second', true],
      ['third', false],
    ])
  })
})
