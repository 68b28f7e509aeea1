/**
 * Making a vault anew in another file: every ciphertext opened with the old keys and sealed with fresh ones, data keys
 * included. It is the re-key, and it is how a restored backup becomes a fork: with another vault id, nothing of it can
 * be replayed into the vault it came from. The audit log comes along.
 */
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import { type AuditEvent, type AuditHead, emptyAuditHead, nextAuditRow, openAuditRow } from './audit.ts'
import type { SecretBody, VersionBody } from './bodies.ts'
import { concat, u8, utf8 } from './bytes.ts'
import { keyPlace, secretPlace, valuePlace, versionPlace } from './context.ts'
import { breathe } from './integrity.ts'
import type { VaultKeys } from './keys.ts'
import { schemaHash, type VaultLedgerState, writeState } from './ledger.ts'
import { addTag, emptyManifest, type ManifestTable, rowTag, type TableSum } from './manifest.ts'
import { noParent, open, openJson, type Place, type SealContext, seal, sealJson, tables } from './seal.ts'
import { keyBytes, keyedHash, randomBytes } from './sodium.ts'
import type { ReadDb, WriteDb } from './store/db.ts'
import { auditRowsAfter, insertAuditRow } from './store/journal-rows.ts'
import {
  insertSecretRow,
  insertVersionRow,
  putRecordRow,
  type RecordRow,
  recordRowsAfter,
  type SecretRow,
  secretRowsAfter,
  type VersionRow,
  versionRowsOf,
} from './store/rows.ts'
import type { Tx } from './store/tx.ts'

/** One side: a database with its keys and the context its ciphertexts are bound to. */
export interface Sealed<Db extends ReadDb> {
  readonly db: Db
  readonly keys: VaultKeys
  readonly context: SealContext
}

const pageRows = 200

/** Copies everything from `from` to `to` (a fresh database with its header written) and writes its first state. */
export async function resealVault(
  from: Sealed<ReadDb>,
  to: Sealed<WriteDb>,
  state: VaultLedgerState,
  event: AuditEvent,
): Promise<Result<null>> {
  const sums: Record<ManifestTable, TableSum> = { ...emptyManifest }
  const tx: Tx = {
    db: to.db,
    added(table, columns) {
      sums[table] = addTag(sums[table], rowTag(to.keys, table, columns))
    },
    removed() {
      throw new Error('nothing is removed while a vault is made anew')
    },
  }
  for (const copy of [copySecrets, copyRecords]) {
    const copied = await copy(from, to, tx)
    if (!copied.ok) return copied
  }
  const audit = await copyAudit(from, to, state.auditBase, event)
  if (!audit.ok) return audit
  writeState(to.db, to.keys, to.context, {
    generation: 1,
    manifest: sums,
    audit: audit.value,
    auditBase: emptyAuditHead,
    schemaHash: schemaHash(to.db),
  })
  return succeed(null)
}

const unreadable = (what: string): { readonly ok: false; readonly failure: Failure } =>
  fail({ kind: 'vault-damaged', detail: what, message: `${what} does not verify. Nothing was changed.` })

const index = (keys: VaultKeys, scope: string, ...parts: readonly Uint8Array[]): Uint8Array =>
  keyedHash(16, keys.index, concat(utf8(scope), u8(0), ...parts))

async function copySecrets(from: Sealed<ReadDb>, to: Sealed<WriteDb>, tx: Tx): Promise<Result<null>> {
  let after: Uint8Array | null = null
  for (;;) {
    const page: readonly SecretRow[] = secretRowsAfter(from.db, after, pageRows)
    for (const row of page) {
      const copied = copySecret(from, to, tx, row)
      if (!copied.ok) return copied
    }
    const last = page.at(-1)
    if (last === undefined) return succeed(null)
    after = last.secretId
    await breathe()
  }
}

function copySecret(from: Sealed<ReadDb>, to: Sealed<WriteDb>, tx: Tx, row: SecretRow): Result<null> {
  const { secretId } = row
  const body = openJson<SecretBody>(from.keys.meta, from.context, secretPlace(secretId, row.revision), row.body)
  const oldKey = open(from.keys.wrap, from.context, keyPlace(secretId), row.wrappedKey)
  if (body === null || oldKey === null) return unreadable('a secret')
  const newKey = randomBytes(keyBytes)
  insertSecretRow(tx, {
    secretId,
    nameIndex: index(to.keys, 'name', utf8(body.name)),
    revision: row.revision,
    wrappedKey: seal(to.keys.wrap, to.context, keyPlace(secretId), newKey),
    body: sealJson(to.keys.meta, to.context, secretPlace(secretId, row.revision), body),
  })
  const isWhole = versionRowsOf(from.db, secretId).every((version) =>
    copyVersion(from, to, tx, version, { oldKey, newKey }),
  )
  oldKey.fill(0)
  newKey.fill(0)
  return isWhole ? succeed(null) : unreadable('a version')
}

function copyVersion(
  from: Sealed<ReadDb>,
  to: Sealed<WriteDb>,
  tx: Tx,
  row: VersionRow,
  { oldKey, newKey }: { readonly oldKey: Uint8Array; readonly newKey: Uint8Array },
): boolean {
  const body = openJson<VersionBody>(from.keys.meta, from.context, versionPlace(row, row.revision), row.body)
  const value = open(oldKey, from.context, valuePlace(row), row.value)
  if (body === null || value === null) return false
  insertVersionRow(tx, {
    ...row,
    versionIndex: index(to.keys, 'version', row.secretId, utf8(body.versionId)),
    body: sealJson(to.keys.meta, to.context, versionPlace(row, row.revision), body),
    value: seal(newKey, to.context, valuePlace(row), value),
  })
  value.fill(0)
  return true
}

const recordPlace = (row: Pick<RecordRow, 'recordId' | 'revision'>): Place => ({
  table: tables.record,
  column: 1,
  rowId: row.recordId,
  parentId: noParent,
  revision: row.revision,
})

async function copyRecords(from: Sealed<ReadDb>, to: Sealed<WriteDb>, tx: Tx): Promise<Result<null>> {
  let after: Uint8Array | null = null
  for (;;) {
    const page: readonly RecordRow[] = recordRowsAfter(from.db, after, pageRows)
    for (const row of page) {
      const body = openJson<{ readonly key: string }>(from.keys.meta, from.context, recordPlace(row), row.body)
      if (body === null) return unreadable('a record')
      putRecordRow(tx, {
        ...row,
        keyIndex: index(to.keys, 'record', u8(row.collection), utf8(body.key)),
        body: sealJson(to.keys.meta, to.context, recordPlace(row), body),
      })
    }
    const last = page.at(-1)
    if (last === undefined) return succeed(null)
    after = last.recordId
    await breathe()
  }
}

/** The old entries under new numbers from 1, and one that says what happened. */
async function copyAudit(
  from: Sealed<ReadDb>,
  to: Sealed<WriteDb>,
  base: AuditHead,
  event: AuditEvent,
): Promise<Result<AuditHead>> {
  let head = emptyAuditHead
  const append = (entry: AuditEvent) => {
    const row = nextAuditRow(to.keys, to.context, head, entry)
    insertAuditRow(to.db, row)
    head = row
  }
  for (let after = base.number; ; ) {
    const rows = auditRowsAfter(from.db, after, pageRows)
    for (const row of rows) {
      const entry = openAuditRow(from.keys, from.context, row)
      if (entry === null) return unreadable('an audit entry')
      const { number: _number, ...rest } = entry
      append(rest)
    }
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.number
    await breathe()
  }
  append(event)
  return succeed(head)
}
