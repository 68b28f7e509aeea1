/**
 * Thousands of calls leave garbage that outlives the quick collections: sockets, answers, what was sealed. V8 looks for it
 * when the heap has trebled, which for a first push is a hundred MiB of nothing. Meanwhile it is to look at four tenths.
 */
import { setFlagsFromString } from 'node:v8'

/** Fewer steps do not fill the heap. */
const manySteps = 1_000

export async function withSmallHeap<T>(steps: number, body: () => Promise<T>): Promise<T> {
  if (steps < manySteps) return body()
  setFlagsFromString('--heap-growing-percent=40')
  try {
    return await body()
  } finally {
    // V8's own way of telling.
    setFlagsFromString('--heap-growing-percent=0')
  }
}
