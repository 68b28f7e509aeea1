/**
 * The audit log: who did what, when. Each entry is sealed and chained by a MAC over the one before; the head is in the
 * state row, so neither the middle nor the tail can be cut off unseen. It protects against those without the vault key.
 */

import type { AuditAction, AuditActor, AuditEntry, AuditEvent } from '../../../shared/model.ts'
import { concat, u64 } from './bytes.ts'
import type { KdfCost } from './kdf.ts'
import type { VaultKeys } from './keys.ts'
import { noParent, openJson, type Place, type SealContext, sealJson, tables } from './seal.ts'
import { equal, keyedHash } from './sodium.ts'
import type { AuditRow } from './store/journal-rows.ts'

export type { AuditAction, AuditEntry, AuditEvent }
/** Who made a call. */
export type Actor = AuditActor

/** The last entry's number and MAC; `number` 0 and zeros before the first. */
export interface AuditHead {
  readonly number: number
  readonly mac: Uint8Array
}

export const emptyAuditHead: AuditHead = { number: 0, mac: new Uint8Array(32) }

const place = (number: number): Place => ({
  table: tables.audit,
  column: 1,
  rowId: noParent,
  parentId: noParent,
  revision: number,
})

const chain = (keys: VaultKeys, previous: Uint8Array, number: number, body: Uint8Array): Uint8Array =>
  keyedHash(32, keys.auditMac, concat(previous, u64(number), body))

/** The row that follows `head`. */
export function nextAuditRow(keys: VaultKeys, context: SealContext, head: AuditHead, event: AuditEvent): AuditRow {
  const number = head.number + 1
  const body = sealJson(keys.auditSeal, context, place(number), event)
  return { number, body, mac: chain(keys, head.mac, number, body) }
}

/** The entry of a row, or null when the row does not open. */
export function openAuditRow(keys: VaultKeys, context: SealContext, row: AuditRow): AuditEntry | null {
  const event = openJson<AuditEvent>(keys.auditSeal, context, place(row.number), row.body)
  return event === null ? null : { number: row.number, ...event }
}

/** Follows the chain over `rows` from `head`; the new head, or the number of the first row that breaks it. */
export function followChain(keys: VaultKeys, head: AuditHead, rows: readonly AuditRow[]): AuditHead | number {
  let { number, mac } = head
  for (const row of rows) {
    if (!(row.body instanceof Uint8Array)) return number + 1
    if (row.number !== number + 1 || !equal(chain(keys, mac, row.number, row.body), row.mac)) return number + 1
    number = row.number
    mac = row.mac
  }
  return { number, mac }
}

export const costDetail = ({ memoryKib, passes }: KdfCost): string => `argon2id ${memoryKib} KiB × ${passes}`
