/**
 * The checks on a version before it may be pushed, and the user's approval. The checks load dictionaries of common
 * passwords, so they are loaded with the first question. Findings are made anew each time, because they depend on the day
 * and on the other secrets; only the approval is kept.
 */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { CURRENT } from '../../../shared/model.ts'
import type { Vetting, VettingFinding } from '../../../shared/sync-model.ts'
import type { Actor } from '../vault/audit.ts'
import type { SecretBody } from '../vault/bodies.ts'
import { breathe } from '../vault/breathe.ts'
import type { Vault } from '../vault/vault.ts'
import { approvedAtOf, withApproval } from './approvals.ts'
import type { BaseStore } from './base-store.ts'
import type { Digests } from './digests.ts'
import { withValue } from './local-value.ts'
import { customStages } from './plan-draft.ts'
import { createReuseIndex, digestsOfParts, type ReuseIndex } from './reuse.ts'

export interface VettingOptions {
  readonly vault: Vault
  readonly now: () => number
  readonly digests: Digests
  readonly bases: BaseStore
  /** Whether some target would push this secret. */
  readonly isPushed: (body: SecretBody) => boolean
  /** Whether AWS rotates it in some place, as far as was seen. */
  readonly rotatesInAws: (name: string) => boolean
  readonly onChange: () => void
}

export interface VettingDesk {
  check(name: string, versionId?: string): Promise<Result<Vetting>>
  approve(
    actor: Actor,
    name: string,
    versionId: string | undefined,
    accept: 'all' | readonly string[],
  ): Promise<Result<Vetting>>
  waiting(): Promise<Result<readonly Vetting[]>>
  /** The same without the checks. */
  waitingNames(): readonly string[]
}

export function createVetting(options: VettingOptions): VettingDesk {
  const { vault, now } = options
  const reuse = createReuseIndex(vault, options.digests)
  const known = createKnownFindings(now)
  let listing: Promise<Result<readonly Vetting[]>> | null = null
  const check = async (name: string, versionId?: string): Promise<Result<Vetting>> => {
    const body = vault.body(name)
    if (!body.ok) return body
    const id = versionId ?? body.value.stages[CURRENT]
    if (id === undefined) return fail({ kind: 'stage-not-found', message: `${name} has no value yet.` })
    const findings = await findingsOf(options, reuse, body.value, id)
    if (!findings.ok) return findings
    known.keep(name, id, findings.value)
    return succeed({ name, versionId: id, findings: findings.value, approvedAt: approvedAtOf(body.value, id) })
  }
  return {
    check,
    approve: async (actor, name, versionId, accept) => {
      const checked = await check(name, versionId)
      if (!checked.ok || checked.value.approvedAt !== null) return checked
      const refusal = refusalOf(checked.value, accept)
      if (refusal !== null) return fail({ kind: 'refused', message: refusal })
      const body = vault.body(name)
      if (!body.ok) return body
      const id = checked.value.versionId
      const approvedAt = now()
      const codes = checked.value.findings.map(({ code }) => code)
      const detail = codes.length === 0 ? {} : { detail: `accepted: ${[...new Set(codes)].join(', ')}` }
      const noted = { action: 'secret.approve', versionId: id, ...detail } as const
      const kept = vault.extend(actor, name, withApproval(body.value, id, approvedAt), noted)
      if (!kept.ok) return kept
      options.onChange()
      return succeed({ ...checked.value, approvedAt })
    },
    waitingNames: () => [...new Set(waitingVersions(options).map(({ name }) => name))],
    waiting: () => {
      listing ??= listWaiting(options, known, check).finally(() => {
        listing = null
      })
      return listing
    },
  }
}

/** About 20 ms of work. */
const checksPerTurn = 10
const dayMs = 86_400_000

/**
 * Findings of a version as of today, for lists: thousands that wait are not checked again at each look. Where else a value
 * is used may have changed since; a look at the one secret checks anew.
 */
function createKnownFindings(now: () => number) {
  const byVersion = new Map<string, readonly VettingFinding[]>()
  let day = 0
  const today = (): void => {
    const current = Math.floor(now() / dayMs)
    if (current !== day) byVersion.clear()
    day = current
  }
  return {
    get: (name: string, versionId: string): readonly VettingFinding[] | undefined => {
      today()
      return byVersion.get(`${name} ${versionId}`)
    },
    keep: (name: string, versionId: string, findings: readonly VettingFinding[]): void => {
      today()
      if (byVersion.size >= keptFindings) byVersion.clear()
      byVersion.set(`${name} ${versionId}`, findings)
    },
  }
}

