/** Keyfiles: 32 random bytes in a file of their own, needed besides the password of a vault that asks for one. */
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { fail, invalid, type Result, succeed } from '../../shared/failure.ts'
import { readDoorConfig, writeDoorConfig } from './door-config.ts'
import { keyBytes, loadSodium, randomBytes } from './vault/sodium.ts'

/**
 * The content of a keyfile that was given as its bytes or as its path; undefined when none was. The caller wipes it.
 * Its length is checked here, because a file chosen by mistake would otherwise look like a wrong password.
 */
export function readKeyfile(given: Uint8Array | string | undefined): Result<Uint8Array | undefined> {
  if (given === undefined) return succeed(undefined)
  const read = typeof given === 'string' ? readBytes(given) : succeed(given)
  if (!read.ok || read.value.length === keyBytes) return read
  read.value.fill(0)
  return invalid('keyfile', `That is not a keyfile: a keyfile has exactly ${keyBytes} bytes.`)
}

/** At most one byte more than a keyfile has. */
function readBytes(path: string): Result<Uint8Array> {
  const bytes = new Uint8Array(keyBytes + 1)
  try {
    const file = openSync(path, 'r')
    try {
      return succeed(bytes.slice(0, readSync(file, bytes, 0, bytes.length, 0)))
    } finally {
      closeSync(file)
    }
  } catch {
    return invalid('keyfile', `The keyfile ${path} cannot be read.`)
  } finally {
    bytes.fill(0)
  }
}

/** A new keyfile that only its owner can read. A file that is there is never written over: a vault may depend on it. */
export async function makeKeyfile(path: string): Promise<Result<null>> {
  await loadSodium()
  const bytes = randomBytes(keyBytes)
  try {
    writeFileSync(path, bytes, { flag: 'wx', mode: 0o600, flush: true })
    return succeed(null)
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    return isThere
      ? fail({ kind: 'exists', message: 'There is a file of that name already. It was left as it is.' })
      : fail({ kind: 'io-error', message: 'The keyfile could not be written there.', detail: path })
  } finally {
    bytes.fill(0)
  }
}

const placeSchema = z.strictObject({ path: z.string().nullable() })

/** Where the keyfile of the last unlock is, kept at `place` beside the vault; null when none is known. */
export const lastKeyfile = (place: string): string | null => readDoorConfig(place, placeSchema, { path: null }).path

/**
 * To be called when the vault opened, with what opened it: a path is kept for the next unlock, and none is forgotten where
 * the password alone opens. Whoever reads the place knows where to look for the keyfile, so it is for its owner alone.
 */
export function noteKeyfile(place: string, given: Uint8Array | string | undefined): void {
  const known = lastKeyfile(place)
  if (typeof given === 'string' && given !== known) writeDoorConfig(place, { path: given })
  if (given === undefined && known !== null) rmSync(place, { force: true })
}
