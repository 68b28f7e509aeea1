/**
 * Segments in memory: which secrets each one holds, which are stale, and how the stale ones get back into segments,
 * one short transaction a segment, so that no loop is blocked for long.
 */
import type { SecretBody } from './bodies.ts'
import { breathe, giveWay } from './breathe.ts'
import { fromHex, hex } from './bytes.ts'
import type { VaultContext } from './context.ts'
import type { VaultKeys } from './keys.ts'
import type { VaultLedgerState } from './ledger.ts'
import { addTag, emptySum, rowTag, sameSum } from './manifest.ts'
import { noParent, openJson, type Place, type SealContext, sealJson, tables } from './seal.ts'
import type { SecretEntry } from './secret-index.ts'
import type { ReadDb } from './store/db.ts'
import {
  putSegmentRow,
  type StaleRow,
  segmentColumns,
  segmentRowsAfter,
  staleColumns,
  staleRowsAfter,
  unmarkStale,
} from './store/segment-rows.ts'

/** Secrets a segment; about 80 KiB sealed. */
const secretsPerSegment = 256
/** Below this many stale secrets nothing is rewritten: opening them one by one is as quick. */
const refreshThreshold = 128
const rowsPerPage = 4

/** One segment's content: id in hex, revision, body. */
type SegmentBody = readonly (readonly [string, number, SecretBody])[]

const place = (number: number): Place => ({
  table: tables.segment,
  column: 1,
  rowId: noParent,
  parentId: noParent,
  revision: number,
})

export interface LoadedSegments {
  /** What the segments hold and nothing made stale. */
  readonly entries: readonly SecretEntry[]
  /** Secrets whose truth is in `secret`, or that are gone. */
  readonly stale: readonly StaleRow[]
  readonly idsBySegment: IdsBySegment
}

/** Segment number → ids (hex) it was written with, each once, those stale or gone since included. */
export type IdsBySegment = Map<number, string[]>

/** Reads all segments, a few at a time, against the manifest; null when something does not verify. */
export async function loadSegments(
  db: ReadDb,
  keys: VaultKeys,
  context: SealContext,
  { manifest }: VaultLedgerState,
): Promise<LoadedSegments | null> {
  const { rows: stale, sum: staleSum } = readStaleRows(db, keys)
  if (!sameSum(staleSum, manifest.stale)) return null
  const isStale = new Set(stale.map(({ secretId }) => hex(secretId)))
  const entries: SecretEntry[] = []
  const idsBySegment: IdsBySegment = new Map()
  let sum = emptySum
  for (let after = 0; ; ) {
    const rows = segmentRowsAfter(db, after, rowsPerPage)
    for (const row of rows) {
      sum = addTag(sum, rowTag(keys, 'segment', segmentColumns(row)))
      const body = openJson<SegmentBody>(keys.segment, context, place(row.number), row.body)
      if (body === null) return null
      const ids = body.map(([id]) => id)
      idsBySegment.set(row.number, ids)
      // One array of bytes for all of a segment: a hundred thousand small ones take longer to make than to fill.
      const bytes = fromHex(ids.join(''))
      for (const [at, [id, revision, secret]] of body.entries())
        if (!isStale.has(id)) entries.push({ secretId: bytes.subarray(16 * at, 16 * at + 16), revision, body: secret })
    }
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.number
    await breathe()
  }
  return sameSum(sum, manifest.segment) ? { entries, stale, idsBySegment } : null
}

function readStaleRows(db: ReadDb, keys: VaultKeys) {
  const rows: StaleRow[] = []
  let sum = emptySum
  for (;;) {
    const page = staleRowsAfter(db, rows.at(-1)?.secretId ?? null, 1_000)
    if (page.length === 0) return { rows, sum }
    for (const row of page) sum = addTag(sum, rowTag(keys, 'stale', staleColumns(row)))
    rows.push(...page)
  }
}

export interface Segments {
  /** Notes a secret that was made, changed or purged. */
  changed(entry: SecretEntry): void
  /** Rewrites what is stale when there is enough of it. Answers the number of segments written. */
  refresh(): Promise<number>
}

/** `nameByStaleId`: ids (hex) that no segment holds as they are, with their names; "" for what is gone. */
export function createSegments(
  context: VaultContext,
  idsBySegment: IdsBySegment,
  nameByStaleId: Map<string, string>,
): Segments {
  /** The entry of an id, or null when it is gone (its name may be another secret's by now). */
  function liveEntry(id: string, name: string | undefined): SecretEntry | null {
    const entry = name === undefined ? undefined : context.index.get(name)
    return entry !== undefined && hex(entry.secretId) === id ? entry : null
  }

  /** Gives every stale id a segment (new ones fill the last, then fresh ones) and answers which must be written. */
  function assign(): ReadonlySet<number> {
    const dirty = new Set<number>()
    const segmentById = new Map<string, number>()
    for (const [number, ids] of idsBySegment) for (const id of ids) segmentById.set(id, number)
    let open = Math.max(1, ...idsBySegment.keys())
    // In order of name, so that the load finds long sorted runs.
    const byName = [...nameByStaleId].sort(([, a], [, b]) => (a < b ? -1 : 1))
    for (const [id] of byName) {
      let number = segmentById.get(id)
      if (number === undefined) {
        if ((idsBySegment.get(open)?.length ?? 0) >= secretsPerSegment) open += 1
        number = open
        const ids = idsBySegment.get(number)
        if (ids === undefined) idsBySegment.set(number, [id])
        else ids.push(id)
      }
      dirty.add(number)
    }
    return dirty
  }

  function writeSegment(number: number, nameById: ReadonlyMap<string, string>): boolean {
    const ids = idsBySegment.get(number) ?? []
    const live = ids.flatMap((id) => liveEntry(id, nameByStaleId.get(id) ?? nameById.get(id)) ?? [])
    const { ledger } = context
    const body: SegmentBody = live.map((entry) => [hex(entry.secretId), entry.revision, entry.body])
    const sealed = body.length === 0 ? null : sealJson(ledger.keys.segment, ledger.context, place(number), body)
    const written = ledger.write((tx) => {
      putSegmentRow(tx, number, sealed)
      for (const id of ids) unmarkStale(tx, fromHex(id))
    })
    if (!written.ok) return false
    for (const id of ids) nameByStaleId.delete(id)
    if (live.length === 0) idsBySegment.delete(number)
    else
      idsBySegment.set(
        number,
        body.map(([id]) => id),
      )
    return true
  }

  let isRunning = false
  return {
    changed: ({ secretId, body }) => nameByStaleId.set(hex(secretId), body.name),
    async refresh() {
      if (isRunning || nameByStaleId.size < refreshThreshold || context.ledger.isReadOnly()) return 0
      isRunning = true
      const nameById = new Map(context.index.all().map(({ secretId, body }) => [hex(secretId), body.name]))
      let written = 0
      for (const number of assign()) {
        // The vault may be closed while this breathes; the next unlock goes on with what is stale.
        if (!context.ledger.db.open || !writeSegment(number, nameById)) break
        written += 1
        await giveWay()
      }
      isRunning = false
      return written
    },
  }
}
