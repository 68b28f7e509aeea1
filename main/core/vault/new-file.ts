/** Putting a new vault file in its place: complete or not at all, and never over another file. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  promises,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Failure, fail, type Result } from '../../../shared/failure.ts'
import { hex } from './bytes.ts'
import { headerMac, type Slot, type VaultHeader, type VaultKeys } from './keys.ts'
import * as migration from './migrations/0001-initial.ts'
import { randomBytes } from './sodium.ts'
import { createDatabase, guard, guardAll, inBulk, type WriteDb } from './store/db.ts'
import { insertSlot, writeHeader } from './store/header-rows.ts'

export const vaultExists: Failure = {
  kind: 'vault-exists',
  message: 'There is a vault here already. It was left as it is.',
}

/**
 * Writes a database beside `path` (header and slot first, then whatever `fill` puts into it), syncs it and links it in.
 * A failure of `fill` or of the disk leaves nothing behind.
 */
export async function writeNewVault(
  path: string,
  made: { readonly keys: VaultKeys; readonly header: VaultHeader; readonly slot: Slot },
  fill: (db: WriteDb) => Promise<Result<null>>,
): Promise<Result<null>> {
  const temporary = temporaryBeside(path)
  try {
    const filled = await guardAll(async () => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      const db = createDatabase(temporary, migration.up)
      try {
        chmodSync(temporary, 0o600)
        return await inBulk(db, () => {
          writeHeader(db, made.header, headerMac(made.keys, made.header, [made.slot]))
          insertSlot(db, made.slot)
          return fill(db)
        })
      } finally {
        db.close()
      }
    })
    if (!filled.ok) return filled
    return filled.value.ok ? placeFile(temporary, path) : filled.value
  } finally {
    removeTemporary(temporary)
  }
}

/** A name beside `path` that no other file has. */
export const temporaryBeside = (path: string): string => `${path}.new-${hex(randomBytes(4))}`

/** Removes a temporary database with what SQLite may have left beside it. */
export function removeTemporary(temporary: string): void {
  for (const suffix of besides) rmSync(`${temporary}${suffix}`, { force: true })
}

/** The same away from the loop: the system may take a while to free a large file. */
export async function discardTemporary(temporary: string): Promise<void> {
  for (const suffix of besides) await promises.rm(`${temporary}${suffix}`, { force: true })
}

const besides = ['', '-journal', '-wal', '-shm']

/** Syncs a complete file and gives it its name, unless something has that name. */
export function placeFile(temporary: string, path: string): Result<null> {
  try {
    return guard(() => {
      syncPath(temporary)
      linkSync(temporary, path)
      syncPath(dirname(path))
      return null
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return fail(vaultExists)
    throw error
  }
}

/**
 * Puts a complete file in the place of a closed vault, which keeps a second name (answered) first, so that at every
 * moment one of the two has the vault's name. A WAL that could not be emptied goes with the old file.
 */
export function replaceFile(temporary: string, path: string, now: number): Result<string> {
  return guard(() => {
    const aside = `${path}.replaced-${new Date(now).toISOString().replace(/\.\d+/, '').replaceAll(':', '-')}-${hex(randomBytes(2))}`
    syncPath(temporary)
    linkSync(path, aside)
    for (const suffix of ['-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
    renameSync(temporary, path)
    syncPath(dirname(path))
    return aside
  })
}

/** Removes what an interrupted creation, restore or re-key left beside a vault. Only its only opener may call this. */
export function removeLeftovers(path: string): void {
  const folder = dirname(path)
  if (!existsSync(folder)) return
  const leftover = new RegExp(`^${basename(path).replaceAll('.', '\\.')}(\\.new-[0-9a-f]{8})+(-journal|-wal|-shm)?$`)
  for (const name of readdirSync(folder)) if (leftover.test(name)) rmSync(join(folder, name), { force: true })
}

/** fsync of a file or folder; folders cannot be synced on Windows. */
export function syncPath(path: string): void {
  if (process.platform === 'win32') return
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
