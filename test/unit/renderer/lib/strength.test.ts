import { expect, test } from 'vitest'
import { estimateStrength } from '../../../../renderer/lib/strength.ts'

test.each([
  ['password', 0],
  ['qwertyuiop', 0],
  ['coffer', 0],
])('%j is guessed at once, and the reason is said', (password, score) => {
  const strength = estimateStrength(password)
  expect(strength.score).toBe(score)
  expect(strength.reason).not.toBe('')
})

test('several uncommon words are strong', () => {
  expect(estimateStrength('zookeeper-abacus-jigsaw-oxidize').score).toBe(4)
})

test('a very long paste is judged like its beginning', () => {
  const paste = 'x1y2z3'.repeat(10_000)
  expect(estimateStrength(paste)).toEqual(estimateStrength(paste.slice(0, 1_000)))
})
