/** Looks at the words every process was started with, over and over, as `ps` would (Linux). */
import { readdirSync, readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

export interface CommandLineWatch {
  /** Command lines that held one of the words. */
  found(): readonly string[]
  /** How many different processes were looked at. */
  count(): number
  stop(): void
}

const everyMs = 3

/** In a thread of its own, so that it also looks while the test waits for a program to end. */
export function watchCommandLines(words: readonly string[]): CommandLineWatch {
  const found: string[] = []
  let count = 0
  const worker = new Worker(new URL('./command-lines-worker.ts', import.meta.url), { workerData: { words, everyMs } })
  worker.on('message', (message: { readonly found: string | null; readonly count: number }) => {
    if (message.found !== null) found.push(message.found)
    count = message.count
  })
  worker.unref()
  return { found: () => found, count: () => count, stop: () => void worker.terminate() }
}

/** Each process's words; those that ended meanwhile are left out. */
export function commandLines(): ReadonlyMap<string, string> {
  const lines = new Map<string, string>()
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    try {
      lines.set(pid, readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))
    } catch {
      // It ended between the listing and the reading.
    }
  }
  return lines
}
