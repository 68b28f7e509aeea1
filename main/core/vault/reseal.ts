/**
 * Making a vault anew in another file: every ciphertext opened with the old keys and sealed with fresh ones, data keys
 * included. It is the re-key; it is how a restored backup becomes a fork (with another vault id, nothing of it can be
 * replayed into the vault it came from); and it is how a damaged vault's readable part is saved.
 */
import { CURRENT } from '../../../shared/limits.ts'
import { type AuditEvent, type AuditHead, emptyAuditHead, nextAuditRow, openAuditRow } from './audit.ts'
import type { SecretBody, VersionBody } from './bodies.ts'
import { breathe } from './breathe.ts'
import { concat, u8, utf8 } from './bytes.ts'
import { keyPlace, secretPlace, valuePlace, versionPlace } from './context.ts'
import type { VaultKeys } from './keys.ts'
import { schemaHash, writeState } from './ledger.ts'
import { addTag, emptyManifest, type ManifestTable, rowTag, type TableSum } from './manifest.ts'
import { noParent, open, openJson, type Place, type SealContext, seal, sealJson, tables } from './seal.ts'
import { keyBytes, keyedHash, randomBytes } from './sodium.ts'
import type { ReadDb, WriteDb } from './store/db.ts'
import { type AuditRow, auditRowsAfter, insertAuditRow } from './store/journal-rows.ts'
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

/** Where a vault is being made. */
export interface ResealTarget {
  readonly db: WriteDb
  readonly keys: VaultKeys
  readonly context: SealContext
}

/** Where its content comes from, a page at a time; an empty page is the end. */
export interface ResealSource {
  readonly keys: VaultKeys
  readonly context: SealContext
  secrets(after: Uint8Array | null): readonly SecretRow[]
  versionsOf(secretId: Uint8Array): readonly VersionRow[]
  records(after: Uint8Array | null): readonly RecordRow[]
  audit(after: number): readonly AuditRow[]
  /** The number after which the audit log begins. */
  readonly auditBase: number
}

/** One thing that does not open. `name` is its secret's, where that is known. */
export interface Unreadable {
  readonly what: 'secret' | 'version' | 'record' | 'audit entry'
  readonly name: string | null
  readonly versionId: string | null
}

const pageRows = 200

/** Everything of a sound database. */
export const wholeDatabase = (db: ReadDb, keys: VaultKeys, context: SealContext, auditBase: number): ResealSource => ({
  keys,
  context,
  auditBase,
  secrets: (after) => secretRowsAfter(db, after, pageRows),
  versionsOf: (secretId) => versionRowsOf(db, secretId),
  records: (after) => recordRowsAfter(db, after, pageRows),
  audit: (after) => auditRowsAfter(db, after, pageRows),
})

/**
 * Copies everything from `from` to `to` (a fresh database with its header written) and writes its first state. What does
 * not open is told to `onUnreadable` and left out; the caller decides whether that is a failure.
 */
export async function resealVault(
  from: ResealSource,
  to: ResealTarget,
  event: AuditEvent,
  onUnreadable: (lost: Unreadable) => void,
): Promise<{ readonly secrets: number; readonly versions: number }> {
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
  const job: Job = { from, to, tx, onUnreadable }
  await eachRow(
    from.secrets,
    (row: SecretRow) => row.secretId,
    (row) => copySecret(job, row),
  )
  await eachRow(
    from.records,
    (row: RecordRow) => row.recordId,
    (row) => copyRecord(job, row),
  )
  const audit = await copyAudit(job, event)
  writeState(to.db, to.keys, to.context, {
    generation: 1,
    manifest: sums,
    audit,
    auditBase: emptyAuditHead,
    schemaHash: schemaHash(to.db),
  })
  return { secrets: sums.secret.count, versions: sums.version.count }
}

interface Job {
  readonly from: ResealSource
  readonly to: ResealTarget
  readonly tx: Tx
  readonly onUnreadable: (lost: Unreadable) => void
}

async function eachRow<Row>(
  page: (after: Uint8Array | null) => readonly Row[],
  idOf: (row: Row) => Uint8Array,
  copy: (row: Row) => void,
): Promise<void> {
  let rows = page(null)
  for (let last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
    for (const row of rows) copy(row)
    await breathe()
    rows = page(idOf(last))
  }
}

const index = (keys: VaultKeys, scope: string, ...parts: readonly Uint8Array[]): Uint8Array =>
  keyedHash(16, keys.index, concat(utf8(scope), u8(0), ...parts))

