/**
 * The unit of work: one transaction that changes rows, keeps the manifest in step, appends to the audit log and seals
 * the new state, durably or not at all. Memory is updated by the caller after `write` answered ok, never before.
 */
import { type Failure, fail, type Result } from '../../../shared/failure.ts'
import { type AuditEvent, type AuditHead, emptyAuditHead, nextAuditRow } from './audit.ts'
import { fromHex, hex, utf8 } from './bytes.ts'
import type { VaultKeys } from './keys.ts'
import {
  addTag,
  emptyManifest,
  type Manifest,
  type ManifestTable,
  type RowColumns,
  removeTag,
  rowTag,
  type TableSum,
} from './manifest.ts'
import { noParent, openJson, type Place, type SealContext, sealJson, tables } from './seal.ts'
import { hash } from './sodium.ts'
import { inTransaction, type ReadDb, schemaText, type WriteDb } from './store/db.ts'
import { insertAuditRow, readStateRow, writeStateRow } from './store/journal-rows.ts'
import type { Tx } from './store/tx.ts'

/** What the sealed state row says about the whole file. */
export interface VaultLedgerState {
  /** Rises by one with every committed write. */
  readonly generation: number
  readonly manifest: Manifest
  readonly audit: AuditHead
  /** The audit number up to which entries were dropped by the retention rule, and the chain's MAC there. */
  readonly auditBase: AuditHead
  readonly schemaHash: Uint8Array
}

/** One row's tag that came or went. `id` is the row's place in the order in which its table is summed. */
export interface TagChange {
  readonly table: ManifestTable
  readonly id: Uint8Array
  readonly tag: bigint
  readonly isAdded: boolean
}

export interface LedgerTx extends Tx {
  audit(event: AuditEvent): void
  /** Moves the base of the audit chain after a retention rule dropped what is before it. */
  dropAuditUpTo(base: AuditHead): void
}

export interface Ledger {
  readonly context: SealContext
  readonly keys: VaultKeys
  readonly db: ReadDb
  state(): VaultLedgerState
  /** BLAKE2b-256 of the sealed state row as of the last commit, without asking the file. */
  stateHash(): Uint8Array
  /** Told the tags that each commit added and removed, for who sums a table meanwhile. Answers how to stop it. */
  watch(watcher: (changes: readonly TagChange[]) => void): () => void
  /** True when nothing may be written (file system, or a rollback not accepted): `write` answers `read-only`. */
  isReadOnly(): boolean
  /**
   * One durable transaction. `lazily`: it survives the end of the process at once and power loss only after the next
   * durable one; for the audit entries of reads, which must not make a read wait for the disk.
   */
  write<T>(body: (tx: LedgerTx) => T, durability?: 'durably' | 'lazily'): Result<T>
}

const statePlace = (generation: number): Place => ({
  table: tables.state,
  column: 1,
  rowId: noParent,
  parentId: noParent,
  revision: generation,
})

interface StateBody {
  readonly manifest: Readonly<Record<ManifestTable, { readonly count: number; readonly sum: string }>>
  readonly audit: { readonly number: number; readonly mac: string }
  readonly auditBase: { readonly number: number; readonly mac: string }
  readonly schemaHash: string
}

function perTable<T>(make: (table: ManifestTable) => T): Record<ManifestTable, T> {
  return {
    secret: make('secret'),
    version: make('version'),
    record: make('record'),
    segment: make('segment'),
    stale: make('stale'),
  }
}

const sumToJson = ({ count, sum }: TableSum) => ({ count, sum: sum.toString(16) })
const headToJson = ({ number, mac }: AuditHead) => ({ number, mac: hex(mac) })
const headFromJson = ({ number, mac }: { number: number; mac: string }): AuditHead => ({ number, mac: fromHex(mac) })

function sealState(keys: VaultKeys, context: SealContext, state: VaultLedgerState): Uint8Array {
  const body: StateBody = {
    manifest: perTable((table) => sumToJson(state.manifest[table])),
    audit: headToJson(state.audit),
    auditBase: headToJson(state.auditBase),
    schemaHash: hex(state.schemaHash),
  }
  return sealJson(keys.state, context, statePlace(state.generation), body)
}

/** The state as the file says it, or null when the row is missing or does not verify. */
export function readState(db: ReadDb, keys: VaultKeys, context: SealContext): VaultLedgerState | null {
  const row = readStateRow(db)
  if (row === undefined) return null
  const body = openJson<StateBody>(keys.state, context, statePlace(row.generation), row.body)
  if (body === null) return null
  const sum = (table: ManifestTable): TableSum => ({
    count: body.manifest[table].count,
    sum: BigInt(`0x${body.manifest[table].sum}`),
  })
  return {
    generation: row.generation,
    manifest: perTable(sum),
    audit: headFromJson(body.audit),
    auditBase: headFromJson(body.auditBase),
    schemaHash: fromHex(body.schemaHash),
  }
}

