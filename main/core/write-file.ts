/** Files that the user asked for, with a value in them. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { fail, type Result, succeed } from '../../shared/failure.ts'

/** Writes `path` (0600) by way of a file beside it, so that a failure leaves what was there. */
export function writeFileAside(path: string, bytes: Uint8Array): Result<null> {
  const aside = `${path}.part-${process.pid}`
  try {
    writeFileSync(aside, bytes, { mode: 0o600, flag: 'wx' })
    renameSync(aside, path)
    return succeed(null)
  } catch (error) {
    rmSync(aside, { force: true })
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return fail({ kind: 'io-error', detail: code, message: `The file could not be written (${code}).` })
  }
}
