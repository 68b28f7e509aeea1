/** How targets and secrets stand, from the last look at them; after an unlock, from the last run. Asks nobody anything. */
import { CURRENT } from '../../../shared/model.ts'
import type { Operation, Plan, SecretTarget, Target, TargetStatus } from '../../../shared/sync-model.ts'
import type { SecretBody } from '../vault/bodies.ts'
import type { Vault } from '../vault/vault.ts'
import { isThere } from './apply-there.ts'
import { approvedAtOf } from './approvals.ts'
import type { BaseStore } from './base-store.ts'
import type { ConflictStore } from './conflict-store.ts'
import { type Place, placeKey } from './place.ts'
import { pullOnly } from './plan-pull-only.ts'
import type { RemoteSecret, ReplicaStatus } from './remote.ts'
import type { ConflictAt } from './resolve.ts'
import { openRotatedStore, type RotatedStore } from './rotated-store.ts'
import type { RunStore } from './run-store.ts'
import { createSelection } from './selection.ts'
import type { TargetStore } from './target-store.ts'

/** What was seen of a place at the last look, and what of its plan is still open. */
export interface Seen {
  readonly plan: Plan
  readonly remotes: ReadonlyMap<string, RemoteSecret>
  readonly open: readonly Operation[]
  readonly checkedAt: number
}

export interface StandingOptions {
  readonly vault: Vault
  readonly targets: TargetStore
  readonly bases: BaseStore
  readonly conflicts: ConflictStore
  readonly runs: RunStore
}

export interface Standing {
  look(place: Place, plan: Plan, remotes: readonly RemoteSecret[], at: number): void
  /** These operations were achieved. */
  achieved(place: Place, ids: ReadonlySet<string>): void
  /** A conflict was settled here: a push is what is left of it where our side was taken, or nothing. */
  settled(at: ConflictAt, isOurs: boolean): void
  /** The last look failed. */
  failed(place: Place, message: string, at: number): void
  forget(target: string): void
  seen(place: Place): Seen | undefined
  /** As last told, by remote name. */
  replicas(place: Place): Map<string, readonly ReplicaStatus[]>
  rotatesInAws(name: string): boolean
  statuses(): readonly TargetStatus[]
  ofSecret(body: SecretBody): readonly SecretTarget[]
}

export function createStanding(options: StandingOptions): Standing {
  const { targets } = options
  const rotated = openRotatedStore(options.vault)
  const seenByPlace = new Map<string, Seen>()
  const problems = new Map<string, { readonly message: string; readonly at: number }>()
  const replicasByPlace = new Map<string, Map<string, readonly ReplicaStatus[]>>()
  const replicas: Standing['replicas'] = (place) => {
    const known = replicasByPlace.get(placeKey(place)) ?? new Map<string, readonly ReplicaStatus[]>()
    replicasByPlace.set(placeKey(place), known)
    return known
  }
  const places = (): readonly (Place & { readonly of: Target })[] =>
    targets.list().flatMap((of) => of.regions.map((region) => ({ target: of.name, region, of })))
  return {
    look: (place, plan, remotes, at) => {
      problems.delete(placeKey(place))
      const byName = new Map(remotes.map((remote) => [remote.name, remote]))
      seenByPlace.set(placeKey(place), { plan, remotes: byName, open: plan.operations, checkedAt: at })
      if (plan.halt === null) rotated.listed(place, remotes)
    },
    achieved: (place, ids) => {
      const seen = seenByPlace.get(placeKey(place))
      if (seen === undefined) return
      const open = seen.open.filter(({ id }) => !ids.has(id))
      seenByPlace.set(placeKey(place), { ...seen, open })
    },
    settled: ({ name, target, region }, isOurs) => {
      const isLeft = (operation: Operation): boolean => operation.name !== name || !isConflict(operation)
      for (const [key, seen] of seenByPlace) {
        const { plan } = seen
        if ((target ?? plan.target) !== plan.target || (region ?? plan.region) !== plan.region) continue
        const found = seen.open.filter((operation) => !isLeft(operation))
        const left = isOurs ? found.map((one) => ({ ...one, action: 'push', waitsFor: null }) as const) : []
        if (found.length > 0) seenByPlace.set(key, { ...seen, open: [...seen.open.filter(isLeft), ...left] })
      }
    },
    failed: (place, message, at) => problems.set(placeKey(place), { message, at }),
    forget: (target) => {
      for (const places of [seenByPlace, problems, replicasByPlace])
        for (const key of [...places.keys()]) if (key.startsWith(`${target}\n`)) places.delete(key)
      rotated.forget(target)
    },
    seen: (place) => seenByPlace.get(placeKey(place)),
    replicas,
    rotatesInAws: (name) =>
      places().some(({ of, ...place }) => {
        const remoteName = createSelection(of).toRemote(name)
        return remoteName !== null && rotated.of(place, remoteName) !== null
      }),
    statuses: () =>
      places().map((place) =>
        statusOf(options, place, seenByPlace.get(placeKey(place)), problems.get(placeKey(place))),
      ),
    ofSecret: (body) =>
      places().flatMap((place) => {
        const seen = seenByPlace.get(placeKey(place))
        return secretTarget({ ...options, rotated }, place, body, seen, replicas(place)) ?? []
      }),
  }
}

