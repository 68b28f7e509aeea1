import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSearchTexts, type Searchable } from '../../../../main/core/vault/search-texts.ts'

interface Entry {
  readonly text: string
}

const makeTexts = () =>
  createSearchTexts<Entry>(
    ({ text }) => text,
    (a, b) => a.text === b.text,
  )

const letters = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b', '\0', 'é', '漢'), maxLength })
const step = fc.record({ at: fc.nat(7), text: fc.oneof(fc.constant(null), letters(6)), word: letters(3) })

test('a word is found in the texts that hold it and in no other, whatever was replaced and dropped', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const texts = makeTexts()
      const entries = new Map<number, Entry & Searchable>()
      for (const { at, text, word } of steps) {
        const old = entries.get(at)
        if (text !== null) entries.set(at, texts.place({ text }, old))
        else if (old !== undefined) texts.drop(old)
        if (text === null) entries.delete(at)
        // A word with what is put between the texts may not be found, and no query of a person holds one.
        if (word.includes('\0')) continue
        const found = texts.holding(word)
        for (const entry of entries.values()) {
          expect([entry.text, word, found[entry.slot]]).toEqual([entry.text, word, entry.text.includes(word) ? 1 : 0])
          expect(entry.searchText()).toBe(entry.text)
        }
      }
    }),
    { numRuns: process.env.SLOW === undefined ? 500 : 20_000 },
  )
})

test('so it is among more texts than are joined to one', async () => {
  const texts = makeTexts()
  const entries = Array.from({ length: 1_700 }, (_, at) => texts.place({ text: `service ${at}` }, undefined))
  await texts.prepare()
  const replaced = entries[600]
  if (replaced !== undefined) entries[600] = texts.place({ text: 'nothing of the kind' }, replaced)
  for (const word of ['1', '16', '599', '1699', 'service', 'kind', 'none']) {
    const found = texts.holding(word)
    const expected = entries.filter(({ text }) => text.includes(word))
    expect(entries.filter(({ slot }) => found[slot] === 1)).toEqual(expected)
  }
})
