import { parentPort, workerData } from 'node:worker_threads'
import { commandLines } from './command-lines.ts'

const { words, everyMs } = workerData as { readonly words: readonly string[]; readonly everyMs: number }
const seen = new Set<string>()

setInterval(() => {
  const before = seen.size
  for (const [pid, line] of commandLines()) {
    if (words.some((word) => line.includes(word)) && !seen.has(`${pid} ${line}`))
      parentPort?.postMessage({ found: line, count: seen.size })
    seen.add(`${pid} ${line}`)
  }
  if (seen.size > before) parentPort?.postMessage({ found: null, count: seen.size })
}, everyMs)
