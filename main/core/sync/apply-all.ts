/** Applies what was looked at: several places at once, each halted, missed or walked by itself, and told as a run. */
import { randomUUID } from 'node:crypto'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { Halt, Operation, SyncRun } from '../../../shared/sync-model.ts'
import type { Actor } from '../vault/audit.ts'
import { applyPlan } from './apply.ts'
import { isThere } from './apply-there.ts'
import type { Applied, WalkOf } from './apply-walk.ts'
import type { TargetConnection } from './connect.ts'
import { guardIdentity } from './guards.ts'
import { type EngineOptions, type Look, type Looked, type Missed, regionsAtOnce } from './look.ts'
import { inPool } from './pool.ts'
import type { Remote } from './remote.ts'
import { createSecretOrder } from './secret-order.ts'
import { withSmallHeap } from './small-heap.ts'

const readOnly: Failure = {
  kind: 'read-only',
  message: 'The vault is open for reading only, so nothing was synced. A plan can be made.',
}

export interface Wishes {
  readonly actor: Actor
  readonly by: SyncRun['by']
  readonly skip: ReadonlySet<string>
  readonly accept: ReadonlySet<string>
  readonly mfaCode: string | undefined
  /** As `Where` has it. */
  readonly withoutCodes: boolean
}

export async function applyAll(
  options: EngineOptions,
  { looks, missed }: Looked,
  wishes: Wishes,
  signal: AbortSignal,
): Promise<Result<readonly SyncRun[]>> {
  // What was pushed could not be noted.
  if (options.vault.isReadOnly()) return fail(readOnly)
  const connections = await connectAll(options, looks, wishes)
  if (!connections.ok) return connections
  const runs: SyncRun[] = missed.map((one) => missedRun(options, one, wishes))
  for (const [name, connected] of connections.value) {
    const mine = looks.filter(({ target }) => target.name === name)
    if (connected.ok) runs.push(...(await applyTarget(options, mine, connected.value, wishes, signal)))
    else runs.push(...mine.map(({ region }) => missedRun(options, { target: name, region, ...connected }, wishes)))
  }
  for (const run of runs) if (isWorthKeeping(run)) options.runs.keep(run)
  return succeed(runs)
}

/**
 * By target. A device's code that is needed is asked for before anything is done; where nobody is there to give one, that
 * target is told and holds up no other.
 */
async function connectAll(
  { targets }: EngineOptions,
  looks: readonly Look[],
  { withoutCodes, mfaCode }: Wishes,
): Promise<Result<ReadonlyMap<string, Result<TargetConnection>>>> {
  const connections = new Map<string, Result<TargetConnection>>()
  for (const { target } of looks) {
    if (connections.has(target.name)) continue
    const connected = await targets.connect(target, mfaCode)
    if (!connected.ok && connected.failure.kind === 'mfa-needed' && !withoutCodes) {
      for (const known of connections.values()) if (known.ok) known.value.release()
      return connected
    }
    connections.set(target.name, connected)
  }
  return succeed(connections)
}

/** Of each region the secrets whose order matters. Steps there alone are their region's own: a slow one holds up no other. */
function namesInCommon(looks: readonly Look[]): readonly ReadonlySet<string>[] {
  const namesOf = ({ planned }: Look, isMeant: (operation: Operation) => boolean): readonly string[] =>
    planned.operations.filter(isMeant).map(({ name }) => name)
  const changedHere = new Set(looks.flatMap((look) => namesOf(look, (operation) => !isThere(operation))))
  return looks.map((look) => new Set(namesOf(look, ({ name }) => changedHere.has(name))))
}

/** Its regions at once; what they do with a secret that several have to do with is as if one came after the other. */
async function applyTarget(
  options: EngineOptions,
  looks: readonly Look[],
  connection: TargetConnection,
  wishes: Wishes,
  signal: AbortSignal,
): Promise<readonly SyncRun[]> {
  const order = createSecretOrder(namesInCommon(looks))
  const runs: (SyncRun | undefined)[] = []
  const steps = looks.reduce((sum, { planned }) => sum + planned.operations.length, 0)
  const applyLook = async (look: Look, at: number): Promise<void> => {
    const place = { turn: (name: string) => order.turn(at, name), leave: (name: string) => order.leave(at, name) }
    try {
      runs[at] = await applyOne(options, look, connection.remote(look.region), wishes, place, signal)
    } finally {
      order.end(at)
    }
  }
  try {
    await withSmallHeap(steps, () => inPool(looks, regionsAtOnce, applyLook))
  } finally {
    connection.release()
  }
  return runs.filter((run) => run !== undefined)
}

const isWorthKeeping = ({ by, results, outcome }: SyncRun): boolean =>
  by === 'user' || outcome !== 'done' || results.some((result) => result.outcome !== 'skipped')

function missedRun({ now, standing }: EngineOptions, { target, region, failure }: Missed, { by }: Wishes): SyncRun {
  standing.failed({ target, region }, failure.message, now())
  const common = { id: randomUUID(), target, region, by, startedAt: now(), endedAt: now() }
  return { ...common, outcome: 'failed', halt: null, results: [], calls: 0, message: failure.message }
}

async function applyOne(
  options: EngineOptions,
  { target, region, input, planned, plan }: Look,
  remote: Remote,
  wishes: Wishes,
  between: Pick<WalkOf, 'turn' | 'leave'>,
  signal: AbortSignal,
): Promise<SyncRun> {
  const { now, standing, progress } = options
  const place = { target: target.name, region }
  const { by, actor, skip, accept } = wishes
  const begun = { id: randomUUID(), ...place, by, startedAt: now() }
  const halt = plan.halt ?? (await haltNow(remote, { input, planned }, signal))
  if (plan.halt === null && signal.aborted) return cancelledRun(begun, now())
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
    ...between,
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

/** Before it had begun here. */
const cancelledRun = (begun: Begun, endedAt: number): SyncRun => ({
  ...begun,
  endedAt,
  outcome: 'cancelled',
  halt: null,
  results: [],
  calls: 0,
})

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

type Begun = Pick<SyncRun, 'id' | 'target' | 'region' | 'by' | 'startedAt'>

function haltedRun({ now, standing }: EngineOptions, begun: Begun, halt: Halt): SyncRun {
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
