/** Whether a door is on, kept beside the vault, since a door listens while the vault is locked too. No secret is in it. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { z } from 'zod'

/** `fallback` where the file is missing or is not what it should be. */
export function readDoorConfig<T>(path: string, schema: z.ZodType<T>, fallback: T): T {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return fallback
  }
}

/** Whole or not at all. A disk that takes nothing leaves the old file; the door works on until the next start. */
export function writeDoorConfig<T>(path: string, config: T): T {
  try {
    writeFileSync(`${path}.new`, JSON.stringify(config), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  } catch {
    return config
  }
  return config
}

/** Runs one thing after the other, so that on, off and on again end as asked. */
export function createQueue(): <T>(body: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (body) => {
    const next = last.then(body)
    last = next.catch(() => undefined)
    return next
  }
}
