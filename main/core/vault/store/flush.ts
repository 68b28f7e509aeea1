/**
 * Has the system write a long file to the disk while it is still being made, away from the loop. The sync that ends such
 * a file would else hold the loop for all of it at once.
 */
import { promises } from 'node:fs'

export interface Flushing {
  /**
   * To be told, again and again, how much is written by now (in whatever unit). True while so much waits for the disk
   * that the writer should wait as well.
   */
  isBehind(written: number): boolean
  /** Waits for what is under way. Throws what the disk said at any time. */
  end(): Promise<void>
}

/** Makes the file, which must not exist, empty and for its owner alone; it is synced after each `share` written. */
export async function startFlushing(path: string, share: number): Promise<Flushing> {
  const file = await promises.open(path, 'wx', 0o600)
  let flushed = 0
  let flushing: Promise<void> | null = null
  let failed: unknown = null
  async function flush(): Promise<void> {
    try {
      await file.datasync()
    } catch (error) {
      failed ??= error
    }
    flushing = null
  }
  return {
    isBehind(written) {
      if (written - flushed < share) return false
      if (flushing !== null) return true
      flushed = written
      flushing = flush()
      return false
    },
    async end() {
      await flushing
      await file.close()
      if (failed !== null) throw failed
    },
  }
}