const keptFindings = 50_000

async function listWaiting(
  options: VettingOptions,
  known: ReturnType<typeof createKnownFindings>,
  check: VettingDesk['check'],
): Promise<Result<readonly Vetting[]>> {
  const vettings: Vetting[] = []
  let checks = 0
  for (const { name, versionId } of waitingVersions(options)) {
    const findings = known.get(name, versionId)
    if (findings !== undefined) {
      vettings.push({ name, versionId, findings, approvedAt: null })
      continue
    }
    const checked = await check(name, versionId)
    if (checked.ok && checked.value.approvedAt === null) vettings.push(checked.value)
    checks += 1
    if (checks % checksPerTurn === 0) await breathe()
    if (options.vault.isClosed()) break
  }
  return succeed(vettings)
}

/** Errors block. A warning needs its tick. */
function refusalOf({ name, findings }: Vetting, accept: 'all' | readonly string[]): string | null {
  const errors = findings.filter(({ level }) => level === 'error')
  if (errors.length > 0) return `${name} cannot be approved: ${sentences(errors)}`
  const open = accept === 'all' ? [] : findings.filter(({ code }) => !accept.includes(code))
  return open.length === 0 ? null : `${name} needs a closer look first: ${sentences(open)}`
}

const sentences = (findings: readonly VettingFinding[]): string => findings.map(({ message }) => message).join(' ')

/** Versions that some target would push, neither approved nor agreed with anybody yet; by secret, AWSCURRENT's first. */
function waitingVersions({ vault, isPushed, bases }: VettingOptions): readonly Waiting[] {
  return vault.bodies().flatMap((body) => {
    const open = body.deletionAt === null ? carriedVersions(body).filter((id) => approvedAtOf(body, id) === null) : []
    if (open.length === 0 || !isPushed(body)) return []
    const agreed = bases.ofSecret(body.name).flatMap(({ state }) => [state.current, ...Object.values(state.stages)])
    return open.filter((id) => !agreed.includes(id)).map((versionId) => ({ name: body.name, versionId }))
  })
}

type Waiting = Pick<Vetting, 'name' | 'versionId'>

/** Those whose label a sync carries: AWSCURRENT, and labels of the user's own. */
function carriedVersions({ stages }: SecretBody): readonly string[] {
  const ids = [stages[CURRENT], ...Object.values(customStages(stages))].filter((id) => id !== undefined)
  return ids.length < 2 ? ids : [...new Set(ids)]
}

async function findingsOf(
  options: VettingOptions,
  reuse: ReuseIndex,
  body: SecretBody,
  versionId: string,
): Promise<Result<readonly VettingFinding[]>> {
  const { vault, now, digests } = options
  const { vetValue } = await import('../kinds/vet.ts')
  const { name, kind } = body
  const seen = withValue(vault, name, versionId, ({ form, bytes }) => ({
    parts: digestsOfParts(options.digests, kind, bytes),
    whole: digests.ofValue(form, bytes).whole,
  }))
  if (!seen.ok) return seen
  const reusedBy = await reuse.reusedBy(name, seen.value.parts)
  const previouslyPushed = wasReplaced(options, name, versionId, seen.value.whole)
  const found = withValue(vault, name, versionId, ({ bytes }) =>
    vetValue({
      kind,
      name,
      bytes,
      nowAt: now(),
      reusedBy,
      previouslyPushed,
      rotatesInAws: options.rotatesInAws(name),
    }),
  )
  if (!found.ok) return found
  return succeed(found.value.map(({ field, ...finding }) => ({ ...finding, field: field ?? null })))
}

/** The same value was pushed under an earlier id, and another one took its place there since. */
function wasReplaced(
  { vault, bases, digests }: VettingOptions,
  name: string,
  versionId: string,
  whole: string,
): boolean {
  return bases.ofSecret(name).some(({ state, pushed }) =>
    pushed.some(({ id }) => {
      if (id === versionId || id === state.current) return false
      const read = withValue(vault, name, id, ({ form, bytes }) => digests.ofValue(form, bytes).whole)
      return read.ok && read.value === whole
    }),
  )
}
