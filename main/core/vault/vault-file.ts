/** The life of a vault file while locked: create it, open it, try a password. Nothing here changes a file it refuses. */
import { existsSync } from 'node:fs'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { checkNewPassword } from '../../../shared/rules.ts'
import type { AnchorStore } from './anchor.ts'
import type { Actor } from './audit.ts'
import { hex } from './bytes.ts'
import { type Credential, tryCredential } from './credential.ts'
import type { Kdf, KdfCost } from './kdf.ts'
import {
  deriveKeys,
  isSaneSlot,
  makeSlot,
  newSlotHeader,
  newVaultHeader,
  type Slot,
  type SlotType,
  slotTypes,
  type VaultHeader,
  type VaultKeys,
  wipeKeys,
} from './keys.ts'
import { writeFirstState } from './ledger.ts'
import { createLockedNotes } from './locked-notes.ts'
import * as migration from './migrations/0001-initial.ts'
import { vaultExists, writeNewVault } from './new-file.ts'
import { formatVersion } from './seal.ts'
import type { SlotBook } from './slots.ts'
import { keyBytes, loadSodium, nonceBytes, randomBytes, tagBytes } from './sodium.ts'
import {
  damaged,
  guard,
  guardAll,
  inspectFile,
  openDatabase,
  openReadOnlyDatabase,
  type ReadDb,
  schemaText,
  schemaTextOf,
  schemaVersion,
  startWal,
} from './store/db.ts'
import { readHeader, readSlots } from './store/header-rows.ts'
import type { CheckStructure } from './structure.ts'
import { heldDelayMs } from './throttle.ts'
import { startVault, type Vault } from './vault.ts'

export interface VaultDependencies {
  readonly kdf: Kdf
  readonly anchor: AnchorStore
  readonly now: () => number
  /** Checks structure away from the loop; in this thread when absent. */
  readonly checkStructure?: CheckStructure | undefined
}

/**
 * Creates a vault file with one password slot, complete or not at all: it is written beside its place, synced, and
 * linked in. `cost` is calibrated on this machine when absent. The caller wipes `password`.
 */
export async function createVaultFile(
  path: string,
  password: Uint8Array,
  { kdf }: Pick<VaultDependencies, 'kdf'>,
  cost?: KdfCost,
  keyfile?: Uint8Array,
): Promise<Result<null>> {
  if (existsSync(path)) return fail(vaultExists)
  const checked = checkNewPassword(password)
  if (!checked.ok) return checked
  await loadSodium()
  const keys = deriveKeys(randomBytes(keyBytes))
  const header = newVaultHeader(randomBytes(16), keys)
  const type = keyfile === undefined ? slotTypes.password : slotTypes.passwordAndKeyfile
  const slotHeader = newSlotHeader(type, cost ?? (await kdf.calibrate()), header.keyEpoch)
  const hashed = await kdf.derive(password, slotHeader.salt, slotHeader.cost)
  const slot = makeSlot(keys, header.vaultId, slotHeader, hashed, keyfile)
  hashed.fill(0)
  const written = await writeNewVault(path, { keys, header, slot }, async (db) => {
    writeFirstState(db, keys, { vaultId: header.vaultId, keyEpoch: header.keyEpoch })
    return succeed(null)
  })
  wipeKeys(keys)
  return written
}

export interface LockedVault {
  readonly vaultId: string
  /** True when the file cannot be written here. */
  readonly readOnly: boolean
  /** A keyfile is needed besides the password. */
  readonly needsKeyfile: boolean
  /** The open vault, or why not. Tries are taken one after the other; the caller wipes the credential. */
  unlock(credential: Credential, actor: Actor): Promise<Result<Vault>>
  /** Whether a credential opens it, under the same delays; for a vault that is open already. */
  verify(credential: Credential, actor: Actor): Promise<Result<null>>
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
  const writable = checkOpened(openDatabase(path), startWal)
  const readOnly = !writable.ok && writable.failure.kind === 'read-only'
  const opened = readOnly ? checkOpened(openReadOnlyDatabase(path), () => succeed(null)) : writable
  if (!opened.ok) return opened
  return succeed(lockedVault(opened.value.db, opened.value.book, readOnly, dependencies))
}

/** Reads what is plain, then does `next`; closes the file when either fails. */
function checkOpened(
  opened: Result<ReadDb>,
  next: (db: ReadDb) => Result<null>,
): Result<{ readonly db: ReadDb; readonly book: SlotBook }> {
  if (!opened.ok) return opened
  const db = opened.value
  const read = guard(() => readWhatIsPlain(db))
  const book = read.ok ? checkHeader(read.value) : read
  if (!book.ok) {
    db.close()
    return book
  }
  const ready = next(db)
  if (ready.ok) return succeed({ db, book: book.value })
  db.close()
  return ready
}

/**
 * Header and slots; neither when the schema is not ours. That is looked at first: a view in the place of a table could
 * answer anything to our queries, or never end.
 */
function readWhatIsPlain(db: ReadDb): Parameters<typeof checkHeader>[0] {
  if (schemaText(db) !== schemaTextOf(migration.up)) return { header: null, slots: [] }
  return { header: readHeader(db), slots: readSlots(db) }
}

