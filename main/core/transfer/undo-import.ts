/**
 * Taking an import back. What it did stands in the audit log, so its range there, with who did it, is all that is to be
 * remembered.
 */
import type { ImportRange, UndoneImport } from '../../../shared/contract-transfer.ts'
import { type Result, succeed } from '../../../shared/failure.ts'
import { type AuditEntry, CURRENT, PREVIOUS } from '../../../shared/model.ts'
import type { Actor } from '../vault/audit.ts'
import type { Vault } from '../vault/vault.ts'
import { importOrigin } from './store-items.ts'
import { createTurns } from './turns.ts'

/** Entries of one page. */
const pageSize = 500

/** What the audit log says last. */
export const newestEntry = (vault: Vault): number => vault.ledger.state().audit.number

/** Newest first. The first failure ends it; what was taken back until then stays so, and may be asked for again. */
export async function undoImport(
  vault: Vault,
  actor: Actor,
  range: ImportRange,
): Promise<Result<readonly UndoneImport[]>> {
  const undone: UndoneImport[] = []
  const rest = createTurns()
  for (let before: number | null = range.to + 1; before !== null && before > range.from; ) {
    const page = vault.auditLog({ before, limit: pageSize })
    before = page.next
    for (const entry of page.entries) {
      const stored = storedBy(entry, range)
      if (stored === null) continue
      const fate = undoOne(vault, actor, stored)
      if (!fate.ok) return fate
      undone.push({ name: stored.name, fate: fate.value })
      await rest()
    }
  }
  const flushed = vault.changeRecords([], undefined, 'durably')
  return flushed.ok ? succeed(undone) : flushed
}

interface StoredSecret {
  readonly name: string
  readonly versionId: string
  readonly wasNew: boolean
}

/** What an entry stored, when it is one of this import. */
function storedBy(entry: AuditEntry, { from, pid }: ImportRange): StoredSecret | null {
  const { number, actor, action, secret, versionId, detail } = entry
  const isOurs =
    pid === null ? actor.door === 'window' && detail === importOrigin : actor.door === 'socket' && actor.pid === pid
  if (number < from || !isOurs || secret === undefined || versionId === undefined) return null
  if (action !== 'secret.create' && action !== 'secret.put') return null
  return { name: secret, versionId, wasNew: action === 'secret.create' }
}

/** Only while the imported version is still the current one: later work is never undone. */
function undoOne(vault: Vault, actor: Actor, { name, versionId, wasNew }: StoredSecret): Result<UndoneImport['fate']> {
  const there = vault.body(name)
  if (!there.ok) return there.failure.kind === 'not-found' ? succeed('changed since') : there
  const { stages, deletionAt } = there.value
  if (stages[CURRENT] !== versionId || deletionAt !== null) return succeed('changed since')
  if (wasNew) {
    const removed = vault.alongside([], undefined, (writes) => writes.scheduleDeletion(actor, name), 'lazily')
    return removed.ok ? succeed('removed') : removed
  }
  const moveTo = stages[PREVIOUS]
  if (moveTo === undefined) return succeed('changed since')
  const move = { stage: CURRENT, moveTo, removeFrom: versionId }
  const moved = vault.alongside([], undefined, (writes) => writes.moveStage(actor, name, move), 'lazily')
  return moved.ok ? succeed('moved back') : moved
}
