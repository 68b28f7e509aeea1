/** A home whose vault holds many secrets and is opened by the app: made with the real password hash at its floor. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createFileAnchor } from '../../main/core/vault/anchor.ts'
import { createKdf, floorCost } from '../../main/core/vault/kdf.ts'
import { createVaultFile, openVaultFile } from '../../main/core/vault/vault-file.ts'
import { fillVault } from './fill-vault.ts'
import { actor, bytes, unwrap } from './vault.ts'

/** `home` must not exist. */
export async function fillHome(home: string, password: string, secrets: number, versions = 1): Promise<void> {
  mkdirSync(home, { mode: 0o700 })
  const path = join(home, 'vault.db')
  const kdf = createKdf(new URL('../../main/core/vault/kdf-worker.ts', import.meta.url))
  unwrap(await createVaultFile(path, bytes(password), { kdf }, floorCost))
  const anchor = createFileAnchor(join(home, 'anchor.json'))
  const file = unwrap(await openVaultFile(path, { kdf, now: Date.now, anchor }))
  const vault = unwrap(await file.unlock({ kind: 'password', password: bytes(password) }, actor))
  fillVault(vault, secrets, versions)
  vault.close()
}