function copySecret({ from, to, tx, onUnreadable }: Job, row: SecretRow): void {
  const { secretId, revision } = row
  const body = openJson<SecretBody>(from.keys.meta, from.context, secretPlace(secretId, revision), row.body)
  const oldKey = open(from.keys.wrap, from.context, keyPlace(secretId), row.wrappedKey)
  if (body === null || oldKey === null) {
    onUnreadable({ what: 'secret', name: body?.name ?? null, versionId: null })
    return
  }
  const newKey = randomBytes(keyBytes)
  const versions = from.versionsOf(secretId).flatMap((version) => {
    const copied = copyVersion(from, to, version, oldKey, newKey)
    if (typeof copied !== 'string' && copied !== null) return [copied]
    onUnreadable({ what: 'version', name: body.name, versionId: copied })
    return []
  })
  oldKey.fill(0)
  const kept = withoutLostVersions(
    body,
    new Map(versions.map(({ body: { versionId }, body: known }) => [versionId, known])),
  )
  for (const stage of Object.keys(body.stages))
    if (!(stage in kept.stages))
      onUnreadable({ what: 'version', name: body.name, versionId: body.stages[stage] ?? null })
  insertSecretRow(tx, {
    secretId,
    nameIndex: index(to.keys, 'name', utf8(body.name)),
    revision,
    wrappedKey: seal(to.keys.wrap, to.context, keyPlace(secretId), newKey),
    body: sealJson(to.keys.meta, to.context, secretPlace(secretId, revision), kept),
  })
  newKey.fill(0)
  for (const { row: version } of versions) insertVersionRow(tx, version)
}

/** A secret whose labels stand on versions that are there. */
function withoutLostVersions(body: SecretBody, versionById: ReadonlyMap<string, VersionBody>): SecretBody {
  const stages = Object.fromEntries(Object.entries(body.stages).filter(([, versionId]) => versionById.has(versionId)))
  return { ...body, stages, current: CURRENT in stages ? body.current : null }
}

/** The version sealed anew, or its id (null when not even that opens) when it does not open. */
function copyVersion(
  from: ResealSource,
  to: ResealTarget,
  row: VersionRow,
  oldKey: Uint8Array,
  newKey: Uint8Array,
): { readonly row: VersionRow; readonly body: VersionBody } | string | null {
  const body = openJson<VersionBody>(from.keys.meta, from.context, versionPlace(row, row.revision), row.body)
  if (body === null) return null
  const value = open(oldKey, from.context, valuePlace(row), row.value)
  if (value === null) return body.versionId
  const copied: VersionRow = {
    ...row,
    versionIndex: index(to.keys, 'version', row.secretId, utf8(body.versionId)),
    body: sealJson(to.keys.meta, to.context, versionPlace(row, row.revision), body),
    value: seal(newKey, to.context, valuePlace(row), value),
  }
  value.fill(0)
  return { row: copied, body }
}

const recordPlace = (row: Pick<RecordRow, 'recordId' | 'revision'>): Place => ({
  table: tables.record,
  column: 1,
  rowId: row.recordId,
  parentId: noParent,
  revision: row.revision,
})

function copyRecord({ from, to, tx, onUnreadable }: Job, row: RecordRow): void {
  const body = openJson<{ readonly key: string }>(from.keys.meta, from.context, recordPlace(row), row.body)
  if (body === null) {
    onUnreadable({ what: 'record', name: null, versionId: null })
    return
  }
  putRecordRow(tx, {
    ...row,
    keyIndex: index(to.keys, 'record', u8(row.collection), utf8(body.key)),
    body: sealJson(to.keys.meta, to.context, recordPlace(row), body),
  })
}

/** The old entries under new numbers from 1, and one that says what happened. */
async function copyAudit({ from, to, onUnreadable }: Job, event: AuditEvent): Promise<AuditHead> {
  let head = emptyAuditHead
  const append = (entry: AuditEvent) => {
    const row = nextAuditRow(to.keys, to.context, head, entry)
    insertAuditRow(to.db, row)
    head = row
  }
  let rows = from.audit(from.auditBase)
  for (let last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
    for (const row of rows) {
      const entry = openAuditRow(from.keys, from.context, row)
      if (entry === null) {
        onUnreadable({ what: 'audit entry', name: null, versionId: null })
        continue
      }
      const { number: _number, ...rest } = entry
      append(rest)
    }
    await breathe()
    rows = from.audit(last.number)
  }
  append(event)
  return head
}