const uncertainDisk: Failure = {
  kind: 'io-error',
  detail: 'after an earlier error',
  message: 'The disk failed before. Lock and unlock the vault, which checks it, before saving anything else.',
}

/** What identifies this very state outside the file: BLAKE2b-256 of the sealed row. */
export const stateHash = (db: ReadDb): Uint8Array => hash(readStateRow(db)?.body ?? new Uint8Array(0))

export const schemaHash = (db: ReadDb): Uint8Array => hash(utf8(schemaText(db)))

/** The state of a file just created, before its first write. */
export function writeFirstState(db: WriteDb, keys: VaultKeys, context: SealContext): void {
  writeState(db, keys, context, {
    generation: 0,
    manifest: emptyManifest,
    audit: emptyAuditHead,
    auditBase: emptyAuditHead,
    schemaHash: schemaHash(db),
  })
}

/** Seals a state into the file outside a ledger: for files being made. */
export function writeState(db: WriteDb, keys: VaultKeys, context: SealContext, state: VaultLedgerState): void {
  writeStateRow(db, { generation: state.generation, body: sealState(keys, context, state) })
}

export function createLedger(input: {
  readonly db: ReadDb
  readonly keys: VaultKeys
  readonly context: SealContext
  readonly state: VaultLedgerState
  readonly isReadOnly: () => boolean
  /** Called after each commit, before memory follows. */
  readonly onCommit: (durability: 'durably' | 'lazily') => void
}): Ledger {
  const { db, keys, context, isReadOnly, onCommit } = input
  const watchers = new Set<(changes: readonly TagChange[]) => void>()
  let state = input.state
  let sealed = readStateRow(db)?.body ?? new Uint8Array(0)
  // After a failed sync the OS may have dropped what was to be written, and says so only once: nothing more is promised
  // on this connection. Opening the file anew reads what is really there.
  let isUncertain = false
  return {
    context,
    keys,
    db,
    isReadOnly: () => isUncertain || isReadOnly(),
    state: () => state,
    stateHash: () => hash(sealed),
    watch(watcher) {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    write(body, durability = 'durably') {
      if (isUncertain) return fail(uncertainDisk)
      if (isReadOnly())
        return fail({ kind: 'read-only', message: 'The vault is open for reading only. Nothing was saved.' })
      const draft = startDraft(keys, context, state)
      const commit = (writeDb: WriteDb) => {
        const value = body(draft.tx(writeDb))
        const next = draft.finish()
        const nextSealed = sealState(keys, context, next)
        writeStateRow(writeDb, { generation: next.generation, body: nextSealed })
        return { value, next, nextSealed }
      }
      const result = inTransaction(db, commit, durability)
      if (!result.ok) {
        isUncertain = result.failure.kind === 'io-error'
        return result
      }
      state = result.value.next
      sealed = result.value.nextSealed
      for (const watcher of watchers) watcher(draft.changes)
      onCommit(durability)
      return { ok: true, value: result.value.value }
    },
  }
}

function startDraft(keys: VaultKeys, context: SealContext, state: VaultLedgerState) {
  const sums: Record<ManifestTable, TableSum> = { ...state.manifest }
  let audit = state.audit
  let auditBase = state.auditBase
  const changes: TagChange[] = []
  function note(table: ManifestTable, columns: RowColumns, isAdded: boolean, scanKey?: Uint8Array): void {
    const tag = rowTag(keys, table, columns)
    sums[table] = isAdded ? addTag(sums[table], tag) : removeTag(sums[table], tag)
    changes.push({ table, id: scanKey ?? columns[0] ?? noParent, tag, isAdded })
  }
  return {
    changes,
    tx: (db: WriteDb): LedgerTx => ({
      db,
      added: (table, columns, scanKey) => note(table, columns, true, scanKey),
      removed: (table, columns, scanKey) => note(table, columns, false, scanKey),
      audit(event) {
        const row = nextAuditRow(keys, context, audit, event)
        insertAuditRow(db, row)
        audit = row
      },
      dropAuditUpTo(base) {
        auditBase = base
      },
    }),
    finish: (): VaultLedgerState => ({
      ...state,
      generation: state.generation + 1,
      manifest: sums,
      audit,
      auditBase,
    }),
  }
}
