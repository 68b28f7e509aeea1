import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { giveWay, noteUse } from '../../../../main/core/vault/breathe.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Whether the pause is over before any time goes by. */
async function isOverAtOnce(): Promise<boolean> {
  let isOver = false
  void giveWay().then(() => {
    isOver = true
  })
  await vi.advanceTimersByTimeAsync(0)
  return isOver
}

test('work that nobody waits for goes on at once while nobody calls', async () => {
  expect(await isOverAtOnce()).toBe(true)
})

test('it rests after a call, and goes on at once when a while went by without one', async () => {
  noteUse()
  expect(await isOverAtOnce()).toBe(false)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await isOverAtOnce()).toBe(true)
})

test('it goes on, if slowly, while calls do not end', async () => {
  let steps = 0
  void (async () => {
    for (; steps < 20; steps += 1) await giveWay()
  })()
  for (let call = 0; call < 100; call += 1) {
    noteUse()
    await vi.advanceTimersByTimeAsync(5)
  }
  expect(steps).toBe(20)
})
