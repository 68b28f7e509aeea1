/** The life of a vault file while locked: create it, open it, try a password. Nothing here changes a file it refuses. */
import { chmodSync, closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import { checkNewPassword } from '../../../shared/rules.ts'
import type { AnchorStore } from './anchor.ts'
import type { Actor, AuditEvent } from './audit.ts'
import { hex, utf8 } from './bytes.ts'
import { isAcceptableCost, type Kdf, type KdfCost } from './kdf.ts'
import {
  deriveKeys,
  headerMac,
  kdfIds,
  makeSlot,
  newSlotHeader,
  newVaultHeader,
  openSlot,
  type Slot,
  slotTypes,
  type VaultHeader,
  type VaultKeys,
  wipeKeys,
} from './keys.ts'
import { writeFirstState } from './ledger.ts'
import * as migration from './migrations/0001-initial.ts'
import { formatVersion } from './seal.ts'
import { keyBytes, loadSodium, randomBytes, sealTo } from './sodium.ts'
import {
  createDatabase,
  damaged,
  guard,
  inspectFile,
  inTransaction,
  openDatabase,
  openReadOnlyDatabase,
  type ReadDb,
  schemaVersion,
} from './store/db.ts'
import {
  countLockedEvents,
  insertLockedEvent,
  insertSlot,
  readHeader,
  readSlots,
  readThrottle,
  writeHeader,
  writeThrottle,
} from './store/header-rows.ts'
import { heldDelayMs, remainingDelay } from './throttle.ts'
import { startVault, type Vault } from './vault.ts'

export interface VaultDependencies {
  readonly kdf: Kdf
  readonly anchor: AnchorStore
  readonly now: () => number
}

/** More events than this while locked are counted, not kept. */
const maxLockedEvents = 1_000

/**
 * Creates a vault file with one password slot, complete or not at all: it is written beside its place, synced, and
 * linked in. `cost` is calibrated on this machine when absent. The caller wipes `password`.
 */
export async function createVaultFile(
  path: string,
  password: Uint8Array,
  { kdf }: Pick<VaultDependencies, 'kdf'>,
  cost?: KdfCost,
): Promise<Result<null>> {
  if (existsSync(path)) return fail(vaultExists)
  const checked = checkNewPassword(password)
  if (!checked.ok) return checked
  await loadSodium()
  const keys = deriveKeys(randomBytes(keyBytes))
  const header = newVaultHeader(randomBytes(16), keys)
  const slotHeader = newSlotHeader(slotTypes.password, cost ?? (await kdf.calibrate()), header.keyEpoch)
  const hashed = await kdf.derive(password, slotHeader.salt, slotHeader.cost)
  const slot = makeSlot(keys, header.vaultId, slotHeader, hashed)
  hashed.fill(0)
  return writeNewFile(path, keys, header, slot)
}

const vaultExists: Failure = { kind: 'vault-exists', message: 'There is a vault here already. It was left as it is.' }

function writeNewFile(path: string, keys: VaultKeys, header: VaultHeader, slot: Slot): Result<null> {
  const temporary = `${path}.new-${hex(randomBytes(4))}`
  try {
    const written = guard(() => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      const db = createDatabase(temporary, migration.up)
      chmodSync(temporary, 0o600)
      writeHeader(db, header, headerMac(keys, header, [slot]))
      insertSlot(db, slot)
      writeFirstState(db, keys, { vaultId: header.vaultId, keyEpoch: header.keyEpoch })
      db.close()
      syncPath(temporary)
      return null
    })
    if (!written.ok) return written
    return guard(() => {
      linkSync(temporary, path)
      syncPath(dirname(path))
      return null
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return fail(vaultExists)
    throw error
  } finally {
    for (const leftover of [temporary, `${temporary}-journal`]) rmSync(leftover, { force: true })
  }
}

/** fsync of a file or folder; folders cannot be synced on Windows. */
function syncPath(path: string): void {
  if (process.platform === 'win32') return
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

export interface LockedVault {
  readonly vaultId: string
  /** True when the file cannot be written here. */
  readonly readOnly: boolean
  /** The open vault, or why not. Tries are taken one after the other; the caller wipes `password`. */
  unlock(password: Uint8Array, actor: Actor): Promise<Result<Vault>>
  /** Whether a password is right, under the same delays; for a vault that is open already. */
  verifyPassword(password: Uint8Array, actor: Actor): Promise<Result<null>>
  /** Notes something refused while locked; sealed to the vault's public key and folded into the audit log at unlock. */
  noteRefusal(actor: Actor, detail: string): void
  close(): void
}

/** Opens a vault file for this process alone, locked. */
export async function openVaultFile(path: string, dependencies: VaultDependencies): Promise<Result<LockedVault>> {
  if (!existsSync(path)) return fail({ kind: 'no-vault', message: 'There is no vault here yet. Create one first.' })
  await loadSodium()
  const inspected = inspectFile(path)
  if (!inspected.ok) return inspected
  const opened = openDatabase(path)
  const readOnly = !opened.ok && opened.failure.kind === 'read-only'
  const database = readOnly ? openReadOnlyDatabase(path) : opened
  if (!database.ok) return database
  const db = database.value
  const read = guard(() => ({ header: readHeader(db), slots: readSlots(db) }))
  const refusal = read.ok ? checkHeader(read.value) : read
  if (!refusal.ok) {
    db.close()
    return refusal
  }
  return succeed(lockedVault(db, refusal.value, readOnly, dependencies))
}

type OpenedFile = { readonly header: VaultHeader; readonly mac: Uint8Array; readonly slots: readonly Slot[] }

function checkHeader(read: {
  readonly header: ReturnType<typeof readHeader>
  readonly slots: readonly Slot[]
}): Result<OpenedFile> {
  if (read.header === null || read.slots.length === 0) return damaged('no header or no key slot')
  const { header, mac } = read.header
  if (header.format > formatVersion || header.requiredFeatures !== 0)
    return fail({
      kind: 'vault-newer',
      format: Math.max(header.format, schemaVersion + 1),
      message: 'This vault was written by a newer Coffer. Update Coffer to open it; it was left as it is.',
    })
  if (!read.slots.every(({ header: { kdf, cost } }) => kdf === kdfIds.none || isAcceptableCost(cost)))
    return damaged('a key slot asks for an impossible password hash')
  return succeed({ header, mac, slots: read.slots })
}

function lockedVault(
  db: ReadDb,
  file: OpenedFile,
  readOnly: boolean,
  { kdf, anchor, now }: VaultDependencies,
): LockedVault {
  const { header, slots } = file
  let last: Promise<unknown> = Promise.resolve()
  let memoryThrottle = guard(() => readThrottle(db))
  const throttle = () => (memoryThrottle.ok ? memoryThrottle.value : { failures: 0, lastAt: 0, dropped: 0 })

  /** Keeps what happened while locked; on a disk that takes no writes the count in memory still slows guessing. */
  function note(event: AuditEvent, isFailedUnlock: boolean): void {
    const { failures, dropped } = throttle()
    const next = isFailedUnlock ? { failures: failures + 1, lastAt: event.at, dropped } : { ...throttle(), dropped }
    memoryThrottle = succeed(next)
    if (readOnly) return
    inTransaction(db, (writeDb) => {
      const isFull = countLockedEvents(db) >= maxLockedEvents
      if (!isFull) insertLockedEvent(writeDb, sealTo(header.logPublicKey, utf8(JSON.stringify(event))))
      memoryThrottle = succeed({ ...next, dropped: isFull ? dropped + 1 : dropped })
      writeThrottle(writeDb, throttle())
    })
  }

  async function tryPassword(password: Uint8Array, actor: Actor): Promise<Result<VaultKeys>> {
    const waitMs = remainingDelay(throttle(), now())
    if (waitMs > heldDelayMs)
      return fail({
        kind: 'throttled',
        retryAfterMs: waitMs,
        message: `Too many wrong passwords. Try again in ${Math.ceil(waitMs / 1_000)} seconds.`,
      })
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    for (const slot of slots.filter(({ header: { type } }) => type === slotTypes.password)) {
      const hashed = await kdf.derive(password, slot.header.salt, slot.header.cost)
      const keys = openSlot(slot, header.vaultId, hashed)
      hashed.fill(0)
      if (keys === 'grafted') return damaged('a key slot belongs to another vault')
      if (keys !== null) return succeed(keys)
    }
    note({ at: now(), actor, action: 'vault.unlock-failed' }, true)
    return fail({ kind: 'wrong-password', message: 'That is not the password of this vault.' })
  }

  /** One try after the other, so that parallel tries cannot outrun the delay. */
  function inTurn<T>(attempt: () => Promise<T>): Promise<T> {
    const turn = last.then(attempt)
    last = turn.catch(() => undefined)
    return turn
  }

  return {
    vaultId: hex(header.vaultId),
    readOnly,
    unlock: (password, actor) =>
      inTurn(async () => {
        const keys = await tryPassword(password, actor)
        if (!keys.ok) return keys
        return startVault({ db, file, keys: keys.value, readOnly, anchor, now, actor, failures: throttle().failures })
      }),
    verifyPassword: (password, actor) =>
      inTurn(async () => {
        const keys = await tryPassword(password, actor)
        if (!keys.ok) return keys
        wipeKeys(keys.value)
        return succeed(null)
      }),
    noteRefusal: (actor, detail) => note({ at: now(), actor, action: 'vault.refused', detail }, false),
    close: () => {
      db.close()
    },
  }
}
