/** Putting a new vault file in its place: complete or not at all, and never over another file. */
import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
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
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${temporary}${suffix}`, { force: true })
}

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
