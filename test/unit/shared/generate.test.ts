import { webcrypto } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { effWords } from '../../../cli/values/eff-words.ts'
import {
  alphabetSize,
  characterClasses,
  entropyBits,
  type FillRandom,
  generateCharacters,
  generateFromClasses,
  generateWords,
} from '../../../shared/generate.ts'

const random: FillRandom = (array) => webcrypto.getRandomValues(array)
const { lower, upper, digits, symbols } = characterClasses

describe('a generated password', () => {
  test('has its length, a character of each class and none of another', () => {
    for (let length = 4; length < 60; length++) {
      const made = generateCharacters({ length, symbols: true }, random)
      expect(made).toHaveLength(length)
      for (const alphabet of [lower, upper, digits, symbols])
        expect([...made].some((c) => alphabet.includes(c))).toBe(true)
      expect([...made].every((c) => (lower + upper + digits + symbols).includes(c))).toBe(true)
    }
  })

  test('draws every character as often as any other', () => {
    const classes = ['abcdefg']
    const counts = new Map<string, number>()
    for (const c of generateFromClasses({ length: 70_000, classes, requireEach: false }, random))
      counts.set(c, (counts.get(c) ?? 0) + 1)
    // Six standard deviations around 10,000.
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(560)
    expect(counts.size).toBe(7)
  })

  test('has the required characters at any place', () => {
    const places = new Set<number>()
    for (let run = 0; run < 300; run++)
      places.add(generateFromClasses({ length: 4, classes: ['a', 'bcd'], requireEach: true }, random).indexOf('a'))
    expect(places.size).toBe(4)
  })

  test('never takes a number that would favour some characters', () => {
    const drawn = [2 ** 32 - 1, 2 ** 32 - 1, 5]
    const scripted: FillRandom = (array) => {
      array[0] = drawn.shift() ?? 0
    }
    expect(generateFromClasses({ length: 1, classes: ['abc'], requireEach: false }, scripted)).toBe('c')
  })
})

describe('a passphrase', () => {
  test('is of words from a list of 7,776 different ones that can be joined by hyphens', () => {
    const words = effWords()
    expect(new Set(words).size).toBe(7_776)
    expect(words.every((word) => /^[a-z]{3,9}$/.test(word))).toBe(true)
    const made = generateWords(6, words, random).split('-')
    expect(made).toHaveLength(6)
    expect(made.every((word) => words.includes(word))).toBe(true)
  })

  test('of six words has 77 bits, a password of 24 characters 148', () => {
    expect(entropyBits(6, 7_776)).toBe(77)
    expect(entropyBits(24, alphabetSize(true))).toBe(148)
  })
})
