/** Fills the index at unlock: from segments, and row by row what they do not hold. */
import type { SecretBody } from './bodies.ts'
import { breathe } from './breathe.ts'
import { hex } from './bytes.ts'
import { secretPlace } from './context.ts'
import { sumTable } from './integrity.ts'
import type { VaultKeys } from './keys.ts'
import type { VaultLedgerState } from './ledger.ts'
import { addTag, emptySum, rowTag, sameSum } from './manifest.ts'
import { openJson, type SealContext } from './seal.ts'
import type { SecretEntry, SecretIndex } from './secret-index.ts'
import { type IdsBySegment, loadSegments } from './segments.ts'
import type { ReadDb } from './store/db.ts'
import { readSecretRow, type SecretRow, secretColumns, secretRowsAfter } from './store/rows.ts'

const rowsPerPage = 500

export interface LoadedIndex {
  readonly idsBySegment: IdsBySegment
  /** Ids (hex) that no segment holds as they are → their names; "" for what is gone. */
  readonly nameByStaleId: Map<string, string>
}

interface File {
  readonly db: ReadDb
  readonly keys: VaultKeys
  readonly context: SealContext
}

/**
 * Opens the metadata of every secret into `index`. What it shows is verified here: segments and stale ids, or every row
 * where there are none; a row that segments stand in for is verified by the complete check. Answers what is wrong as a
 * text.
 */
export async function loadIndex(
  file: File,
  state: VaultLedgerState,
  index: SecretIndex,
): Promise<LoadedIndex | string> {
  const { db, keys, context } = file
  if (!sameSum(await sumTable({ db, keys }, 'record', breathe), state.manifest.record))
    return 'rows of table record do not verify'
  if (state.manifest.segment.count === 0) return loadRows(file, state, index)
  const loaded = await loadSegments(db, keys, context, state)
  if (loaded === null) return 'rows of table segment do not verify'
  const nameByStaleId = new Map<string, string>()
  const entries = [...loaded.entries]
  for (const [at, { secretId: id, revision }] of loaded.stale.entries()) {
    const row = readSecretRow(db, id)
    // The row's own revision is bound into its ciphertext, so a row of this revision that opens is the newest one.
    if ((row?.revision ?? 0) !== revision) return 'a secret is older than the vault'
    const entry = row === undefined ? undefined : openEntry(file, row)
    if (entry === null) return 'a secret does not verify'
    nameByStaleId.set(hex(id), entry?.body.name ?? '')
    if (entry !== undefined) entries.push(entry)
    if (at % rowsPerPage === rowsPerPage - 1) await breathe()
  }
  if (entries.length !== state.manifest.secret.count) return 'segments and secrets disagree'
  await index.fill(entries)
  return { idsBySegment: loaded.idsBySegment, nameByStaleId }
}

async function loadRows(file: File, state: VaultLedgerState, index: SecretIndex): Promise<LoadedIndex | string> {
  const entries: SecretEntry[] = []
  const nameByStaleId = new Map<string, string>()
  let sum = emptySum
  for (;;) {
    const page = secretRowsAfter(file.db, entries.at(-1)?.secretId ?? null, rowsPerPage)
    for (const row of page) {
      sum = addTag(sum, rowTag(file.keys, 'secret', secretColumns(row)))
      const entry = openEntry(file, row)
      if (entry === null) return 'a secret does not verify'
      entries.push(entry)
      nameByStaleId.set(hex(entry.secretId), entry.body.name)
    }
    if (page.length < rowsPerPage) break
    await breathe()
  }
  if (!sameSum(sum, state.manifest.secret)) return 'rows of table secret do not verify'
  await index.fill(entries)
  return { idsBySegment: new Map(), nameByStaleId }
}

function openEntry({ keys, context }: File, row: SecretRow): SecretEntry | null {
  const body = openJson<SecretBody>(keys.meta, context, secretPlace(row.secretId, row.revision), row.body)
  return body === null ? null : { secretId: row.secretId, revision: row.revision, body }
}
