/** Rows of `header`, `slot`, `throttle` and `locked_event`: what can be read while locked. */
import type { Slot, SlotType, VaultHeader } from '../keys.ts'
import { prepare, preparePluck, type ReadDb, type WriteDb } from './db.ts'

export function readHeader(db: ReadDb): { readonly header: VaultHeader; readonly mac: Uint8Array } | null {
  const row = prepare<
    [],
    { format: number; features: number; vaultId: Buffer; keyEpoch: number; logPublicKey: Buffer; mac: Buffer }
  >(
    db,
    `SELECT format, required_features AS features, vault_id AS vaultId, key_epoch AS keyEpoch,
         log_public_key AS logPublicKey, mac FROM header WHERE id = 1`,
  ).get()
  if (row === undefined) return null
  const { format, features, vaultId, keyEpoch, logPublicKey, mac } = row
  return { header: { format, requiredFeatures: features, vaultId, keyEpoch, logPublicKey }, mac }
}

export function writeHeader(db: WriteDb, header: VaultHeader, mac: Uint8Array): void {
  prepare(
    db,
    `INSERT INTO header (id, format, required_features, vault_id, key_epoch, log_public_key, mac)
     VALUES (1, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET format = excluded.format, required_features = excluded.required_features,
       key_epoch = excluded.key_epoch, log_public_key = excluded.log_public_key, mac = excluded.mac`,
  ).run(header.format, header.requiredFeatures, header.vaultId, header.keyEpoch, header.logPublicKey, mac)
}

interface SlotRow {
  slotId: Buffer
  type: number
  kdf: number
  memoryKib: number
  passes: number
  salt: Buffer
  keyEpoch: number
  wrapped: Buffer
  commitment: Buffer
}

export function readSlots(db: ReadDb): readonly Slot[] {
  return prepare<[], SlotRow>(
    db,
    `SELECT slot_id AS slotId, type, kdf, memory_kib AS memoryKib, passes, salt, key_epoch AS keyEpoch, wrapped,
         commitment FROM slot ORDER BY slot_id`,
  )
    .all()
    .map(({ slotId, type, kdf, memoryKib, passes, salt, keyEpoch, wrapped, commitment }) => ({
      header: { slotId, type: type as SlotType, kdf, cost: { memoryKib, passes }, salt, keyEpoch },
      wrapped,
      commitment,
    }))
}

export function insertSlot(db: WriteDb, { header, wrapped, commitment }: Slot): void {
  const { slotId, type, kdf, cost, salt, keyEpoch } = header
  prepare(
    db,
    `INSERT INTO slot (slot_id, type, kdf, memory_kib, passes, salt, key_epoch, wrapped, commitment)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(slotId, type, kdf, cost.memoryKib, cost.passes, salt, keyEpoch, wrapped, commitment)
}

export const deleteSlot = (db: WriteDb, slotId: Uint8Array): boolean =>
  prepare(db, `DELETE FROM slot WHERE slot_id = ?`).run(slotId).changes === 1

/** Failed unlocks since the last good one, and when the last was. Plain: it must be known while locked. */
export interface Throttle {
  readonly failures: number
  readonly lastAt: number
  /** Locked events not kept because there were too many. */
  readonly dropped: number
}

export function readThrottle(db: ReadDb): Throttle {
  const row = prepare<[], Throttle>(db, `SELECT failures, last_at AS lastAt, dropped FROM throttle WHERE id = 1`).get()
  return row ?? { failures: 0, lastAt: 0, dropped: 0 }
}

export function writeThrottle(db: WriteDb, { failures, lastAt, dropped }: Throttle): void {
  prepare(
    db,
    `INSERT INTO throttle (id, failures, last_at, dropped) VALUES (1, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, dropped = excluded.dropped`,
  ).run(failures, lastAt, dropped)
}

export const countLockedEvents = (db: ReadDb): number =>
  preparePluck<[], number>(db, `SELECT count(*) FROM locked_event`).get() ?? 0

export function insertLockedEvent(db: WriteDb, sealed: Uint8Array): void {
  prepare(db, `INSERT INTO locked_event (sealed) VALUES (?)`).run(sealed)
}

export const readLockedEvents = (db: ReadDb): readonly Uint8Array[] =>
  preparePluck<[], Buffer>(db, `SELECT sealed FROM locked_event ORDER BY id`).all()

export function clearLockedEvents(db: WriteDb): void {
  prepare(db, `DELETE FROM locked_event`).run()
}
