/**
 * Backups: made while the vault is in use, verified by reading back before they count, and restored only after they
 * were opened and checked completely. A restore never replaces a vault: what was there stays beside it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { BackupSummary } from '../../../shared/model.ts'
import type { Actor } from './audit.ts'
import { type BackupHeader, newBackupSalt, readBackupFile, readBackupHeader, writeBackupFile } from './backup-file.ts'
import { type BackupStamp, expiredBackups } from './backup-retention.ts'
import { hex } from './bytes.ts'
import { auditEvent, type VaultContext } from './context.ts'
import { checkAtUnlock, verifyVault } from './integrity.ts'
import type { VaultKeys } from './keys.ts'
import type { VaultLedgerState } from './ledger.ts'
import { discardTemporary, syncPath } from './new-file.ts'
import type { SealContext } from './seal.ts'
import type { SlotBook } from './slots.ts'
import { equal, hash, randomBytes } from './sodium.ts'
import { copyDatabase, damaged, guardAll, openForChecking, type ReadDb } from './store/db.ts'
import { readHeader, readSlots } from './store/header-rows.ts'
import { readStateRow } from './store/journal-rows.ts'
import type { CheckStructure } from './structure.ts'

const suffix = '.cofferbackup'
const automaticName = /^auto-[0-9TZ-]+\.cofferbackup$/

/** What a file says once it was opened and checked from end to end. */
export interface CheckedFile {
  readonly state: VaultLedgerState
  readonly stateHash: Uint8Array
  readonly book: SlotBook
}

/** Checks a complete vault file under its keys: header, state, every row, the audit chain, SQLite's structure. */
export async function checkFile(
  db: ReadDb,
  keys: VaultKeys,
  checkStructure?: CheckStructure,
): Promise<Result<CheckedFile>> {
  const read = readHeader(db)
  if (read === null) return damaged('no header')
  const book: SlotBook = { header: read.header, mac: read.mac, slots: readSlots(db) }
  const context: SealContext = { vaultId: book.header.vaultId, keyEpoch: book.header.keyEpoch }
  const state = checkAtUnlock(db, keys, context, book)
  if (!state.ok) return state
  const structureOf = checkStructure === undefined ? undefined : () => checkStructure(db.name)
  const report = await verifyVault({ db, keys, state: () => state.value }, structureOf)
  if (!report.ok) return report
  const [fault] = report.value.faults
  if (fault !== undefined) return damaged(fault)
  return succeed({ state: state.value, stateHash: hash(readStateRow(db)?.body ?? new Uint8Array(0)), book })
}

/**
 * Writes a backup to `path`, which must not exist: copies the open file, checks the copy, seals it, reads the result
 * back and compares, and only then gives it its name.
 */
export async function createBackup(
  context: VaultContext,
  actor: Actor,
  path: string,
  checkStructure?: CheckStructure,
): Promise<Result<BackupSummary>> {
  if (existsSync(path)) return fail({ kind: 'exists', message: 'There is a file of that name already.' })
  const mark = hex(randomBytes(4))
  const stem = `${resolve(path)}.part-${mark}`
  const [copy, sealed] = [`${stem}.db`, `${stem}.sealed`]
  const note = `${context.ledger.db.name}.backup-${mark}`
  try {
    const made = await guardAll(async () => {
      // The last folder only: a disk that is not mounted is a failure and no reason to make folders where it would be.
      if (!existsSync(dirname(path))) mkdirSync(dirname(path), { mode: 0o700 })
      writeFileSync(note, stem, { flag: 'wx', mode: 0o600, flush: true })
      await copyDatabase(context.ledger.db, copy)
      return sealCopy(context, copy, sealed, checkStructure)
    })
    if (!made.ok) return made
    if (!made.value.ok) return made.value
    renameSync(sealed, path)
    syncPath(dirname(path))
    context.ledger.write((tx) => tx.audit(auditEvent(context, actor, 'vault.backup')), 'lazily')
    return succeed(summarise(path, made.value.value))
  } finally {
    await discardTemporary(copy)
    removeUnfinished(stem)
    rmSync(note, { force: true })
  }
}

