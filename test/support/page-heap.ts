/** What the page's JavaScript heap still holds, strings included, after a full collection. */
import type { Page } from 'playwright-core'

/** Whether a text occurs in a heap snapshot of the page. */
export const isInHeap = async (page: Page, text: string): Promise<boolean> =>
  (await textsInHeap(page, [text])).length > 0

/** Those of the texts that occur in one heap snapshot of the page. */
export async function textsInHeap(page: Page, texts: readonly string[]): Promise<readonly string[]> {
  const debug = await page.context().newCDPSession(page)
  const chunks: string[] = []
  debug.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  try {
    for (let round = 0; round < 3; round += 1) await debug.send('HeapProfiler.collectGarbage')
    await debug.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
    const heap = chunks.join('')
    return texts.filter((text) => heap.includes(text))
  } finally {
    await debug.detach()
  }
}
