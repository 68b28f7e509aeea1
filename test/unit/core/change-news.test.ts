import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { tellChanges } from '../../../main/core/change-news.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function watched() {
  let change: (names: readonly string[]) => void = () => undefined
  let revision = 0
  const told: { readonly revision: number; readonly names: readonly string[] | null }[] = []
  const onChange = (listener: typeof change) => {
    change = listener
    return () => true
  }
  tellChanges({ onChange, revision: () => revision }, (news) => told.push(news))
  return {
    told,
    change(...names: readonly string[]) {
      revision += 1
      change(names)
    },
  }
}

test('the first change is told at once, those that follow as one, with the newest revision', () => {
  const { told, change } = watched()
  change('a')
  expect(told).toEqual([{ revision: 1, names: ['a'] }])
  change('b')
  change('c')
  change('b')
  expect(told).toHaveLength(1)
  vi.advanceTimersByTime(100)
  expect(told[1]).toEqual({ revision: 4, names: ['b', 'c'] })
})

test('after a quiet while a change is told at once again, and silence tells nothing', () => {
  const { told, change } = watched()
  change('a')
  vi.advanceTimersByTime(1_000)
  expect(told).toHaveLength(1)
  change('b')
  expect(told[1]).toEqual({ revision: 2, names: ['b'] })
})

test('of too many changes no names are told', () => {
  const { told, change } = watched()
  change('first')
  for (let at = 0; at < 1_500; at += 1) change(`name-${at}`)
  vi.advanceTimersByTime(100)
  expect(told[1]).toEqual({ revision: 1_501, names: null })
})