/** What a backup writes before it has its name. */
function removeUnfinished(stem: string): void {
  for (const end of ['.db', '.db-journal', '.db-wal', '.db-shm', '.sealed']) rmSync(`${stem}${end}`, { force: true })
}

/**
 * Removes what backups left behind whose process was killed, wherever they were to go: beside the vault each keeps a
 * note of its place for as long as it is under way.
 */
export function removeUnfinishedBackups(vaultPath: string): void {
  const folder = dirname(vaultPath)
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const mark = /^(.+)\.backup-([0-9a-f]{8})$/.exec(name)
    if (mark === null || mark[1] !== basename(vaultPath)) continue
    const stem = readFileSync(join(folder, name), 'utf8')
    if (stem.endsWith(`.part-${mark[2]}`)) removeUnfinished(stem)
    rmSync(join(folder, name), { force: true })
  }
}

async function sealCopy(
  { ledger, now }: VaultContext,
  copy: string,
  sealed: string,
  checkStructure: CheckStructure | undefined,
): Promise<Result<BackupHeader>> {
  const opened = openForChecking(copy)
  if (!opened.ok) return opened
  const checked = await checkFile(opened.value, ledger.keys, checkStructure).finally(() => opened.value.close())
  if (!checked.ok) return checked
  const { book, state, stateHash } = checked.value
  const backup: BackupHeader = {
    header: book.header,
    headerMac: book.mac,
    slots: book.slots,
    generation: state.generation,
    stateHash,
    createdAt: now(),
    salt: newBackupSalt(),
    sizeBytes: statSync(copy).size,
  }
  await writeBackupFile(copy, sealed, backup, ledger.keys)
  const readBack = readBackupHeader(sealed)
  if (!readBack.ok) return readBack
  const whole = await readBackupFile(sealed, readBack.value, ledger.keys, () => undefined)
  return whole.ok ? succeed(backup) : whole
}

const summarise = (path: string, { createdAt, generation, sizeBytes, header }: BackupHeader): BackupSummary => ({
  path,
  createdAt,
  generation,
  sizeBytes,
  vaultId: hex(header.vaultId),
  automatic: automaticName.test(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)),
})

/** The backups of a folder by what their headers say, newest first; files that are none are left out. */
export function listBackups(folder: string): readonly BackupSummary[] {
  if (!existsSync(folder)) return []
  const found = readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .flatMap((name) => {
      const path = join(folder, name)
      const read = readBackupHeader(path)
      return read.ok ? [summarise(path, read.value.backup)] : []
    })
  return found.toSorted((a, b) => b.createdAt - a.createdAt)
}

/** "auto-2026-11-24T06-30-00Z.cofferbackup": sorts by time and is a file name everywhere. */
export const automaticBackupName = (at: number): string =>
  `auto-${new Date(at).toISOString().replace(/\.\d+/, '').replaceAll(':', '-')}${suffix}`

export const namedBackupName = (at: number): string => automaticBackupName(at).replace('auto-', 'coffer-')

/** Makes an automatic backup and deletes those of this vault that the retention rule lets go. */
export async function backUpAutomatically(
  context: VaultContext,
  folder: string,
  checkStructure?: CheckStructure,
): Promise<Result<BackupSummary>> {
  const path = join(folder, automaticBackupName(context.now()))
  const made = await createBackup(context, { door: 'core' }, path, checkStructure)
  if (!made.ok) return made
  const { vaultId } = made.value
  const ours: readonly BackupStamp[] = listBackups(folder).filter(
    (backup) => backup.automatic && backup.vaultId === vaultId,
  )
  for (const { path } of expiredBackups(ours, made.value.createdAt)) rmSync(path, { force: true })
  return made
}

/** Whether the keys' header MAC matches what the backup says of slots and vault; so a forged header is noticed. */
export const isSameState = (checked: CheckedFile, backup: BackupHeader): boolean =>
  checked.state.generation === backup.generation && equal(checked.stateHash, backup.stateHash)
