import { getRandomValues } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alphabetSize, entropyBits, generateCharacters, generateWords } from '../../../../renderer/lib/generate.ts'
import { words } from '../../../../renderer/lib/words.ts'

const random = (array: Uint32Array<ArrayBuffer>) => getRandomValues(array)

describe('generated characters', () => {
  test('have the length asked for and one of each class', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 128 }), fc.boolean(), (length, symbols) => {
        const made = generateCharacters({ length, symbols }, random)
        expect(made).toHaveLength(length)
        expect(made).toMatch(/[a-z]/)
        expect(made).toMatch(/[A-Z]/)
        expect(made).toMatch(/[0-9]/)
        expect(/[^A-Za-z0-9]/.test(made)).toBe(symbols)
      }),
    )
  })

  test('never hold what databases of AWS refuse', () => {
    for (let round = 0; round < 200; round += 1)
      expect(generateCharacters({ length: 64, symbols: true }, random)).not.toMatch(/[/@"\s]/)
  })

  test('draw every character of the alphabet about equally often', () => {
    const counts = new Map<string, number>()
    for (let round = 0; round < 400; round += 1)
      for (const character of generateCharacters({ length: 128, symbols: false }, random))
        counts.set(character, (counts.get(character) ?? 0) + 1)
    expect(counts.size).toBe(alphabetSize(false))
    const mean = (400 * 128) / counts.size
    for (const count of counts.values()) expect(Math.abs(count - mean)).toBeLessThan(mean * 0.3)
  })

  test('pass over draws that would favour the first characters', () => {
    const draws = [0xffff_ffff, 0xffff_fffe]
    let asked = 0
    const rigged = (array: Uint32Array<ArrayBuffer>) => {
      asked += 1
      array[0] = draws.shift() ?? 7
    }
    generateCharacters({ length: 4, symbols: false }, rigged)
    expect(draws).toEqual([])
    expect(asked).toBeGreaterThan(8)
  })
})

describe('generated words', () => {
  test('come from the list, as many as asked for', () => {
    const made = generateWords(7, words, random).split('-')
    expect(made).toHaveLength(7)
    for (const word of made) expect(words).toContain(word)
  })

  test('are drawn from 7,776 different words without hyphens', () => {
    expect(new Set(words).size).toBe(7_776)
    expect(words.filter((word) => !/^[a-z]+$/.test(word))).toEqual([])
  })
})

test('seven words are worth 90 bits, 24 characters 148', () => {
  expect(entropyBits(7, 7_776)).toBe(90)
  expect(entropyBits(24, alphabetSize(true))).toBe(148)
})
