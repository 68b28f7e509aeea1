/** What would become of each item in the vault as it is now. */
import type { ImportFate, ImportRow } from '../../../shared/contract-transfer.ts'
import { deriveFacts } from '../kinds/index.ts'
import { expose } from '../vault/redacted.ts'
import type { Vault } from '../vault/vault.ts'
import type { ReadItem } from './read-files.ts'
import { isCurrent } from './store-items.ts'
import { createTurns } from './turns.ts'

/** Null when the items are not wanted any more; they may be wiped then. */
export async function rowsOf(
  vault: Vault,
  items: readonly ReadItem[],
  isWanted: () => boolean,
): Promise<readonly ImportRow[] | null> {
  const rows: ImportRow[] = []
  const rest = createTurns()
  for (const item of items) {
    await rest()
    if (!isWanted()) return null
    const { name, kind, from, value } = item
    const { summary = '' } = deriveFacts(kind, expose(value), Date.now())
    rows.push({ id: rows.length, name, kind, summary, from, fate: fateOf(vault, item) })
  }
  return rows
}

function fateOf(vault: Vault, item: ReadItem): ImportFate {
  const there = vault.body(item.name)
  if (!there.ok) return 'new'
  if (there.value.deletionAt !== null) return 'scheduled'
  return isCurrent(vault, item) ? 'same' : 'exists'
}
