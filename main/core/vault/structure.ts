/** SQLite's check of a file's structure. It reads every page in one go, so it runs where it cannot hold the core's loop. */
import { Worker } from 'node:worker_threads'

/** What is wrong with the structure of a closed, complete file; null when it is sound. */
export type CheckStructure = (path: string) => Promise<string | null>

/** `workerUrl` is the built or source file of `structure-worker`. */
export const createStructureCheck =
  (workerUrl: URL): CheckStructure =>
  (path) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(workerUrl, { workerData: path })
      worker.once('message', (fault: string | null) => {
        resolve(fault)
        void worker.terminate()
      })
      worker.once('error', reject)
    })
