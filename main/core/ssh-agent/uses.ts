/** When each key was used last. The vault's own dates are whole days, too coarse for what to try first. */
import type { Vault } from '../vault/vault.ts'

export interface Uses {
  /** By the secret's name. */
  readonly of: (vault: Vault) => ReadonlyMap<string, number>
  readonly note: (name: string, at: number) => void
}

/** Of the audit log that is looked through, once after an unlock. */
const newestEntries = 1_000

export function createUses(): Uses {
  const usedAt = new Map<string, number>()
  const read = new WeakSet<Vault>()
  return {
    note: (name, at) => usedAt.set(name, at),
    of(vault) {
      if (read.has(vault)) return usedAt
      read.add(vault)
      for (const { action, secret, at } of vault.auditLog({ limit: newestEntries }).entries)
        if (action === 'secret.sign' && secret !== undefined && !usedAt.has(secret)) usedAt.set(secret, at)
      return usedAt
    },
  }
}
