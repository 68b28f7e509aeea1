/** Values of the vault on their way to AWS, to a digest or to a merge: lent for one look, wiped after it. */
import { type Result, succeed } from '../../../shared/failure.ts'
import type { ValueForm } from '../../../shared/model.ts'
import { expose, wipe } from '../vault/redacted.ts'
import type { Vault } from '../vault/vault.ts'
import { syncActor } from './connect.ts'

export interface LentValue {
  readonly form: ValueForm
  /** Borrowed: gone when `use` has answered. */
  readonly bytes: Uint8Array
}

/** Not a read by anybody, so not in the audit log: what is done with it has its own entry. */
export function withValue<T>(vault: Vault, name: string, versionId: string, use: (value: LentValue) => T): Result<T> {
  const opened = vault.reveal(syncActor, { name, versionId }, null)
  if (!opened.ok) return opened
  const { value, form } = opened.value
  try {
    return succeed(use({ form, bytes: expose(value) }))
  } finally {
    wipe(value)
  }
}

/** The same for a use that takes its time, such as sending it. */
export async function withValueAsync<T>(
  vault: Vault,
  name: string,
  versionId: string,
  use: (value: LentValue) => Promise<Result<T>>,
): Promise<Result<T>> {
  const opened = vault.reveal(syncActor, { name, versionId }, null)
  if (!opened.ok) return opened
  const { value, form } = opened.value
  try {
    return await use({ form, bytes: expose(value) })
  } finally {
    wipe(value)
  }
}
