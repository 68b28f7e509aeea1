/** The throw-away worker of `kdf.ts`: one Argon2id, one answer, gone. Its memory, 64 MiB or more, goes with it. */
import { parentPort, workerData } from 'node:worker_threads'
import { argon2id, loadSodium } from './sodium.ts'

const { password, salt, memoryKib, passes } = workerData as {
  readonly password: Uint8Array
  readonly salt: Uint8Array
  readonly memoryKib: number
  readonly passes: number
}

await loadSodium()
const key = argon2id(password, salt, memoryKib, passes)
password.fill(0)
parentPort?.postMessage(key)
