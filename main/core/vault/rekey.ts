/** The full re-key: everything sealed anew under fresh keys into another file, made and checked before the old one moves. */
import type { Result } from '../../../shared/failure.ts'
import type { Actor } from './audit.ts'
import { listAudit } from './audit-log.ts'
import { checkFile } from './backup.ts'
import { hex } from './bytes.ts'
import { auditEvent, type VaultContext } from './context.ts'
import type { Credential } from './credential.ts'
import type { Kdf } from './kdf.ts'
import { removeTemporary, temporaryBeside } from './new-file.ts'
import { resealFile } from './restore.ts'
import { copyDatabase, guardAll, openForChecking } from './store/db.ts'

/** The detail of the entry that each re-key leaves; a fork or what was salvaged has another. */
const ofVault = 'of vault '
const rekeyed = ({ ledger }: VaultContext): string => `${ofVault}${hex(ledger.context.vaultId)}`

/**
 * Ids that this vault had before it got new keys, the last one first: what was noted under them is its own. A fork begins
 * anew, and what came before it was another vault's.
 */
export function formerIds(context: VaultContext): readonly string[] {
  const { entries } = listAudit(context, { action: 'vault.rekey', limit: 100 })
  const details = entries.map(({ detail = '' }) => detail)
  const forked = details.findIndex((detail) => !detail.startsWith(ofVault))
  return details.slice(0, forked === -1 ? undefined : forked).map((detail) => detail.slice(ofVault.length))
}

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
        const event = auditEvent(context, actor, 'vault.rekey', { detail: rekeyed(context) })
        return await resealFile(target, source, credential, kdf, event)
      } finally {
        opened.value.close()
      }
    })
    return done.ok ? done.value : done
  } finally {
    removeTemporary(copy)
  }
}
