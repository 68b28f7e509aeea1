/**
 * Overwrites what a text that passed through this process left in freed memory. Nothing in JavaScript erases, so the
 * memory is reused instead: the heap is filled until its free pages have been written to, and blocks of the text's size
 * class are taken and given back. No collection is forced: that would also collect what a debugger waits for.
 */
import { createSecretKey, type KeyObject } from 'node:crypto'

/** Blocks of one size class that are held at once, bounded by bytes for long texts. */
const blocks = { count: 256, bytes: 8 * 1_048_576 } as const
/** Of short texts, every class is filled: what is typed and pasted passes through as well, in lengths nobody counted. */
const shortBytes = { from: 16, to: 16_384, total: 524_288 } as const

/**
 * `length` is that of a text known to have been here, in UTF-16 units. Blocks the event loop for some tens of
 * milliseconds.
 */
export function scrubMemory(length: number): void {
  const held: KeyObject[] = []
  for (const bytes of [length, length + 16, 2 * length, 2 * length + 16]) fillBlocks(bytes, blocks.bytes, held)
  for (let bytes: number = shortBytes.from; bytes < shortBytes.to; bytes = Math.ceil(bytes * 1.125)) {
    fillBlocks(bytes, shortBytes.total, held)
  }
  held.length = 0
  fillHeap()
}

/** More than the young generation of this process and the pages V8 keeps aside for it come to. */
const fillerBytes = 32 * 1_048_576
/** Small, because a large object leaves the end of a page as it is. */
const fillerLength = 1_024

/** All is held until the end: the heap has to grow then, over pages set aside, where garbage goes round in a few. */
function fillHeap(): void {
  const bytes = Buffer.alloc(fillerLength)
  const held: string[] = []
  for (let made = 0; made < fillerBytes / fillerLength; made++) held.push(bytes.toString('latin1'))
  held.length = 0
}

/**
 * The clipboard holds a text as UTF-8 and as UTF-16, each in a block of the C++ allocator. Keys are blocks there as
 * well, and they are zeroed when they are freed.
 */
function fillBlocks(bytes: number, total: number, held: KeyObject[]): void {
  const filler = Buffer.alloc(Math.max(bytes, 1))
  const count = Math.min(blocks.count, Math.ceil(total / filler.length))
  for (let block = 0; block < count; block++) held.push(createSecretKey(filler))
}
