/** Plans and applies, over all targets and regions that were asked for: looks, guards, walks, and keeps what came of it. */
import { randomUUID } from 'node:crypto'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { GuardName, Halt, Operation, Plan, PlanSet, SyncRun, Target } from '../../../shared/sync-model.ts'
import type { Actor } from '../vault/audit.ts'
import { type Applied, type ApplyOptions, applyPlan } from './apply.ts'
import type { TargetConnection } from './connect.ts'
import { guardIdentity, guardPlan, guardStale } from './guards.ts'
import type { Place } from './place.ts'
import { planTarget } from './plan.ts'
import type { PlanInput, Planned } from './plan-input.ts'
import type { ProgressDesk } from './progress.ts'
import type { Remote } from './remote.ts'
import type { RunStore } from './run-store.ts'
import type { Where } from './service.ts'
import { type SnapshotOptions, takeSnapshot } from './snapshot.ts'
import type { Standing } from './standing.ts'
import type { TargetStore } from './target-store.ts'
import type { Turns } from './turns.ts'

export interface EngineOptions extends SnapshotOptions, ApplyOptions {
  readonly targets: TargetStore
  readonly runs: RunStore
  readonly standing: Standing
  readonly progress: ProgressDesk
  readonly turns: Turns
  readonly onChange: () => void
}

export interface ApplyInput extends Where {
  readonly planId?: string | undefined
  readonly skip: readonly string[]
  readonly accept: readonly string[]
  readonly override: readonly string[]
}

export interface Engine {
  plan(where: Where): Promise<Result<PlanSet>>
  apply(actor: Actor, input: ApplyInput): Promise<Result<readonly SyncRun[]>>
  /** By itself: without deletions and merges; nothing is kept of a run with nothing to do. */
  runBySelf(
    by: Exclude<SyncRun['by'], 'user'>,
    actor: Actor,
    targets: readonly string[],
  ): Promise<Result<readonly SyncRun[]>>
}

/** A look at one place and the plan made of it. */
interface Look {
  readonly target: Target
  readonly region: string
  readonly input: PlanInput
  readonly planned: Planned
  readonly plan: Plan
}

/** A place that could not be looked at. */
interface Missed extends Place {
  readonly failure: Failure
}

interface Looked {
  readonly looks: readonly Look[]
  readonly missed: readonly Missed[]
}

const regionsAtOnce = 4

export function createEngine(options: EngineOptions): Engine {
  const { turns, progress } = options
  let kept: { readonly planId: string; readonly looks: readonly Look[] } | null = null
  const inTurn = <T>(body: (signal: AbortSignal) => Promise<Result<T>>): Promise<Result<T>> =>
    turns.take(async (signal) => {
      try {
        return await body(signal)
      } finally {
        progress.end()
        options.onChange()
      }
    })
  return {
    plan: (where) =>
      inTurn(async (signal) => {
        const looked = await lookAtAll(options, where, [], signal)
        if (!looked.ok) return looked
        const { looks, missed } = looked.value
        kept = { planId: randomUUID(), looks }
        const problems = missed.map(({ target, region, failure }) => ({ target, region, message: failure.message }))
        return succeed({ planId: kept.planId, plans: looks.map(({ plan }) => plan), problems })
      }),
    apply: (actor, input) =>
      inTurn(async (signal) => {
        const before = kept
        kept = null
        if (input.planId !== undefined && before?.planId !== input.planId) return fail(planGone)
        const overridden = input.override as readonly GuardName[]
        const looked =
          before !== null && input.planId !== undefined
            ? await lookAgain(options, before.looks, input, overridden, signal)
            : await lookAtAll(options, input, overridden, signal)
        if (!looked.ok) return looked
        const wishes = { skip: new Set(input.skip), accept: new Set(input.accept), mfaCode: input.mfaCode }
        return applyAll(options, looked.value, { ...wishes, actor, by: 'user' }, signal)
      }),
    runBySelf: (by, actor, names) =>
      inTurn(async (signal) => {
        const looked = await lookBySelf(options, names, signal)
        const skip = looked.looks.flatMap(({ plan }) => plan.operations.filter(isForPeople).map(({ id }) => id))
        const wishes = { skip: new Set(skip), accept: new Set<string>(), mfaCode: undefined }
        return applyAll(options, looked, { ...wishes, actor, by }, signal)
      }),
  }
}

/** A target that wants a person (a device's code, say) is told where it stands and holds up no other one. */
async function lookBySelf(options: EngineOptions, names: readonly string[], signal: AbortSignal): Promise<Looked> {
  const looks: Look[] = []
  const missed: Missed[] = []
  for (const name of names) {
    const looked = await lookAtAll(options, { targets: [name] }, [], signal)
    if (looked.ok) {
      looks.push(...looked.value.looks)
      missed.push(...looked.value.missed)
      continue
    }
    const target = options.targets.find(name)
    const { message } = looked.failure
    for (const region of target.ok ? target.value.regions : [])
      options.standing.failed({ target: name, region }, message, options.now())
  }
  return { looks, missed }
}

