/** Reading the audit log: pages, newest first, narrowed by what one looks for. */
import { type Result, succeed } from '../../../shared/failure.ts'
import type { AuditEntry } from '../../../shared/model.ts'
import { openAuditRow } from './audit.ts'
import { auditEvent, type VaultContext } from './context.ts'
import { auditRowsAfter, auditRowsBefore, deleteAuditRowsUpTo } from './store/journal-rows.ts'

export interface AuditQuery {
  readonly before?: number | undefined
  readonly limit: number
  readonly secret?: string | undefined
  readonly action?: string | undefined
  readonly door?: string | undefined
  readonly fromAt?: number | undefined
  readonly toAt?: number | undefined
}

const rowsPerRead = 500
/** A page looks at no more entries than this, so that a rare match cannot hold the loop for long. */
const maxLooked = 20_000

/** `next` is where the following page begins, null at the end of the log. Entries that do not open are left out. */
export function listAudit(
  { ledger }: VaultContext,
  query: AuditQuery,
): { readonly entries: readonly AuditEntry[]; readonly next: number | null } {
  const entries: AuditEntry[] = []
  let before = query.before ?? ledger.state().audit.number + 1
  for (let looked = 0; looked < maxLooked; looked += rowsPerRead) {
    const rows = auditRowsBefore(ledger.db, before, rowsPerRead)
    for (const row of rows) {
      before = row.number
      const entry = openAuditRow(ledger.keys, ledger.context, row)
      if (entry !== null && matches(entry, query)) entries.push(entry)
      if (entries.length === query.limit)
        return { entries, next: before > ledger.state().auditBase.number + 1 ? before : null }
    }
    if (rows.length < rowsPerRead) return { entries, next: null }
  }
  return { entries, next: before }
}

/** Entries looked at in one transaction of the retention rule. */
const maxDropped = 10_000

/**
 * The retention rule: drops the oldest entries made before `olderThanAt`. What stays still verifies, because the state
 * row keeps the number and the chain's MAC of the last entry dropped (the checkpoint). Stops at the first entry that is
 * not that old, also where a clock ran backwards, so that never a middle is missing. Answers how many went.
 */
export function dropOldAudit(context: VaultContext, olderThanAt: number): Result<number> {
  const { ledger } = context
  const { auditBase, audit } = ledger.state()
  let base = auditBase
  for (const row of auditRowsAfter(ledger.db, auditBase.number, maxDropped)) {
    const entry = openAuditRow(ledger.keys, ledger.context, row)
    if (entry === null || entry.at >= olderThanAt || row.number === audit.number) break
    base = { number: row.number, mac: row.mac }
  }
  const dropped = base.number - auditBase.number
  if (dropped === 0) return succeed(0)
  return ledger.write((tx) => {
    deleteAuditRowsUpTo(tx.db, base.number)
    tx.dropAuditUpTo(base)
    tx.audit(auditEvent(context, { door: 'core' }, 'audit.retain', { detail: `${dropped} entries` }))
    return dropped
  })
}

function matches(entry: AuditEntry, { secret, action, door, fromAt, toAt }: AuditQuery): boolean {
  return (
    (secret === undefined || entry.secret === secret) &&
    (action === undefined || entry.action === action) &&
    (door === undefined || entry.actor.door === door) &&
    (fromAt === undefined || entry.at >= fromAt) &&
    (toAt === undefined || entry.at <= toAt)
  )
}
