/**
 * Restoring a backup: open it with what opened the vault then, check it completely, show what it would bring, and put
 * it in place. Where the vault it came from still lives, what is restored is a fork with an id and keys of its own.
 */
import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { RestorePreview } from '../../../shared/model.ts'
import type { AnchorStore } from './anchor.ts'
import type { Actor, AuditEvent } from './audit.ts'
import { type CheckedFile, checkFile, isSameState } from './backup.ts'
import { type BackupHeader, readBackupFile, readBackupHeader } from './backup-file.ts'
import { hex } from './bytes.ts'
import { type Credential, hashCredential, keyfileOf, slotTypeOf, tryCredential } from './credential.ts'
import type { Kdf } from './kdf.ts'
import { deriveKeys, isSaneSlot, makeSlot, newSlotHeader, newVaultHeader, type VaultKeys, wipeKeys } from './keys.ts'
import { placeFile, removeTemporary, replaceFile, temporaryBeside, writeNewVault } from './new-file.ts'
import { type ResealSource, resealVault, type Unreadable, wholeDatabase } from './reseal.ts'
import { formatVersion } from './seal.ts'
import { keyBytes, loadSodium, randomBytes } from './sodium.ts'
import { damaged, guardAll, openForChecking, type ReadDb } from './store/db.ts'

export interface RestoreDependencies {
  readonly kdf: Kdf
  readonly anchor: AnchorStore
  readonly now: () => number
}

interface OpenedBackup {
  readonly backup: BackupHeader
  readonly checked: CheckedFile
  readonly keys: VaultKeys
  /** The vault file inside, beside its destination. */
  readonly temporary: string
}

/** Opens and checks a backup beside `destination`, hands it to `body`, and leaves nothing behind. */
async function withOpenedBackup<T>(
  path: string,
  destination: string,
  credential: Credential,
  { kdf }: Pick<RestoreDependencies, 'kdf'>,
  body: (opened: OpenedBackup) => Promise<Result<T>>,
): Promise<Result<T>> {
  await loadSodium()
  const done = await guardAll(async (): Promise<Result<T>> => {
    const read = readBackupHeader(path)
    if (!read.ok) return read
    const { backup } = read.value
    const refused = refuseHeader(backup)
    if (refused !== null) return fail(refused)
    const keys = await tryCredential(kdf, credential, backup.slots, backup.header.vaultId)
    if (keys === null) return fail(wrongPassword)
    if (keys === 'grafted') return damaged('a key slot of the backup belongs to another vault')
    const temporary = temporaryBeside(destination)
    try {
      const written = await unsealTo(path, read.value, keys, temporary)
      if (!written.ok) return written
      const checked = await checkTemporary(temporary, keys)
      if (!checked.ok) return checked
      if (!isSameState(checked.value, backup)) return damaged('the backup holds another state than its header says')
      return await body({ backup, checked: checked.value, keys, temporary })
    } finally {
      removeTemporary(temporary)
      wipeKeys(keys)
    }
  })
  return done.ok ? done.value : done
}

const wrongPassword: Failure = {
  kind: 'wrong-password',
  message: 'That password does not open this backup. Backups open with the password of the day they were made.',
}

function refuseHeader({ header, slots }: BackupHeader): Failure | null {
  if (header.format > formatVersion || header.requiredFeatures !== 0)
    return {
      kind: 'vault-newer',
      format: header.format,
      message: 'This backup was written by a newer Coffer. Update Coffer to restore it.',
    }
  return slots.every(isSaneSlot)
    ? null
    : damaged('a key slot of the backup asks for an impossible password hash').failure
}

async function unsealTo(
  path: string,
  read: Parameters<typeof readBackupFile>[1],
  keys: VaultKeys,
  temporary: string,
): Promise<Result<null>> {
  const output = openSync(temporary, 'wx', 0o600)
  try {
    return await readBackupFile(path, read, keys, (chunk) => {
      writeSync(output, chunk)
    })
  } finally {
    closeSync(output)
  }
}

async function checkTemporary(temporary: string, keys: VaultKeys): Promise<Result<CheckedFile>> {
  const opened = openForChecking(temporary)
  if (!opened.ok) return opened
  return checkFile(opened.value, keys).finally(() => opened.value.close())
}

