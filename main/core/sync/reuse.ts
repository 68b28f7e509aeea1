/**
 * Which secrets share a secret part: keyed digests of every current value's secret fields, in memory only. Built a little
 * at a time at the first question, then kept in step by looking again at what changed.
 */
import { parseValue } from '../kinds/index.ts'
import type { SecretBody } from '../vault/bodies.ts'
import { giveWay } from '../vault/breathe.ts'
import type { Vault } from '../vault/vault.ts'
import type { Digests } from './digests.ts'
import { withValue } from './local-value.ts'

/** Shorter texts are shared by chance ("true", "postgres"). */
const shortestShared = 8
/** Of one slice: within it no other call is answered. */
const sliceMs = 6

interface Known {
  readonly versionId: string
  readonly digests: readonly string[]
}

export interface ReuseIndex {
  /** Other live secrets whose current value holds one of these digests. */
  reusedBy(name: string, digests: readonly string[]): Promise<readonly string[]>
}

/** Keyed digests of a value's secret fields. Borrows the bytes. */
export function digestsOfParts(digests: Digests, kind: SecretBody['kind'], bytes: Uint8Array): readonly string[] {
  return parseValue(kind, bytes).fields.flatMap(({ secret, text }) =>
    secret && text !== null && text.length >= shortestShared ? [digests.ofText(text)] : [],
  )
}

export function createReuseIndex(vault: Vault, digests: Digests): ReuseIndex {
  const knownByName = new Map<string, Known>()
  const namesByDigest = new Map<string, Set<string>>()
  /** Names to look at; null until the first question, when it is all of them. */
  let changed: Set<string> | null = null
  let looking: Promise<void> | null = null
  vault.onChange((names) => {
    for (const name of names) changed?.add(name)
  })
  const forget = (name: string): void => {
    for (const digest of knownByName.get(name)?.digests ?? []) namesByDigest.get(digest)?.delete(name)
    knownByName.delete(name)
  }
  const learn = (name: string): void => {
    const body = vault.body(name)
    const isLive = body.ok && body.value.deletionAt === null
    const versionId = isLive ? body.value.stages.AWSCURRENT : undefined
    if (isLive && versionId !== undefined && knownByName.get(name)?.versionId === versionId) return
    forget(name)
    if (!isLive || versionId === undefined) return
    const read = withValue(vault, name, versionId, ({ bytes }) => digestsOfParts(digests, body.value.kind, bytes))
    const found = read.ok ? read.value : []
    knownByName.set(name, { versionId, digests: found })
    for (const digest of found) namesByDigest.set(digest, (namesByDigest.get(digest) ?? new Set()).add(name))
  }
  const look = async (): Promise<void> => {
    changed ??= new Set(vault.bodies().map(({ name }) => name))
    let sliceEndsAt = performance.now() + sliceMs
    for (const name of changed) {
      if (vault.isClosed()) return
      changed.delete(name)
      learn(name)
      if (performance.now() < sliceEndsAt) continue
      await giveWay()
      sliceEndsAt = performance.now() + sliceMs
    }
  }
  return {
    reusedBy: async (name, asked) => {
      looking ??= look().finally(() => {
        looking = null
      })
      await looking
      const names = asked.flatMap((digest) => [...(namesByDigest.get(digest) ?? [])])
      return [...new Set(names)].filter((other) => other !== name).toSorted()
    },
  }
}
