/**
 * Imported secrets into the vault: each as a whole in a transaction of its own, nothing overwritten unless it is asked
 * for. Only the end waits for the disk: until then the file that is imported still has everything.
 */
import type { ImportOutcome, ImportReport } from '../../../shared/contract-transfer.ts'
import { type Failure, type Result, succeed } from '../../../shared/failure.ts'
import type { Kind, Tags, ValueForm } from '../../../shared/model.ts'
import { prepareVersion } from '../procedures/values.ts'
import type { Actor } from '../vault/audit.ts'
import { expose, type Redacted, wipe } from '../vault/redacted.ts'
import type { NewVersion } from '../vault/secret-writes.ts'
import { equal } from '../vault/sodium.ts'
import type { SecretWrites, Vault } from '../vault/vault.ts'
import { createTurns } from './turns.ts'

/** What the audit log says of each secret that an import of the window stored. */
export const importOrigin = 'import'

/** An item as it waits in the core. */
export interface HeldItem {
  readonly name: string
  readonly kind: Kind
  readonly form: ValueForm
  readonly normalise: boolean
  readonly value: Redacted
  readonly description: string
  readonly tags: Tags
}

export interface StoreOptions {
  readonly replace: boolean
  /** The note of each new version. */
  readonly note: string
  readonly onStep: (done: number) => void
  readonly isStopped: () => boolean
}

export type Stored = Pick<ImportReport, 'results' | 'failure' | 'stopped'>

/** Ends at the first failure. What was stored until then stays, and is in the results. */
export async function storeItems(
  vault: Vault,
  actor: Actor,
  items: readonly HeldItem[],
  { replace, note, onStep, isStopped }: StoreOptions,
): Promise<Stored> {
  const results: { name: string; outcome: ImportOutcome }[] = []
  const rest = createTurns()
  let failure: Failure | null = null
  for (const item of items) {
    if (isStopped()) break
    const stored = storeItem(vault, actor, item, replace, note)
    if (!stored.ok) {
      failure = { ...stored.failure, message: `${item.name}: ${stored.failure.message}` }
      break
    }
    results.push({ name: item.name, outcome: stored.value })
    onStep(results.length)
    await rest()
  }
  const flushed = vault.changeRecords([], undefined, 'durably')
  if (!flushed.ok) failure ??= flushed.failure
  return { results, failure, stopped: failure === null && results.length < items.length }
}

function storeItem(vault: Vault, actor: Actor, item: HeldItem, replace: boolean, note: string): Result<ImportOutcome> {
  const { name } = item
  const there = vault.body(name)
  if (!there.ok) return there.failure.kind === 'not-found' ? create(vault, actor, item, note) : there
  const { kind, deletionAt } = there.value
  if (!replace) return succeed(deletionAt === null ? 'exists' : 'scheduled')
  if (deletionAt === null && isCurrent(vault, item)) return succeed('same')
  const stored = withVersion({ ...item, kind }, note, (version) =>
    write(vault, (writes) => {
      const restored = deletionAt === null ? succeed(null) : writes.restore(actor, name)
      return restored.ok ? writes.put(actor, name, version) : restored
    }),
  )
  return stored.ok ? succeed('replaced') : stored
}

function create(vault: Vault, actor: Actor, item: HeldItem, note: string): Result<ImportOutcome> {
  const { name, kind, description, tags } = item
  const stored = withVersion(item, note, (version) =>
    write(vault, (writes) => writes.create(actor, { name, kind, description, tags, version })),
  )
  return stored.ok ? succeed('new') : stored
}

const write = <T>(vault: Vault, operation: (writes: SecretWrites) => Result<T>): Result<T> =>
  vault.alongside([], undefined, operation, 'lazily')

/** The item stays as it is; the version has a copy of its value, wiped at the end. */
function withVersion<T>(
  { kind, form, value, normalise }: HeldItem,
  note: string,
  body: (version: NewVersion) => Result<T>,
): Result<T> {
  const version = prepareVersion(kind, form, Uint8Array.from(expose(value)), normalise)
  if (!version.ok) return version
  try {
    return body({ ...version.value, note, origin: importOrigin })
  } finally {
    wipe(version.value.value)
  }
}

/** Whether the vault has this very value as AWSCURRENT already. */
export function isCurrent(vault: Vault, { name, value }: Pick<HeldItem, 'name' | 'value'>): boolean {
  const current = vault.openCurrent(name)
  if (!current.ok || current.value === null) return false
  const isSame = equal(expose(current.value), expose(value))
  wipe(current.value)
  return isSame
}
