/**
 * The backup file: "COFRBAK1" · u32 header length · header JSON · secretstream header · chunks of 64 KiB, the last with
 * the final tag. The header carries the key slots of the vault at that moment, so what opened the vault then opens the
 * backup; chunk 0 is bound to the header's hash. The key comes from the vault key and the backup's own salt.
 */
import { closeSync, fsync, openSync, readSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { z } from 'zod'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { giveWay } from './breathe.ts'
import { concat, fromHex, hex, u32, utf8 } from './bytes.ts'
import type { KdfCost } from './kdf.ts'
import type { Slot, SlotType, VaultHeader, VaultKeys } from './keys.ts'
import {
  createStreamReader,
  createStreamWriter,
  hash,
  keyedHash,
  randomBytes,
  streamHeaderBytes,
  streamOverheadBytes,
} from './sodium.ts'

const magic = utf8('COFRBAK1')
const chunkBytes = 65_536
const maxHeaderBytes = 65_536
const keyLabel = utf8('coffer-backup-v1')

/** What a backup says of itself before it is opened. Everything is verified once the vault key is known. */
export interface BackupHeader {
  readonly header: VaultHeader
  readonly headerMac: Uint8Array
  readonly slots: readonly Slot[]
  readonly generation: number
  /** BLAKE2b-256 of the sealed state row. */
  readonly stateHash: Uint8Array
  readonly createdAt: number
  readonly salt: Uint8Array
  /** Bytes of the vault file inside. */
  readonly sizeBytes: number
}

const bytesAs = (length: number) =>
  z
    .string()
    .regex(/^[0-9a-f]*$/)
    .length(length * 2)
    .transform(fromHex)
const u32Json = z.number().int().min(0).max(0xffff_ffff)

const headerSchema = z.strictObject({
  format: u32Json,
  requiredFeatures: u32Json,
  vaultId: bytesAs(16),
  keyEpoch: u32Json,
  logPublicKey: bytesAs(32),
  headerMac: bytesAs(32),
  generation: z.number().int().min(0),
  stateHash: bytesAs(32),
  createdAt: z.number().int(),
  salt: bytesAs(32),
  sizeBytes: z.number().int().min(1),
  slots: z
    .array(
      z.strictObject({
        slotId: bytesAs(16),
        type: z.number().int().min(1).max(4),
        kdf: z.number().int().min(0).max(1),
        memoryKib: u32Json,
        passes: u32Json,
        salt: bytesAs(16),
        keyEpoch: u32Json,
        wrapped: bytesAs(72),
        commitment: bytesAs(32),
      }),
    )
    .min(1)
    .max(8),
})

function headerToJson(backup: BackupHeader): z.input<typeof headerSchema> {
  const { header } = backup
  return {
    format: header.format,
    requiredFeatures: header.requiredFeatures,
    vaultId: hex(header.vaultId),
    keyEpoch: header.keyEpoch,
    logPublicKey: hex(header.logPublicKey),
    headerMac: hex(backup.headerMac),
    generation: backup.generation,
    stateHash: hex(backup.stateHash),
    createdAt: backup.createdAt,
    salt: hex(backup.salt),
    sizeBytes: backup.sizeBytes,
    slots: backup.slots.map(({ header: slot, wrapped, commitment }) => ({
      slotId: hex(slot.slotId),
      type: slot.type,
      kdf: slot.kdf,
      memoryKib: slot.cost.memoryKib,
      passes: slot.cost.passes,
      salt: hex(slot.salt),
      keyEpoch: slot.keyEpoch,
      wrapped: hex(wrapped),
      commitment: hex(commitment),
    })),
  }
}

function headerFromJson(json: z.output<typeof headerSchema>): BackupHeader {
  const { format, requiredFeatures, vaultId, keyEpoch, logPublicKey, slots, ...rest } = json
  return {
    ...rest,
    header: { format, requiredFeatures, vaultId, keyEpoch, logPublicKey },
    slots: slots.map(({ wrapped, commitment, memoryKib, passes, type, ...slot }) => ({
      header: { ...slot, type: type as SlotType, cost: { memoryKib, passes } satisfies KdfCost },
      wrapped,
      commitment,
    })),
  }
}

export const newBackupSalt = (): Uint8Array => randomBytes(32)

const streamKey = (keys: VaultKeys, salt: Uint8Array): Uint8Array => keyedHash(32, keys.backup, concat(keyLabel, salt))

const damagedBackup = (detail: string) =>
  fail({
    kind: 'vault-damaged' as const,
    detail,
    message: `The backup is damaged (${detail}). It was left as it is; try another one.`,
  })

/** Writes a backup of the file at `source` to `target`, which must not exist, and syncs it. Throws on disk errors. */
export async function writeBackupFile(
  source: string,
  target: string,
  backup: BackupHeader,
  keys: VaultKeys,
): Promise<void> {
  const json = utf8(JSON.stringify(headerToJson(backup)))
  const prefix = concat(magic, u32(json.length), json)
  const key = streamKey(keys, backup.salt)
  const stream = createStreamWriter(key)
  key.fill(0)
  const input = openSync(source, 'r')
  const output = openSync(target, 'wx', 0o600)
  try {
    writeSync(output, concat(prefix, stream.header))
    const buffer = new Uint8Array(chunkBytes)
    for (let at = 0; at < backup.sizeBytes; at += chunkBytes) {
      const read = readFully(input, buffer.subarray(0, Math.min(chunkBytes, backup.sizeBytes - at)), at)
      const isLast = at + read >= backup.sizeBytes
      writeSync(output, stream.push(buffer.subarray(0, read), isLast, at === 0 ? hash(prefix) : null))
      if ((at / chunkBytes) % 8 === 7) await giveWay()
    }
    await promisify(fsync)(output)
  } finally {
    closeSync(input)
    closeSync(output)
  }
}

function readFully(file: number, buffer: Uint8Array, position: number): number {
  let read = 0
  while (read < buffer.length) {
    const count = readSync(file, buffer, read, buffer.length - read, position + read)
    if (count === 0) break
    read += count
  }
  return read
}

/** The header of a backup file; `vault-foreign` for another file, `vault-damaged` when it makes no sense. */
export function readBackupHeader(path: string): Result<{ readonly backup: BackupHeader; readonly prefix: Uint8Array }> {
  const file = openSync(path, 'r')
  try {
    const start = new Uint8Array(magic.length + 4)
    const read = readFully(file, start, 0)
    if (read < start.length || Buffer.compare(start.subarray(0, magic.length), magic) !== 0)
      return fail({ kind: 'vault-foreign', message: 'This file is not a Coffer backup. It was left as it is.' })
    const length = new DataView(start.buffer).getUint32(magic.length)
    if (length > maxHeaderBytes) return damagedBackup('its header is too long')
    const json = new Uint8Array(length)
    if (readFully(file, json, start.length) < length) return damagedBackup('it is cut within its header')
    const parsed = headerSchema.safeParse(parseJson(json))
    if (!parsed.success) return damagedBackup('its header makes no sense')
    return succeed({ backup: headerFromJson(parsed.data), prefix: concat(start, json) })
  } finally {
    closeSync(file)
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}

/**
 * Opens the stream of a backup and hands over chunk after chunk (each valid until the next). Refuses any changed,
 * missing, moved or added byte and names the chunk.
 */
export async function readBackupFile(
  path: string,
  { backup, prefix }: { readonly backup: BackupHeader; readonly prefix: Uint8Array },
  keys: VaultKeys,
  onChunk: (chunk: Uint8Array) => void,
): Promise<Result<null>> {
  const file = openSync(path, 'r')
  try {
    const streamHeader = new Uint8Array(streamHeaderBytes)
    if (readFully(file, streamHeader, prefix.length) < streamHeaderBytes) return damagedBackup('it ends before chunk 0')
    const key = streamKey(keys, backup.salt)
    const stream = createStreamReader(key, streamHeader)
    key.fill(0)
    const sealed = new Uint8Array(chunkBytes + streamOverheadBytes)
    let position = prefix.length + streamHeaderBytes
    let total = 0
    for (let number = 0; ; number += 1) {
      const read = readFully(file, sealed, position)
      if (read === 0) return damagedBackup(`it ends before chunk ${number}`)
      const pulled = stream.pull(sealed.subarray(0, read), number === 0 ? hash(prefix) : null)
      if (pulled === null) return damagedBackup(`chunk ${number} does not verify`)
      position += read
      total += pulled.chunk.length
      onChunk(pulled.chunk)
      if (pulled.isLast) break
      if (number % 8 === 7) await giveWay()
    }
    if (readFully(file, sealed, position) !== 0) return damagedBackup('something follows its end')
    return total === backup.sizeBytes ? succeed(null) : damagedBackup('its length is not what it says')
  } finally {
    closeSync(file)
  }
}
