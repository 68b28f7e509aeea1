/** The decrypted metadata in memory, by name, while unlocked. Changed only after a commit. */
import type { SecretBody } from './bodies.ts'

export interface SecretEntry {
  readonly secretId: Uint8Array
  readonly revision: number
  readonly body: SecretBody
}

export interface SecretIndex {
  get(name: string): SecretEntry | undefined
  set(entry: SecretEntry): void
  remove(name: string): void
  readonly size: number
  /** Every entry in order of name (code units, as AWS sorts). */
  all(): readonly SecretEntry[]
  /** Rises with every change. */
  revision(): number
}

export function createSecretIndex(): SecretIndex {
  const entryByName = new Map<string, SecretEntry>()
  let sorted: readonly SecretEntry[] | null = null
  let revision = 0
  const touch = () => {
    sorted = null
    revision += 1
  }
  return {
    get: (name) => entryByName.get(name),
    set(entry) {
      entryByName.set(entry.body.name, entry)
      touch()
    },
    remove(name) {
      entryByName.delete(name)
      touch()
    },
    get size() {
      return entryByName.size
    },
    all() {
      sorted ??= [...entryByName.values()].sort((a, b) => (a.body.name < b.body.name ? -1 : 1))
      return sorted
    },
    revision: () => revision,
  }
}
