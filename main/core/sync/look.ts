/** Looks at places: what is there, what is here, the plan that makes of it, and what the guards say. Changes nothing. */
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { GuardName, Plan, Target } from '../../../shared/sync-model.ts'
import type { ApplyOptions } from './apply.ts'
import { guardIdentity, guardPlan, guardStale, targetChanged } from './guards.ts'
import type { Place } from './place.ts'
import { planTarget } from './plan.ts'
import type { PlanInput, Planned } from './plan-input.ts'
import type { ProgressDesk } from './progress.ts'
import type { Remote } from './remote.ts'
import type { RunStore } from './run-store.ts'
import type { Where } from './service.ts'
import { type SnapshotOptions, takeSnapshot } from './snapshot.ts'
import { deletionsToSpare } from './spare-edits.ts'
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

/** A look at one place and the plan made of it. */
export interface Look {
  readonly target: Target
  readonly region: string
  readonly input: PlanInput
  readonly planned: Planned
  readonly plan: Plan
}

/** A place that could not be looked at. */
export interface Missed extends Place {
  readonly failure: Failure
}

export interface Looked {
  readonly looks: readonly Look[]
  readonly missed: readonly Missed[]
}

export const regionsAtOnce = 4

/** A target that wants a person (a device's code, say) is told where it stands and holds up no other one. */
export async function lookBySelf(
  options: EngineOptions,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Looked> {
  const looks: Look[] = []
  const missed: Missed[] = []
  for (const name of names) {
    const looked = await lookAtAll(options, { targets: [name] }, [], signal)
    // Whoever ended it knows, and nothing is wrong with the target.
    if (signal.aborted) break
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

/**
 * Every region of the targets that were asked for. A device's code that is needed is asked for before anything else, unless
 * nobody is there: then it holds up no target but its own.
 */
export async function lookAtAll(
  options: EngineOptions,
  where: Where,
  overridden: readonly GuardName[],
  signal: AbortSignal,
): Promise<Result<Looked>> {
  const asked = targetsOf(options, where)
  if (!asked.ok) return asked
  const looks: Look[] = []
  const missed: Missed[] = []
  let needsCode: Failure | null = null
  for (const target of asked.value) {
    const regions = target.regions.filter((region) => where.regions?.includes(region) ?? true)
    const connected = await options.targets.connect(target, where.mfaCode)
    if (!connected.ok) {
      if (connected.failure.kind === 'mfa-needed') needsCode = connected.failure
      if (needsCode !== null && !where.withoutCodes) return connected
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
  if (needsCode !== null && looks.length === 0) return fail(needsCode)
  for (const { failure, ...place } of missed) options.standing.failed(place, failure.message, options.now())
  return succeed({ looks: looks.map(sparing(options, looks)), missed })
}

/** Each plan without the deletions that an edit in another region overtook. */
function sparing({ standing }: EngineOptions, looks: readonly Look[]): (look: Look) => Look {
  const editedIn = deletionsToSpare(looks.map(({ plan }) => plan))
  return (look) => {
    const spared = look.plan.operations.filter(({ id }) => editedIn.has(id))
    if (spared.length === 0) return look
    const operations = look.plan.operations.filter(({ id }) => !editedIn.has(id))
    const added = spared.map(({ id, name }) => ({
      name,
      message: `It is scheduled for deletion in AWS, but was edited in ${editedIn.get(id)} since: the edit wins.`,
    }))
    const notes = [...look.plan.notes, ...added]
    const planned = { ...look.planned, operations, notes }
    const halt = look.plan.halt === null ? null : guardPlan(look.input, planned)
    const plan = { ...look.plan, operations, notes, halt }
    standing.look({ target: look.target.name, region: look.region }, plan, look.input.remotes, plan.madeAt)
    return { ...look, planned, plan }
  }
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
 * A kept plan as it is to be applied: halted if vault or target have moved on, and asked its guards again where the user goes on
 * after one. A side that seemed empty was not looked at closely, so that plan is made anew.
 */
export async function lookAgain(
  options: EngineOptions,
  looks: readonly Look[],
  where: Where,
  overridden: readonly GuardName[],
  signal: AbortSignal,
): Promise<Result<Looked>> {
  const revision = options.vault.contentRevision()
  const again: Look[] = []
  const missed: Missed[] = []
  for (const look of looks) {
    const { target, region, plan, input, planned } = look
    if (!(where.targets?.includes(target.name) ?? true) || !(where.regions?.includes(region) ?? true)) continue
    const known = options.targets.find(target.name)
    const isSame = known.ok && known.value === target
    const stale = isSame ? guardStale(plan, { revision, now: options.now() }) : targetChanged(target)
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
