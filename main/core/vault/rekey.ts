/** The full re-key: everything sealed anew under fresh keys into another file, made and checked before the old one moves. */
import type { Result } from '../../../shared/failure.ts'
import type { Actor } from './audit.ts'
import { checkFile } from './backup.ts'
import { auditEvent, type VaultContext } from './context.ts'
import type { Credential } from './credential.ts'
import type { Kdf } from './kdf.ts'
import { removeTemporary, temporaryBeside } from './new-file.ts'
import { resealFile } from './restore.ts'
import { copyDatabase, guardAll, openForChecking } from './store/db.ts'

/** Writes the re-keyed vault to `target`, which must not exist. The open vault goes on unchanged. */
export async function rekeyTo(
  context: VaultContext,
  kdf: Kdf,
  actor: Actor,
  target: string,
  credential: Credential,
): Promise<Result<null>> {
  const copy = temporaryBeside(target)
  try {
    const done = await guardAll(async (): Promise<Result<null>> => {
      await copyDatabase(context.ledger.db, copy)
      const opened = openForChecking(copy)
      if (!opened.ok) return opened
      try {
        const checked = await checkFile(opened.value, context.ledger.keys)
        if (!checked.ok) return checked
        const source = { db: opened.value, keys: context.ledger.keys, checked: checked.value }
        return await resealFile(target, source, credential, kdf, auditEvent(context, actor, 'vault.rekey'))
      } finally {
        opened.value.close()
      }
    })
    return done.ok ? done.value : done
  } finally {
    removeTemporary(copy)
  }
}
