/** Checks of a whole file against its sealed state: fast at unlock, complete in the background. */
import { type Result, succeed } from '../../../shared/failure.ts'
import type { IntegrityReport } from '../../../shared/model.ts'
import { followChain } from './audit.ts'
import { giveWay } from './breathe.ts'
import { readU64, sameBytes, u64 } from './bytes.ts'
import { headerMac, type Slot, type VaultHeader, type VaultKeys } from './keys.ts'
import { type Ledger, readState, schemaHash, type VaultLedgerState } from './ledger.ts'
import {
  addTag,
  emptySum,
  type ManifestTable,
  manifestTables,
  removeTag,
  rowTag,
  sameSum,
  type TableSum,
} from './manifest.ts'
import type { SealContext } from './seal.ts'
import { equal } from './sodium.ts'
import { damaged, guardAll, type ReadDb, structureFault } from './store/db.ts'
import { auditExtent, auditRowsAfter } from './store/journal-rows.ts'
import {
  countRows,
  recordColumns,
  recordRowsAfter,
  secretColumns,
  secretRowsAfter,
  versionColumns,
  versionRowsAfter,
} from './store/rows.ts'
import { segmentColumns, segmentRowsAfter, staleColumns, staleRowsAfter } from './store/segment-rows.ts'

/** A few milliseconds of work: between two pages other calls are answered. */
const pageRows = 200

/** What must hold before anything of an opened vault is shown, cheap enough for every unlock. */
export function checkAtUnlock(
  db: ReadDb,
  keys: VaultKeys,
  context: SealContext,
  file: { readonly header: VaultHeader; readonly mac: Uint8Array; readonly slots: readonly Slot[] },
): Result<VaultLedgerState> {
  if (!equal(headerMac(keys, file.header, file.slots), file.mac)) return damaged('header or key slots were changed')
  const state = readState(db, keys, context)
  if (state === null) return damaged('the state row does not verify')
  if (!sameBytes(schemaHash(db), state.schemaHash)) return damaged('the schema was changed')
  const wrong = manifestTables.find((table) => countRows(db, table) !== state.manifest[table].count)
  if (wrong !== undefined) return damaged(`rows of table ${wrong} were added or removed`)
  const auditFault = auditEndsFault(db, state)
  return auditFault === null ? succeed(state) : damaged(auditFault)
}

/** Whether the audit log has the entries the state names and ends with its head; the chain between is not followed. */
function auditEndsFault(db: ReadDb, { audit, auditBase }: VaultLedgerState): string | null {
  const { first, last, count } = auditExtent(db)
  const isWhole = count === audit.number - auditBase.number && (count === 0 || first === auditBase.number + 1)
  if (!isWhole || (count > 0 && last !== audit.number)) return 'entries of the audit log were added or removed'
  const [end] = auditRowsAfter(db, audit.number - 1, 1)
  return end === undefined || equal(end.mac, audit.mac) ? null : 'the end of the audit log was changed'
}

/** What a complete check needs: an open vault's ledger, or a file opened for checking only. */
export type VerifiedPart = Pick<Ledger, 'db' | 'keys' | 'state'> & Partial<Pick<Ledger, 'watch'>>

interface Row {
  readonly id: Uint8Array
  readonly columns: readonly Uint8Array[]
}

const pages: Readonly<Record<ManifestTable, (db: ReadDb, after: Uint8Array | null) => readonly Row[]>> = {
  secret: (db, after) =>
    secretRowsAfter(db, after, pageRows).map((row) => ({ id: row.secretId, columns: secretColumns(row) })),
  version: (db, after) =>
    versionRowsAfter(db, after === null ? 0 : readU64(after), pageRows).map((row) => ({
      id: u64(row.rowId),
      columns: versionColumns(row),
    })),
  record: (db, after) =>
    recordRowsAfter(db, after, pageRows).map((row) => ({ id: row.recordId, columns: recordColumns(row) })),
  segment: (db, after) =>
    segmentRowsAfter(db, after === null ? 0 : readU64(after), 4).map((row) => ({
      id: u64(row.number),
      columns: segmentColumns(row),
    })),
  stale: (db, after) =>
    staleRowsAfter(db, after, pageRows).map((row) => ({ id: row.secretId, columns: staleColumns(row) })),
}