/** Never made by itself, whatever the plan says. A conflict is recorded, which keeps both values and moves nothing. */
const isForPeople = ({ action }: Operation): boolean => action === 'delete' || action === 'pull-delete'

const readOnly: Failure = {
  kind: 'read-only',
  message: 'The vault is open for reading only, so nothing was synced. A plan can be made.',
}
const planGone: Failure = { kind: 'not-found', message: 'That plan is gone: another was made since. Make a new one.' }

/** Every region of the targets that were asked for. A device's code that is needed is asked for before anything else. */
async function lookAtAll(
  options: EngineOptions,
  where: Where,
  overridden: readonly GuardName[],
  signal: AbortSignal,
): Promise<Result<Looked>> {
  const asked = targetsOf(options, where)
  if (!asked.ok) return asked
  const looks: Look[] = []
  const missed: Missed[] = []
  for (const target of asked.value) {
    const regions = target.regions.filter((region) => where.regions?.includes(region) ?? true)
    const connected = await options.targets.connect(target, where.mfaCode)
    if (!connected.ok) {
      if (connected.failure.kind === 'mfa-needed') return connected
      missed.push(...regions.map((region) => ({ target: target.name, region, failure: connected.failure })))
      continue
    }
    for (let at = 0; at < regions.length; at += regionsAtOnce) {
      const some = regions.slice(at, at + regionsAtOnce)
      const made = await Promise.all(
        some.map((region) => lookAt(options, target, region, connected.value.remote(region), overridden, signal)),
      )
      for (const [index, look] of made.entries()) {
        if (look.ok) looks.push(look.value)
        else missed.push({ target: target.name, region: some[index] ?? '', failure: look.failure })
      }
    }
    connected.value.release()
  }
  if (signal.aborted) return fail({ kind: 'refused', message: 'Cancelled.' })
  for (const { failure, ...place } of missed) options.standing.failed(place, failure.message, options.now())
  return succeed({ looks, missed })
}

function targetsOf({ targets }: EngineOptions, { targets: names }: Where): Result<readonly Target[]> {
  if (names === undefined) return succeed(targets.list())
  const found: Target[] = []
  for (const name of new Set(names)) {
    const target = targets.find(name)
    if (!target.ok) return target
    found.push(target.value)
  }
  return succeed(found)
}

async function lookAt(
  options: EngineOptions,
  target: Target,
  region: string,
  remote: Remote,
  overridden: readonly GuardName[],
  signal: AbortSignal,
): Promise<Result<Look>> {
  const { targets, standing, progress, now } = options
  const place = { target: target.name, region }
  const before = remote.calls()
  const snapshot = await takeSnapshot(options, {
    target,
    region,
    remote,
    overridden,
    signal,
    vaultIdOfBase: targets.vaultIdOf(target.name),
    otherTargets: targets.list().filter(({ name }) => name !== target.name),
    replicas: standing.replicas(place),
    onProgress: (phase, done, total) => progress.report(place, phase, done, total),
  })
  if (!snapshot.ok) return snapshot
  const { input, halted } = snapshot.value
  const planned = halted ? nothingPlanned : planTarget(input)
  const halt = halted ? guardIdentity(input) : guardPlan(input, planned)
  const { operations, calls, monthlyCostChangeUsd, unchanged, notes } = planned
  const plan: Plan = {
    ...place,
    accountId: input.identity.accountId,
    madeAt: now(),
    revision: input.revision,
    halt,
    operations,
    calls,
    callsMade: remote.calls() - before,
    monthlyCostChangeUsd,
    unchanged,
    notes,
  }
  standing.look(place, plan, input.remotes, plan.madeAt)
  return succeed({ target, region, input, planned, plan })
}

const nothingPlanned: Planned = {
  operations: [],
  notes: [],
  unchanged: 0,
  calls: 0,
  monthlyCostChangeUsd: 0,
  forget: [],
}

/**
 * A kept plan as it is to be applied: halted if the vault has moved on, and asked its guards again where the user goes on
 * after one. A side that seemed empty was not looked at closely, so that plan is made anew.
 */
async function lookAgain(
  options: EngineOptions,
  looks: readonly Look[],
  where: Where,
  overridden: readonly GuardName[],
  signal: AbortSignal,
): Promise<Result<Looked>> {
  const revision = options.vault.revision()
  const again: Look[] = []
  const missed: Missed[] = []
  for (const look of looks) {
    const { target, region, plan, input, planned } = look
    if (!(where.targets?.includes(target.name) ?? true) || !(where.regions?.includes(region) ?? true)) continue
    const stale = guardStale(plan, { revision, now: options.now() })
    if (stale !== null || plan.halt === null || !overridden.includes(plan.halt.guard)) {
      again.push({ ...look, plan: { ...plan, halt: stale ?? plan.halt } })
    } else if (plan.halt.guard !== 'side-empty') {
      again.push({ ...look, plan: { ...plan, halt: guardPlan({ ...input, overridden }, planned) } })
    } else {
      const place = { targets: [target.name], regions: [region], mfaCode: where.mfaCode }
      const anew = await lookAtAll(options, place, overridden, signal)
      if (!anew.ok) return anew
      again.push(...anew.value.looks)
      missed.push(...anew.value.missed)
    }
  }
  return succeed({ looks: again, missed })
}