function statusOf(
  { runs, conflicts }: StandingOptions,
  { target, region }: Place,
  seen: Seen | undefined,
  problem: { readonly message: string; readonly at: number } | undefined,
): TargetStatus {
  const last = runs.last({ target, region })
  const syncedAt = last.done?.endedAt ?? null
  const waiting = seen?.open.filter(({ waitsFor }) => waitsFor !== null).length ?? 0
  const common = { target, region, syncedAt, waiting }
  if (problem !== undefined) {
    return { ...common, state: 'problem', checkedAt: problem.at, message: problem.message }
  }
  const inConflict = conflicts.of({ target, region }).length > 0
  if (seen !== undefined) {
    const { halt } = seen.plan
    const state = halt !== null ? 'halted' : inConflict ? 'conflict' : stateOf(seen.open)
    return { ...common, state, checkedAt: seen.checkedAt, message: halt?.reason ?? null }
  }
  if (last.any === null) return { ...common, state: 'never', checkedAt: null, message: null }
  const { outcome, halt, message = null, endedAt } = last.any
  const ended = outcome === 'halted' ? 'halted' : outcome === 'done' ? 'in-step' : 'problem'
  return {
    ...common,
    state: inConflict && ended === 'in-step' ? 'conflict' : ended,
    checkedAt: endedAt,
    message: halt?.reason ?? message,
  }
}

const isConflict = ({ action }: Operation): boolean => action === 'conflict' || action === 'merge'

function stateOf(open: readonly Operation[]): TargetStatus['state'] {
  if (open.some(isConflict)) return 'conflict'
  const steps = open.filter(({ action }) => action !== 'adopt')
  const ahead = steps.some(isThere)
  const behind = steps.some((operation) => !isThere(operation))
  if (ahead && behind) return 'both'
  return ahead ? 'ahead' : behind ? 'behind' : 'in-step'
}

/** Null: the target does not take this secret. */
function secretTarget(
  options: StandingOptions & { readonly rotated: RotatedStore },
  { of, target, region }: Place & { readonly of: Target },
  body: SecretBody,
  seen: Seen | undefined,
  replicas: ReadonlyMap<string, readonly ReplicaStatus[]>,
): SecretTarget | null {
  const selection = createSelection(of)
  const remoteName = selection.toRemote(body.name)
  if (remoteName === null || !selection.takes(body.name) || !selection.tagged(body.tags)) return null
  const base = options.bases.get({ target, region }, body.name)?.state
  const remote = seen?.remotes.get(remoteName)
  return {
    target,
    region,
    remoteName,
    arn: base?.arn ?? remote?.arn ?? null,
    state: secretState(options, { of, target, region }, body, seen, remote ?? null),
    stages: stagesThere(body, base, remote),
    checkedAt: seen?.checkedAt ?? base?.agreedAt ?? null,
    replicas: replicas.get(remoteName) ?? [],
    rotation: options.rotated.of({ target, region }, remoteName),
  }
}

/** As listed, unless a run has moved AWSCURRENT since. */
function stagesThere(
  body: SecretBody,
  base: { readonly current: string | null; readonly agreedAt: number } | undefined,
  remote: RemoteSecret | undefined,
): SecretTarget['stages'] {
  const agreed = base?.current ?? null
  if (remote === undefined) return agreed === null ? {} : { [CURRENT]: agreed }
  if (agreed === null || agreed === remote.current || agreed !== body.stages[CURRENT]) return remote.stages
  return { ...remote.stages, [CURRENT]: agreed, ...(remote.current === null ? {} : { AWSPREVIOUS: remote.current }) }
}

function secretState(
  { bases, conflicts }: StandingOptions,
  { of, target, region }: Place & { readonly of: Target },
  body: SecretBody,
  seen: Seen | undefined,
  remote: RemoteSecret | null,
): SecretTarget['state'] {
  const { name } = body
  if (conflicts.of({ target, region }).some((conflict) => conflict.name === name)) return 'conflict'
  const open = seen?.open.filter((operation) => operation.name === name && operation.action !== 'adopt') ?? []
  if (open.some(isConflict)) return 'conflict'
  if (open.some(({ waitsFor }) => waitsFor === 'approval')) return 'unapproved'
  const current = body.stages[CURRENT] ?? null
  const base = bases.get({ target, region }, name)?.state ?? null
  if (open.some((operation) => !isThere(operation))) return 'behind'
  if (pullOnly(remote, region) !== null) return 'pull-only'
  if (base === null || (base.deletionAt !== null && body.deletionAt === null)) return 'absent'
  if (open.length === 0 && current === base.current) return 'in-step'
  const approved = current !== null && (current === base.current || approvedAtOf(body, current) !== null)
  return approved || of.direction === 'pull' ? 'ahead' : 'unapproved'
}
