/** The throw-away worker of `structure.ts`: SQLite's own check of one file that nobody writes. */
import { parentPort, workerData } from 'node:worker_threads'
import { guard, openForChecking, structureFault } from './store/db.ts'

const opened = openForChecking(String(workerData))
const found = opened.ok ? guard(() => structureFault(opened.value)) : opened
if (opened.ok) opened.value.close()
parentPort?.postMessage(found.ok ? found.value : found.failure.kind)