interface Wishes {
  readonly actor: Actor
  readonly by: SyncRun['by']
  readonly skip: ReadonlySet<string>
  readonly accept: ReadonlySet<string>
  readonly mfaCode: string | undefined
}

async function applyAll(
  options: EngineOptions,
  { looks, missed }: Looked,
  wishes: Wishes,
  signal: AbortSignal,
): Promise<Result<readonly SyncRun[]>> {
  // What was pushed could not be noted.
  if (options.vault.isReadOnly()) return fail(readOnly)
  const runs: SyncRun[] = missed.map((one) => missedRun(options, one, wishes))
  const connections = new Map<string, TargetConnection>()
  for (const look of looks) {
    const connected = await connectOnce(options, connections, look.target, wishes)
    if (!connected.ok && connected.failure.kind === 'mfa-needed') return connected
    const run = connected.ok
      ? await applyOne(options, look, connected.value.remote(look.region), wishes, signal)
      : missedRun(options, { target: look.target.name, region: look.region, failure: connected.failure }, wishes)
    runs.push(run)
  }
  for (const connection of connections.values()) connection.release()
  for (const run of runs) if (isWorthKeeping(run)) options.runs.keep(run)
  return succeed(runs)
}

async function connectOnce(
  { targets }: EngineOptions,
  connections: Map<string, TargetConnection>,
  target: Target,
  { mfaCode }: Wishes,
): Promise<Result<TargetConnection>> {
  const known = connections.get(target.name)
  if (known !== undefined) return succeed(known)
  const connected = await targets.connect(target, mfaCode)
  if (connected.ok) connections.set(target.name, connected.value)
  return connected
}

const isWorthKeeping = ({ by, results, outcome }: SyncRun): boolean =>
  by === 'user' || outcome !== 'done' || results.some((result) => result.outcome !== 'skipped')

function missedRun({ now }: EngineOptions, { target, region, failure }: Missed, { by }: Wishes): SyncRun {
  const common = { id: randomUUID(), target, region, by, startedAt: now(), endedAt: now() }
  return { ...common, outcome: 'failed', halt: null, results: [], calls: 0, message: failure.message }
}

async function applyOne(
  options: EngineOptions,
  { target, region, input, planned, plan }: Look,
  remote: Remote,
  wishes: Wishes,
  signal: AbortSignal,
): Promise<SyncRun> {
  const { now, standing, progress } = options
  const place = { target: target.name, region }
  const { by, actor, skip, accept } = wishes
  const begun = { id: randomUUID(), ...place, by, startedAt: now() }
  const halt = plan.halt ?? (await haltNow(remote, { input, planned }, signal))
  if (halt !== null && !('guard' in halt)) return missedRun(options, { ...place, failure: halt }, wishes)
  if (halt !== null) return haltedRun(options, begun, halt)
  const callsBefore = remote.calls()
  const applied = await applyPlan(options, {
    target,
    region,
    remote,
    input,
    planned,
    actor,
    skip,
    accept,
    signal,
    replicas: standing.replicas(place),
    onProgress: (done, total) => progress.report(place, 'applying', done, total),
  })
  const { results, ended } = applied
  standing.achieved(place, new Set(results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)))
  if (ended !== null && ended !== 'cancelled') standing.failed(place, ended.message, now())
  const calls = remote.calls() - callsBefore
  const message = ended === null || ended === 'cancelled' ? {} : { message: ended.message }
  return { ...begun, endedAt: now(), outcome: outcomeOf(applied), halt: null, results, calls, ...message }
}

/** Whose the credentials are may have changed since the plan was made. Nothing to do needs no credentials. */
async function haltNow(
  remote: Remote,
  { input, planned }: Pick<Look, 'input' | 'planned'>,
  signal: AbortSignal,
): Promise<Halt | Failure | null> {
  if (planned.operations.length === 0) return null
  const identity = await remote.identify(signal)
  return identity.ok ? guardIdentity({ ...input, identity: identity.value }) : identity.failure
}

function haltedRun(
  { now, standing }: EngineOptions,
  begun: Pick<SyncRun, 'id' | 'target' | 'region' | 'by' | 'startedAt'>,
  halt: Halt,
): SyncRun {
  const seen = standing.seen(begun)
  if (seen !== undefined && halt.guard === 'stale-plan') standing.failed(begun, halt.reason, now())
  return { ...begun, endedAt: now(), outcome: 'halted', halt, results: [], calls: 0 }
}

function outcomeOf({ results, ended }: Applied): SyncRun['outcome'] {
  if (ended === 'cancelled') return 'cancelled'
  const some = results.some(({ outcome }) => outcome === 'done')
  if (ended === null && !results.some(({ outcome }) => outcome === 'problem')) return 'done'
  return some ? 'partly' : 'failed'
}
