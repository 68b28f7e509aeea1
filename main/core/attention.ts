/**
 * Weak and reused values of an open vault. Each version is looked at once: kept are a sentence and keyed digests of its
 * secret fields, never a value. The work is done in slices, so that calls in between are answered.
 */
import type { AttentionItem, AttentionReport } from '../../shared/contract-attention.ts'
import { CURRENT, type Kind } from '../../shared/model.ts'
import { createDigests } from './sync/digests.ts'
import { digestsOfParts } from './sync/reuse.ts'
import type { SecretBody } from './vault/bodies.ts'
import { giveWay } from './vault/breathe.ts'
import { expose, wipe } from './vault/redacted.ts'
import type { Vault } from './vault/vault.ts'

/** Checks of the kinds that speak of a value's strength, not of its form. */
const weakCodes = new Set(['password-weak', 'placeholder', 'key-weak', 'key-short', 'key-guessable'])

/** Of one slice: within it no other call is answered. */
const sliceMs = 6

interface Look {
  readonly versionId: string
  readonly kind: Kind
  readonly weak: string | null
  /** Keyed digests of its secret fields. */
  readonly digests: readonly string[]
}

export interface Attention {
  /** Looks at what was not looked at yet, then says what it knows. */
  report(): Promise<AttentionReport>
}

export function createAttention(vault: Vault, now: () => number): Attention {
  const lookByName = new Map<string, Look>()
  const keyed = createDigests()
  let running: Promise<void> | null = null

  const lookAtAll = async (): Promise<void> => {
    const { vetValue } = await import('./kinds/vet.ts')
    const bodies = vault.bodies().filter(isLive)
    const names = new Set(bodies.map(({ name }) => name))
    for (const name of lookByName.keys()) if (!names.has(name)) lookByName.delete(name)
    let sliceEndsAt = performance.now() + sliceMs
    for (const body of bodies) {
      if (performance.now() > sliceEndsAt) {
        await giveWay()
        sliceEndsAt = performance.now() + sliceMs
      }
      if (vault.isClosed()) return
      if (!isLookedAt(lookByName.get(body.name), body)) look(body, vetValue)
    }
  }

  const look = ({ name, kind, stages }: SecretBody, vetValue: typeof import('./kinds/vet.ts').vetValue): void => {
    const versionId = stages[CURRENT]
    const opened = vault.openCurrent(name)
    if (versionId === undefined || !opened.ok || opened.value === null) return
    const bytes = expose(opened.value)
    const finding = vetValue({ kind, name, bytes, nowAt: now() }).find(({ code }) => weakCodes.has(code))
    const digests = digestsOfParts(keyed, kind, bytes)
    wipe(opened.value)
    lookByName.set(name, { versionId, kind, weak: finding?.message ?? null, digests })
  }

  return {
    async report() {
      running ??= lookAtAll().finally(() => {
        running = null
      })
      await running
      return { ...reportOf(lookByName), checked: lookByName.size }
    },
  }
}

const isLive = ({ deletionAt, stages }: SecretBody): boolean => deletionAt === null && stages[CURRENT] !== undefined

const isLookedAt = (look: Look | undefined, { kind, stages }: SecretBody): boolean =>
  look !== undefined && look.versionId === stages[CURRENT] && look.kind === kind

function reportOf(looks: ReadonlyMap<string, Look>): Pick<AttentionReport, 'weak' | 'reused'> {
  const holders = new Map<string, string[]>()
  for (const [name, { digests }] of looks)
    for (const digest of new Set(digests)) holders.set(digest, [...(holders.get(digest) ?? []), name])
  const weak: AttentionItem[] = []
  const reused: AttentionItem[] = []
  for (const [name, { kind, weak: message, digests }] of looks) {
    if (message !== null) weak.push({ name, kind, message })
    const others = new Set(digests.flatMap((digest) => holders.get(digest) ?? []).filter((other) => other !== name))
    if (others.size > 0) reused.push({ name, kind, message: reusedMessage([...others]) })
  }
  return { weak: weak.sort(byName), reused: reused.sort(byName) }
}

const byName = (a: AttentionItem, b: AttentionItem): number => (a.name < b.name ? -1 : 1)

function reusedMessage([first = '', second, ...rest]: readonly string[]): string {
  if (second === undefined) return `The same secret is also in ${first}.`
  if (rest.length === 0) return `The same secret is also in ${first} and ${second}.`
  return `The same secret is also in ${first}, ${second} and ${rest.length} more.`
}
