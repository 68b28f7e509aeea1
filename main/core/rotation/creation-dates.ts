/** When the current version was made, for bodies that an older Coffer wrote: asked of the file once, then remembered. */
import { CURRENT } from '../../../shared/model.ts'
import type { SecretBody } from '../vault/bodies.ts'
import type { Vault } from '../vault/vault.ts'

const maxRemembered = 20_000

export function createCreationDates(vault: Vault): (body: SecretBody) => number | null {
  const known = new Map<string, number | null>()
  return ({ name, stages }) => {
    const versionId = stages[CURRENT]
    if (versionId === undefined) return null
    const key = `${name}\n${versionId}`
    const remembered = known.get(key)
    if (remembered !== undefined) return remembered
    const versions = vault.versions(name)
    const found = versions.ok ? versions.value.find((version) => version.versionId === versionId) : undefined
    if (known.size >= maxRemembered) known.clear()
    known.set(key, found?.createdAt ?? null)
    return found?.createdAt ?? null
  }
}
