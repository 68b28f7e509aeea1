/**
 * The texts that free-text search looks through, some hundred joined to one. Looking through one long text for a word is
 * several times quicker than asking 100,000 short ones, each somewhere else in memory.
 */
import { giveWay } from './breathe.ts'

const slotsPerBlock = 512
/** Between two texts, so that no word is found across them. A word that holds it is found in none. */
const between = '\0'

interface Block {
  readonly text: string
  /** Where each slot's own text ends. */
  readonly ends: Int32Array
}

/** What the texts add to an entry. */
export interface Searchable {
  /** Its place in what `holding` answers, for as long as it is there. */
  readonly slot: number
  /** The text that free-text search looks through, in lower case. */
  searchText(): string
}

export interface SearchTexts<E> {
  /** Takes an entry in, in the slot of the one it replaces or in a free one. */
  place(entry: E, old: (E & Searchable) | undefined): E & Searchable
  drop(old: E & Searchable): void
  /** By slot: 1 where the text holds the word, which is in lower case. */
  holding(word: string): Uint8Array
  /** Makes what is missing of the joined texts, a little at a time, before the first search asks for all of it. */
  prepare(): Promise<void>
}

/**
 * `saysTheSame` tells that the text of one entry is surely that of another, so that nothing is made anew. `isWanted`
 * turning false ends what is being prepared.
 */
export function createSearchTexts<E>(
  textOf: (entry: E) => string,
  saysTheSame: (a: E, b: E) => boolean,
  isWanted: () => boolean = () => true,
): SearchTexts<E> {
  const entryBySlot: (E | undefined)[] = []
  const freeSlots: number[] = []
  const blocks: (Block | undefined)[] = []

  function blockAt(number: number): Block {
    const known = blocks[number]
    if (known !== undefined) return known
    const entries = entryBySlot.slice(number * slotsPerBlock, (number + 1) * slotsPerBlock)
    const block = blockOf(entries.map((entry) => (entry === undefined ? '' : textOf(entry))))
    blocks[number] = block
    return block
  }
  const forget = (slot: number): void => {
    blocks[blockNumber(slot)] = undefined
  }
  const textAt = (slot: number): string => {
    const { text, ends } = blockAt(blockNumber(slot))
    const at = slot % slotsPerBlock
    return text.slice(at === 0 ? 0 : (ends[at - 1] ?? 0) + between.length, ends[at])
  }

  // One for all: a function of its own for each of a hundred thousand entries would weigh as much as their ids.
  function searchText(this: Searchable): string {
    return textAt(this.slot)
  }

  return {
    place(entry, old) {
      const slot = old?.slot ?? freeSlots.pop() ?? entryBySlot.length
      entryBySlot[slot] = entry
      if (old === undefined || !saysTheSame(old, entry)) forget(slot)
      return { ...entry, slot, searchText }
    },
    drop({ slot }) {
      entryBySlot[slot] = undefined
      freeSlots.push(slot)
      forget(slot)
    },
    holding(word) {
      const found = new Uint8Array(entryBySlot.length)
      if (word === '') return found.fill(1)
      for (let first = 0; first < found.length; first += slotsPerBlock)
        mark(found, first, blockAt(blockNumber(first)), word)
      return found
    },
    async prepare() {
      for (let number = 0; isWanted() && number * slotsPerBlock < entryBySlot.length; number += 1) {
        blockAt(number)
        await giveWay()
      }
    },
  }
}

const blockNumber = (slot: number): number => Math.floor(slot / slotsPerBlock)

function blockOf(texts: readonly string[]): Block {
  const ends = new Int32Array(texts.length)
  let end = -between.length
  for (const [at, text] of texts.entries()) {
    end += between.length + text.length
    ends[at] = end
  }
  return { text: texts.join(between), ends }
}

function mark(found: Uint8Array, first: number, { text, ends }: Block, word: string): void {
  let slot = 0
  let at = text.indexOf(word)
  while (at !== -1) {
    while ((ends[slot] ?? text.length) < at) slot += 1
    const end = ends[slot] ?? text.length
    const isWhole = at + word.length <= end
    if (isWhole) found[first + slot] = 1
    at = text.indexOf(word, isWhole ? end + between.length : at + 1)
  }
}