function checkHeader(read: {
  readonly header: ReturnType<typeof readHeader>
  readonly slots: readonly Slot[]
}): Result<SlotBook> {
  if (read.header === null || read.slots.length === 0) return damaged('no header or no key slot, or another schema')
  const { header, mac } = read.header
  if (header.format > formatVersion || header.requiredFeatures !== 0)
    return fail({
      kind: 'vault-newer',
      format: Math.max(header.format, schemaVersion + 1),
      message: 'This vault was written by a newer Coffer. Update Coffer to open it; it was left as it is.',
    })
  if (!isWellFormedHeader(header, mac) || !read.slots.every(isWellFormedSlot))
    return damaged('header or key slots are malformed')
  if (!read.slots.every(isSaneSlot)) return damaged('a key slot asks for an impossible password hash')
  return succeed({ header, mac, slots: read.slots })
}

const isBytes = (value: unknown, length: number): boolean => value instanceof Uint8Array && value.length === length
const isU32 = (value: unknown): boolean => Number.isInteger(value) && value === Number(value) >>> 0

/** Numbers beyond their field would be cut to another number's bytes in the MAC, so they are refused before it. */
const isWellFormedHeader = ({ format, vaultId, keyEpoch, logPublicKey }: VaultHeader, mac: Uint8Array): boolean =>
  isU32(format) && isBytes(vaultId, 16) && isU32(keyEpoch) && isBytes(logPublicKey, 32) && isBytes(mac, 32)

function isWellFormedSlot({ header, wrapped, commitment }: Slot): boolean {
  const { slotId, type, kdf, cost, salt, keyEpoch } = header
  return (
    isBytes(slotId, 16) &&
    isBytes(salt, 16) &&
    isBytes(wrapped, nonceBytes + keyBytes + tagBytes) &&
    isBytes(commitment, 32) &&
    Object.values(slotTypes).includes(type) &&
    [kdf, cost.memoryKib, cost.passes, keyEpoch].every(isU32)
  )
}

const refusals: Readonly<Record<Credential['kind'], string>> = {
  password: 'That is not the password of this vault.',
  'password-and-keyfile': 'That is not the password of this vault, or not its keyfile.',
  recovery: 'That is not the recovery key of this vault.',
  keychain: 'The keychain does not hold the key of this vault any more. Use your password.',
}

const opensBy = (slots: readonly Slot[], wanted: SlotType): boolean =>
  slots.some(({ header: { type } }) => type === wanted)

/** Why no password can open any slot, for want of a keyfile or with one too many; null where one might. */
function unfitKeyfile({ kind }: Credential, slots: readonly Slot[]): string | null {
  if (kind === 'password' && needsKeyfile(slots)) return 'This vault needs its keyfile besides the password.'
  if (kind === 'password-and-keyfile' && !opensBy(slots, slotTypes.passwordAndKeyfile))
    return 'This vault has no keyfile: its password alone opens it.'
  return null
}

const needsKeyfile = (slots: readonly Slot[]): boolean =>
  opensBy(slots, slotTypes.passwordAndKeyfile) && !opensBy(slots, slotTypes.password)

function lockedVault(
  db: ReadDb,
  book: SlotBook,
  readOnly: boolean,
  { kdf, anchor, now, checkStructure }: VaultDependencies,
): LockedVault {
  const { header } = book
  let last: Promise<unknown> = Promise.resolve()
  const notes = createLockedNotes({ db, readOnly, logPublicKey: header.logPublicKey, now })

  async function tryKeys(credential: Credential, actor: Actor): Promise<Result<VaultKeys>> {
    const waitMs = notes.remainingDelay()
    if (waitMs > heldDelayMs)
      return fail({
        kind: 'throttled',
        retryAfterMs: waitMs,
        message: `Too many wrong passwords. Try again in ${Math.ceil(waitMs / 1_000)} seconds.`,
      })
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    const unfit = unfitKeyfile(credential, book.slots)
    if (unfit !== null) return fail({ kind: 'wrong-password', message: unfit })
    const keys = await tryCredential(kdf, credential, book.slots, header.vaultId)
    if (keys === 'grafted') return damaged('a key slot belongs to another vault')
    if (keys !== null) return succeed(keys)
    notes.note({ at: now(), actor, action: 'vault.unlock-failed' }, true)
    return fail({ kind: 'wrong-password', message: refusals[credential.kind] })
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
    needsKeyfile: needsKeyfile(book.slots),
    unlock: (credential, actor) =>
      inTurn(async () => {
        const keys = await tryKeys(credential, actor)
        if (!keys.ok) return keys
        const failures = notes.failures()
        const vault = await guardAll(() =>
          startVault({ db, book, kdf, checkStructure, keys: keys.value, readOnly, anchor, now, actor, failures }),
        )
        const started = vault.ok ? vault.value : vault
        if (started.ok) notes.folded()
        else wipeKeys(keys.value)
        if (!started.ok && started.failure.kind === 'vault-damaged') notes.stopWriting()
        return started
      }),
    verify: (credential, actor) =>
      inTurn(async () => {
        const keys = await tryKeys(credential, actor)
        if (!keys.ok) return keys
        wipeKeys(keys.value)
        notes.forgive()
        return succeed(null)
      }),
    noteRefusal: (actor, detail) => notes.note({ at: now(), actor, action: 'vault.refused', detail }, false),
    close: () => {
      db.close()
    },
  }
}