/** What restoring would bring and do, after opening and checking all of it. Nothing is changed. */
export function previewRestore(
  path: string,
  destination: string,
  credential: Credential,
  dependencies: RestoreDependencies,
): Promise<Result<RestorePreview>> {
  return withOpenedBackup(path, destination, credential, dependencies, async (opened) =>
    succeed(previewOf(opened, destination, dependencies)),
  )
}

function previewOf(
  { backup, checked }: OpenedBackup,
  destination: string,
  { anchor }: RestoreDependencies,
): RestorePreview {
  const { manifest, generation, audit } = checked.state
  const lastSeen = anchor.read(hex(backup.header.vaultId))?.generation ?? 0
  return {
    createdAt: backup.createdAt,
    generation,
    secrets: manifest.secret.count,
    versions: manifest.version.count,
    auditEntries: audit.number,
    replaces: existsSync(destination),
    fork: existsSync(destination) || lastSeen > generation,
    savesBehind: Math.max(0, lastSeen - generation),
  }
}

/**
 * Puts a backup in place as the vault at `destination`. A vault there is first moved aside to `aside` (answered), whole
 * and untouched. As a fork it gets a new id, new keys, and one slot for the credential given: other slots are gone.
 */
export function restoreBackup(
  path: string,
  destination: string,
  credential: Credential,
  actor: Actor,
  dependencies: RestoreDependencies,
): Promise<Result<RestorePreview & { readonly aside: string | null }>> {
  return withOpenedBackup(path, destination, credential, dependencies, async (opened) => {
    const preview = previewOf(opened, destination, dependencies)
    const ready = preview.fork ? temporaryBeside(destination) : opened.temporary
    try {
      const forked = preview.fork ? await forkTo(ready, opened, credential, actor, dependencies) : succeed(null)
      if (!forked.ok) return forked
      const placed = preview.replaces
        ? replaceFile(ready, destination, dependencies.now())
        : placeFile(ready, destination)
      return placed.ok ? succeed({ ...preview, aside: placed.value }) : placed
    } finally {
      removeTemporary(ready)
    }
  })
}

async function forkTo(
  target: string,
  { keys, checked, temporary }: OpenedBackup,
  credential: Credential,
  actor: Actor,
  { kdf, now }: RestoreDependencies,
): Promise<Result<null>> {
  const source = openForChecking(temporary)
  if (!source.ok) return source
  const event = { at: now(), actor, action: 'vault.rekey' as const, detail: 'restored as a fork' }
  return resealFile(target, { db: source.value, keys, checked }, credential, kdf, event).finally(() =>
    source.value.close(),
  )
}

/** Writes everything of a checked file into a new one with a new id and new keys, opened by `credential` alone. */
export async function resealFile(
  target: string,
  source: { readonly db: ReadDb; readonly keys: VaultKeys; readonly checked: CheckedFile },
  credential: Credential,
  kdf: Kdf,
  event: AuditEvent,
): Promise<Result<null>> {
  const { book, state } = source.checked
  const context = { vaultId: book.header.vaultId, keyEpoch: book.header.keyEpoch }
  const everything = wholeDatabase(source.db, source.keys, context, state.auditBase.number)
  return makeAnew(target, everything, credential, kdf, event, ({ what }) => damaged(`a ${what} does not verify`))
}

/** `onUnreadable` answers the failure that ends the work, or null to go on without what does not open. */
export async function makeAnew(
  target: string,
  source: ResealSource,
  credential: Credential,
  kdf: Kdf,
  event: AuditEvent,
  onUnreadable: (lost: Unreadable) => Result<never> | null,
): Promise<Result<null>> {
  const keys = deriveKeys(randomBytes(keyBytes))
  const header = newVaultHeader(randomBytes(16), keys)
  const slotHeader = newSlotHeader(slotTypeOf(credential), await kdf.calibrate(), header.keyEpoch)
  const hashed = await hashCredential(kdf, credential, slotHeader)
  const slot = makeSlot(keys, header.vaultId, slotHeader, hashed, keyfileOf(credential))
  hashed.fill(0)
  let failure: Result<never> | null = null
  const context = { vaultId: header.vaultId, keyEpoch: header.keyEpoch }
  const made = await writeNewVault(target, { keys, header, slot }, async (db) => {
    await resealVault(source, { db, keys, context }, event, (lost) => {
      failure ??= onUnreadable(lost)
    })
    return failure ?? succeed(null)
  })
  wipeKeys(keys)
  return made
}
