/**
 * Password hashing: Argon2id with p = 1 in a throw-away worker, so that the core's loop never stalls and the hash's
 * memory goes back to the OS. Costs are calibrated cold, because every unlock is a cold call.
 */
import { totalmem } from 'node:os'
import { Worker } from 'node:worker_threads'
import { fromUtf8, utf8 } from './bytes.ts'
import { randomBytes } from './sodium.ts'

export interface KdfCost {
  readonly memoryKib: number
  readonly passes: number
}

export interface Kdf {
  /** 32 bytes from a password (UTF-8, NFKC is applied here) and a 16-byte salt. `password` stays the caller's. */
  derive(password: Uint8Array, salt: Uint8Array, cost: KdfCost): Promise<Uint8Array>
  /** A cost of about 0.8 s on this machine, never below the floor. */
  calibrate(): Promise<KdfCost>
}

/** RFC 9106's second recommendation: 64 MiB, 3 passes. Never less, however slow the machine. */
export const floorCost: KdfCost = { memoryKib: 64 * 1024, passes: 3 }
/** A file may ask for no more than this, or a hostile file would freeze the machine. */
export const maxCost: KdfCost = { memoryKib: 2 * 1024 * 1024, passes: 32 }
const targetMs = 800

export const isAcceptableCost = ({ memoryKib, passes }: KdfCost): boolean =>
  memoryKib >= 8 && memoryKib <= maxCost.memoryKib && passes >= 1 && passes <= maxCost.passes

/** The same text typed on another keyboard: NFKC. ASCII is its own NFKC and never becomes a string. */
export function normalisePassword(password: Uint8Array): Uint8Array {
  if (password.every((byte) => byte < 128)) return password.slice()
  try {
    return utf8(fromUtf8(password).normalize('NFKC'))
  } catch {
    return password.slice()
  }
}

/** `workerUrl` is the built or source file of `kdf-worker`. */
export function createKdf(workerUrl: URL): Kdf {
  const derive: Kdf['derive'] = (password, salt, cost) => {
    if (!isAcceptableCost(cost)) throw new RangeError('password hash cost out of range')
    const workerData = { password: normalisePassword(password), salt, ...cost }
    return new Promise((resolve, reject) => {
      const worker = new Worker(workerUrl, { workerData, transferList: [workerData.password.buffer as ArrayBuffer] })
      worker.once('message', (key: Uint8Array) => {
        resolve(key)
        void worker.terminate()
      })
      worker.once('error', reject)
    })
  }
  return { derive, calibrate: () => calibrate(derive) }
}

/** One cold run at the floor tells what this machine makes of it; cost grows linearly in memory and in passes. */
async function calibrate(derive: Kdf['derive']): Promise<KdfCost> {
  const startedAt = performance.now()
  await derive(randomBytes(16), randomBytes(16), floorCost)
  return costFor((performance.now() - startedAt) / (floorCost.memoryKib * floorCost.passes), totalmem())
}

/** PURE: the largest memory of 64–512 MiB within an eighth of RAM and the target, then more passes up to the target. */
export function costFor(msPerKibPass: number, ramBytes: number): KdfCost {
  const fits = [512, 256, 128]
    .map((mib) => mib * 1024)
    .find((memoryKib) => {
      return memoryKib * 1024 <= ramBytes / 8 && memoryKib * floorCost.passes * msPerKibPass <= targetMs
    })
  const memoryKib = fits ?? floorCost.memoryKib
  const passes = Math.floor(targetMs / (memoryKib * msPerKibPass))
  return { memoryKib, passes: Math.min(Math.max(passes, floorCost.passes), maxCost.passes) }
}
