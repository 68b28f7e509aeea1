/** Taking a vault file from elsewhere as the vault of a home that has none: a copy, so the file itself stays as it is. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fail, type Result } from '../../../shared/failure.ts'
import { placeFile, removeTemporary, temporaryBeside, vaultExists } from './new-file.ts'
import { copyDatabase, guardAll, inspectFile, openDatabase, openReadOnlyDatabase } from './store/db.ts'
import { openVaultFile, type VaultDependencies } from './vault-file.ts'

/**
 * Copies the vault at `path`, with what is still in its WAL, to `destination`, once the copy was opened as a vault. It is
 * the same vault, so this machine still knows if it saw a newer one. Never over a file that is there.
 */
export async function adoptVault(
  path: string,
  destination: string,
  dependencies: VaultDependencies,
): Promise<Result<null>> {
  if (existsSync(destination)) return fail(vaultExists)
  const inspected = inspectFile(path)
  if (!inspected.ok) return inspected
  const writable = openDatabase(path)
  const source = !writable.ok && writable.failure.kind === 'read-only' ? openReadOnlyDatabase(path) : writable
  if (!source.ok) return source
  const temporary = temporaryBeside(destination)
  try {
    const copied = await guardAll(() => {
      mkdirSync(dirname(destination), { recursive: true, mode: 0o700 })
      return copyDatabase(source.value, temporary)
    })
    if (!copied.ok) return copied
    const opened = await openVaultFile(temporary, dependencies)
    if (!opened.ok) return opened
    opened.value.close()
    return placeFile(temporary, destination)
  } finally {
    source.value.close()
    removeTemporary(temporary)
  }
}
