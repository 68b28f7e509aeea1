/**
 * Changing key slots of an open vault: each change rewrites slots and header MAC in one transaction and costs the same
 * however large the vault is. Backups made before a change still open with what opened them then.
 */
import { fail, invalid, type Result, succeed } from '../../../shared/failure.ts'
import type { SlotSummary } from '../../../shared/model.ts'
import { checkNewPassword } from '../../../shared/rules.ts'
import type { Actor, AuditEvent } from './audit.ts'
import { hex } from './bytes.ts'
import { auditEvent, type VaultContext } from './context.ts'
import { type Credential, hashCredential, keyfileOf, slotTypeOf } from './credential.ts'
import { floorCost, type Kdf, type KdfCost } from './kdf.ts'
import { headerMac, makeSlot, newSlotHeader, type Slot, type SlotType, slotTypes, type VaultHeader } from './keys.ts'
import { recoveryKeyBytes } from './recovery-key.ts'
import { keyBytes, randomBytes } from './sodium.ts'
import { checkpoint } from './store/db.ts'
import { deleteSlot, insertSlot, writeHeader } from './store/header-rows.ts'

/** Header and slots of the open file, as they are now; replaced after each committed change. */
export interface SlotBook {
  readonly header: VaultHeader
  slots: readonly Slot[]
  mac: Uint8Array
}

export const maxSlots = 8

const typeNames: Readonly<Record<SlotType, SlotSummary['type']>> = {
  [slotTypes.password]: 'password',
  [slotTypes.passwordAndKeyfile]: 'password-and-keyfile',
  [slotTypes.recovery]: 'recovery',
  [slotTypes.keychain]: 'keychain',
}

export const listSlots = (book: SlotBook): readonly SlotSummary[] =>
  book.slots.map(({ header: { slotId, type, cost } }) => ({
    slotId: hex(slotId),
    type: typeNames[type],
    memoryKib: cost.memoryKib,
    passes: cost.passes,
  }))

/** A new slot that wraps this vault's key for a credential. `cost` is calibrated when absent. */
async function wrapFor(
  { ledger }: VaultContext,
  book: SlotBook,
  kdf: Kdf,
  credential: Credential,
  cost?: KdfCost,
): Promise<Slot> {
  const header = newSlotHeader(slotTypeOf(credential), cost ?? (await kdf.calibrate()), book.header.keyEpoch)
  const hashed = await hashCredential(kdf, credential, header)
  const slot = makeSlot(ledger.keys, book.header.vaultId, header, hashed, keyfileOf(credential))
  hashed.fill(0)
  return slot
}

/** Replaces slots in one transaction, then cuts the WAL so that the old ones are gone from the disk's files too. */
function replaceSlots(
  { ledger }: VaultContext,
  book: SlotBook,
  change: { readonly add: readonly Slot[]; readonly remove: readonly Slot[] },
  event: AuditEvent,
): Result<null> {
  const next = [...book.slots.filter((slot) => !change.remove.includes(slot)), ...change.add]
  if (next.length > maxSlots) return fail({ kind: 'refused', message: `A vault has at most ${maxSlots} key slots.` })
  if (!next.some(({ header: { type } }) => type !== slotTypes.keychain))
    return fail({ kind: 'refused', message: 'The last way in besides the keychain cannot be removed.' })
  const mac = headerMac(ledger.keys, book.header, next)
  const written = ledger.write((tx) => {
    for (const slot of change.remove) deleteSlot(tx.db, slot.header.slotId)
    for (const slot of change.add) insertSlot(tx.db, slot)
    writeHeader(tx.db, book.header, mac)
    tx.audit(event)
  })
  if (!written.ok) return written
  book.slots = next
  book.mac = mac
  checkpoint(ledger.db)
  return succeed(null)
}

/**
 * Puts a new password slot in the place of every password slot (with or without keyfile). The caller has verified the
 * old password and wipes both.
 */
export async function changePassword(
  context: VaultContext,
  book: SlotBook,
  kdf: Kdf,
  actor: Actor,
  credential: Extract<Credential, { readonly password: Uint8Array }>,
  cost?: KdfCost,
): Promise<Result<null>> {
  const checked = checkNewPassword(credential.password)
  if (!checked.ok) return checked
  if (credential.kind === 'password-and-keyfile' && credential.keyfile.length !== keyBytes)
    return invalid('keyfile', `A keyfile has exactly ${keyBytes} bytes.`)
  const slot = await wrapFor(context, book, kdf, credential, cost)
  const isPassword = ({ header: { type } }: Slot) =>
    type === slotTypes.password || type === slotTypes.passwordAndKeyfile
  return replaceSlots(
    context,
    book,
    { add: [slot], remove: book.slots.filter(isPassword) },
    auditEvent(context, actor, 'slot.add', { detail: credential.kind }),
  )
}

/**
 * A new recovery key in the place of any older one. The 16 bytes are owned by the caller, who shows them once and wipes
 * them. Their hash costs the floor: 128 random bits need no more.
 */
export async function addRecoveryKey(
  context: VaultContext,
  book: SlotBook,
  kdf: Kdf,
  actor: Actor,
): Promise<Result<Uint8Array>> {
  const recoveryKey = randomBytes(recoveryKeyBytes)
  const slot = await wrapFor(context, book, kdf, { kind: 'recovery', recoveryKey }, floorCost)
  const remove = book.slots.filter(({ header: { type } }) => type === slotTypes.recovery)
  const event = auditEvent(context, actor, 'slot.add', { detail: 'recovery' })
  const written = replaceSlots(context, book, { add: [slot], remove }, event)
  return written.ok ? succeed(recoveryKey) : written
}

/** A new keychain slot in the place of any older one. The 32 bytes are for the OS keychain; the caller wipes them. */
export async function addKeychainSecret(
  context: VaultContext,
  book: SlotBook,
  kdf: Kdf,
  actor: Actor,
): Promise<Result<Uint8Array>> {
  const secret = randomBytes(keyBytes)
  const slot = await wrapFor(context, book, kdf, { kind: 'keychain', secret }, { memoryKib: 0, passes: 0 })
  const remove = book.slots.filter(({ header: { type } }) => type === slotTypes.keychain)
  const event = auditEvent(context, actor, 'slot.add', { detail: 'keychain' })
  const written = replaceSlots(context, book, { add: [slot], remove }, event)
  return written.ok ? succeed(secret) : written
}

/** Removes one slot; the last one that a person holds is refused. */
export function removeSlot(context: VaultContext, book: SlotBook, actor: Actor, slotId: string): Result<null> {
  const slot = book.slots.find(({ header }) => hex(header.slotId) === slotId)
  if (slot === undefined) return fail({ kind: 'not-found', message: 'There is no such key slot.' })
  const event = auditEvent(context, actor, 'slot.remove', { detail: typeNames[slot.header.type] })
  return replaceSlots(context, book, { add: [], remove: [slot] }, event)
}
