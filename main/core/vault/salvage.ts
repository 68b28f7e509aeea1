/**
 * Salvage: what can still be read of a damaged vault, into a new one. The damaged file is only read. Rows are looked up
 * one by one, so that a broken page costs what lies on it and no more; segments give names to what its rows lost.
 */
import { copyFileSync, existsSync } from 'node:fs'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { SalvageReport } from '../../../shared/model.ts'
import type { Actor } from './audit.ts'
import { hex } from './bytes.ts'
import { type Credential, tryCredential } from './credential.ts'
import { isAcceptableCost, type Kdf } from './kdf.ts'
import { type VaultKeys, wipeKeys } from './keys.ts'
import { removeTemporary, temporaryBeside } from './new-file.ts'
import type { ResealSource, Unreadable } from './reseal.ts'
import { makeAnew } from './restore.ts'
import type { SealContext } from './seal.ts'
import { loadSodium } from './sodium.ts'
import { damaged, guard, openForSalvage, type ReadDb } from './store/db.ts'
import { readHeader, readSlots } from './store/header-rows.ts'
import { auditExtent, auditRowsAfter } from './store/journal-rows.ts'
import { readSecretRow, recordRowsAfter, type SecretRow } from './store/rows.ts'
import { secretIdsByRow, versionByRowId, versionRowIds } from './store/salvage-rows.ts'

/** Writes the readable part of the vault at `path` to `target`, which must not exist. */
export async function salvageVault(
  path: string,
  target: string,
  credential: Credential,
  actor: Actor,
  { kdf, now }: { readonly kdf: Kdf; readonly now: () => number },
): Promise<Result<SalvageReport>> {
  await loadSodium()
  const copy = temporaryBeside(path)
  const copied = guard(() => {
    copyFileSync(path, copy)
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
  })
  const opened = copied.ok ? openForSalvage(copy) : copied
  if (!opened.ok) {
    removeTemporary(copy)
    return opened
  }
  const db = opened.value
  try {
    const read = guard(() => ({ header: readHeader(db), slots: readSlots(db) }))
    if (!read.ok || read.value.header === null) return damaged('header and key slots cannot be read')
    const { header } = read.value.header
    const slots = read.value.slots.filter((slot) => slot.header.kdf === 0 || isAcceptableCost(slot.header.cost))
    const keys = await tryCredential(kdf, credential, slots, header.vaultId)
    if (keys === null || keys === 'grafted') return fail(noWayIn)
    const lost: Unreadable[] = []
    const context = { vaultId: header.vaultId, keyEpoch: header.keyEpoch }
    const source = readableRows(db, keys, context, (unreadable) => lost.push(unreadable))
    const event = { at: now(), actor, action: 'vault.rekey' as const, detail: 'salvaged' }
    const made = await makeAnew(target, source, credential, kdf, event, (unreadable) => {
      lost.push(unreadable)
      return null
    })
    wipeKeys(keys)
    return made.ok ? succeed(reportOf(target, lost)) : made
  } finally {
    db.close()
    removeTemporary(copy)
  }
}

const noWayIn: Failure = {
  kind: 'wrong-password',
  message: 'No readable key slot opens with that password. A backup is the way back.',
}

function reportOf(path: string, lost: readonly Unreadable[]): SalvageReport {
  const seen = new Map(lost.map((item) => [`${item.what} ${item.name} ${item.versionId}`, item]))
  return { path, lost: [...seen.values()] }
}

/** A source that answers with every row that can be found, by any way that leads to it. */
function readableRows(
  db: ReadDb,
  keys: VaultKeys,
  context: SealContext,
  onUnreadable: (lost: Unreadable) => void,
): ResealSource {
  const versionsBySecret = new Map<string, number[]>()
  const secretIds = new Map<string, Uint8Array>()
  for (const id of secretIdsByRow(db)) secretIds.set(hex(id), id)
  for (const rowId of versionRowIds(db)) {
    const row = guard(() => versionByRowId(db, rowId))
    if (!row.ok || row.value === undefined) {
      onUnreadable({ what: 'version', name: null, versionId: null })
      continue
    }
    const secret = hex(row.value.secretId)
    secretIds.set(secret, row.value.secretId)
    versionsBySecret.set(secret, [...(versionsBySecret.get(secret) ?? []), rowId])
  }
  const rows = [...secretIds.values()].flatMap((id): readonly SecretRow[] => {
    const row = guard(() => readSecretRow(db, id))
    if (row.ok && row.value !== undefined) return [row.value]
    onUnreadable({ what: 'secret', name: null, versionId: null })
    return []
  })
  const once =
    <T>(all: () => readonly T[]) =>
    (after: unknown) =>
      after === null ? all() : []
  const tolerant = <T>(read: () => readonly T[]): readonly T[] => {
    const done = guard(read)
    return done.ok ? done.value : []
  }
  return {
    keys,
    context,
    auditBase: tolerant(() => [auditExtent(db)]).map(({ first }) => first - 1)[0] ?? 0,
    secrets: once(() => rows),
    versionsOf: (secretId) =>
      (versionsBySecret.get(hex(secretId)) ?? []).flatMap((rowId) => versionByRowId(db, rowId) ?? []),
    records: once(() => tolerant(() => recordRowsAfter(db, null, 100_000))),
    audit: (after) => tolerant(() => auditRowsAfter(db, after, 500)),
  }
}
