/**
 * Overwrites what a text that passed through this process left in freed memory. Nothing in JavaScript erases, so the
 * memory is reused instead: the young generation of the heap is filled until every page of it has been written to, and
 * blocks of the text's size class are taken and given back.
 */
import { createSecretKey, type KeyObject } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Blocks of one size class that are held at once, bounded by bytes for long texts. */
const blocks = { count: 256, bytes: 8 * 1_048_576 } as const

let collect: (() => void) | null = null

/** A full collection: without it, dead strings of the old generation would stay as they are. */
function collectGarbage(): void {
  if (collect === null) {
    setFlagsFromString('--expose_gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}

/** `length` is that of the text, in UTF-16 units. Blocks the event loop for some tens of milliseconds. */
export function scrubMemory(length: number): void {
  fillBlocks(length)
  fillYoungGeneration()
  collectGarbage()
  fillYoungGeneration()
}

/** Short enough to begin life in the young generation. */
const fillerLength = 32_768
/** Three times the largest young generation of a process with this heap (16 MiB). */
const fillerBytes = 48 * 1_048_576

/** Strings of every page that comes round, until all pages have. The sum is there so that none is left out. */
function fillYoungGeneration(): number {
  const bytes = Buffer.alloc(fillerLength)
  let sum = 0
  for (let written = 0; written < fillerBytes; written += fillerLength) sum += bytes.toString('latin1').length
  return sum
}

/**
 * The clipboard holds the text as UTF-8 and as UTF-16, each in a block of the C++ allocator. Keys are blocks there as
 * well, and they are zeroed when they are freed.
 */
function fillBlocks(length: number): void {
  const held: KeyObject[] = []
  for (const bytes of [length, length + 16, 2 * length, 2 * length + 16]) {
    const filler = Buffer.alloc(Math.max(bytes, 1))
    const count = Math.min(blocks.count, Math.ceil(blocks.bytes / filler.length))
    for (let block = 0; block < count; block++) held.push(createSecretKey(filler))
  }
  held.length = 0
}