/**
 * Recomputes one table's sum, a page at a time. Commits in between that touch rows already summed are followed by their
 * tags, so the sum is the table's at the moment it ends, however busy the vault is.
 */
export async function sumTable(
  part: Omit<VerifiedPart, 'state'>,
  table: ManifestTable,
  pause: () => Promise<void> = giveWay,
): Promise<TableSum> {
  let sum = emptySum
  let after: Uint8Array | null = null
  const stop = part.watch?.((changes) => {
    for (const { table: changed, id, tag, isAdded } of changes) {
      if (changed !== table || after === null || Buffer.compare(id, after) > 0) continue
      sum = isAdded ? addTag(sum, tag) : removeTag(sum, tag)
    }
  })
  try {
    for (;;) {
      const page: readonly Row[] = pages[table](part.db, after)
      for (const row of page) sum = addTag(sum, rowTag(part.keys, table, row.columns))
      const last = page.at(-1)
      if (last === undefined) return sum
      after = last.id
      await pause()
    }
  } finally {
    stop?.()
  }
}

/**
 * The complete check: SQLite's structure (by `structureOf`, which may look elsewhere than in this thread), schema, every
 * row's tag, the whole audit chain. The vault may be used and changed meanwhile.
 */
export async function verifyVault(
  part: VerifiedPart,
  structureOf: () => string | null | Promise<string | null> = () => structureFault(part.db),
): Promise<Result<IntegrityReport>> {
  const faults: string[] = []
  const structure = await readable(structureOf)
  if (structure !== null) faults.push(`structure: ${structure}`)
  const schema = await readable(() => (sameBytes(schemaHash(part.db), part.state().schemaHash) ? null : 'was changed'))
  if (schema !== null) faults.push(`the schema ${schema}`)
  let rows = 0
  for (const table of manifestTables) {
    const sum = await guardAll(() => sumTable(part, table))
    if (sum.ok) rows += sum.value.count
    if (!sum.ok || !sameSum(sum.value, part.state().manifest[table]))
      faults.push(`rows of table ${table} do not verify`)
  }
  const audit = await guardAll(() => verifyAudit(part))
  if (!audit.ok) faults.push('the audit log cannot be read')
  else if (audit.value.fault !== null) faults.push(audit.value.fault)
  return succeed({ faults, rows, auditEntries: audit.ok ? audit.value.entries : 0 })
}

/** What a check found, or that its pages cannot even be read. */
async function readable(check: () => string | null | Promise<string | null>): Promise<string | null> {
  const found = await guardAll(async () => check())
  return found.ok ? found.value : 'cannot be read'
}

/** Follows the whole audit chain from its base to the head that the state names. */
export async function verifyAudit(
  ledger: VerifiedPart,
): Promise<{ readonly fault: string | null; readonly entries: number }> {
  let head = ledger.state().auditBase
  let entries = 0
  while (head.number < ledger.state().audit.number) {
    const rows = auditRowsAfter(ledger.db, head.number, pageRows)
    const next = followChain(ledger.keys, head, rows)
    if (typeof next === 'number') return { fault: `the audit log is broken at entry ${next}`, entries }
    if (rows.length === 0) return { fault: `the audit log ends before entry ${ledger.state().audit.number}`, entries }
    head = next
    entries += rows.length
    await giveWay()
  }
  const sound = equal(head.mac, ledger.state().audit.mac)
  return { fault: sound ? auditEndsFault(ledger.db, ledger.state()) : 'the end of the audit log was changed', entries }
}
