/** What the page's JavaScript heap still holds, strings included, after a full collection. */
import type { Page } from 'playwright-core'

/** Whether a text occurs in a heap snapshot of the page. */
export async function isInHeap(page: Page, text: string): Promise<boolean> {
  const debug = await page.context().newCDPSession(page)
  const chunks: string[] = []
  debug.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  try {
    for (let round = 0; round < 3; round += 1) await debug.send('HeapProfiler.collectGarbage')
    await debug.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
    return chunks.join('').includes(text)
  } finally {
    await debug.detach()
  }
}
