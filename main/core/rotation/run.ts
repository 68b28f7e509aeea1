/**
 * Runs rotations: AWS's four steps on AWSPENDING, with labels moved as AWS moves them (reference sections 5 and 9). Each
 * step is kept, sealed, when it has ended and before the next begins; a kill in between makes it come again, and every
 * step allows that. Until the move in `finish` AWSCURRENT is not touched, whatever fails.
 */
import { randomUUID } from 'node:crypto'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { CURRENT, PENDING, PREVIOUS } from '../../../shared/model.ts'
import type { RotationRun, RotatorConfig } from '../../../shared/rotation-model.ts'
import type { Log } from '../log.ts'
import type { Actor } from '../vault/audit.ts'
import type { SecretBody } from '../vault/bodies.ts'
import type { Vault } from '../vault/vault.ts'
import { foreignPending } from './due.ts'
import { type Rotators, rotatorFor } from './rotator.ts'
import { cancelRun, retireOld, type StepWork, takeStep } from './run-steps.ts'
import { isOver, type RunRecord, type RunStore, rotationActor, shownRun } from './run-store.ts'

export interface RunEngineOptions extends Omit<StepWork, 'signal' | 'rotator'> {
  readonly rotators: Rotators
  readonly runs: RunStore
  readonly log: Log
  /** A run began, moved on or ended. */
  readonly onChange: (name: string) => void
  /** Why AWS and not Coffer rotates this secret; null when it does not. */
  readonly rotatedInAws: (name: string) => string | null
  /**
   * Until when the clock is believed for what cannot be taken back: retiring an old value. Null: not at all now. `now`
   * when absent.
   */
  readonly steadyUntil?: () => number | null
}

export interface RunEngine {
  /** Answers when the run has ended, waits for the user or failed; the run says which. */
  start(actor: Actor, name: string, config: RotatorConfig, by: RotationRun['startedBy']): Promise<Result<RotationRun>>
  confirm(actor: Actor, name: string): Promise<Result<RotationRun>>
  resume(actor: Actor, name: string): Promise<Result<RotationRun>>
  cancel(actor: Actor, name: string): Promise<Result<RotationRun>>
  /** Goes on with what a kill interrupted, what is to be tried again and what is to be retired by now. */
  pickUp(): void
  isWorking(name: string): boolean
  /** How many run at this moment. */
  working(): number
  close(): Promise<void>
}

interface Work {
  readonly abort: AbortController
  readonly ended: Promise<unknown>
  /** It takes back what a run did; nobody goes on with the run meanwhile. */
  readonly isCancelling: boolean
}

type Move = (run: RunRecord, work: StepWork) => Promise<RunRecord>

/** Who is at work on what, and the keeping of each step. */
function createDriver(options: RunEngineOptions) {
  const { vault, runs, now, onChange } = options
  const works = new Map<string, Work>()
  let closed = false

  const keep = (run: RunRecord, actor: Actor, detail: string): Result<null> => {
    const event = { at: now(), actor, action: 'rotation.step' as const, secret: run.name, versionId: run.id, detail }
    const kept = runs.keep(run, event)
    if (kept.ok) onChange(run.name)
    return kept
  }

  /** Takes steps until the run ends, waits or fails. What cannot be kept ends it too: the disk is full, or locked. */
  async function loop(first: RunRecord, move: Move, work: StepWork): Promise<RunRecord> {
    let run = first
    do {
      const moved = await move(run, work)
      if (closed || vault.isClosed()) return run
      const kept = keep(moved, rotationActor, describe(run, moved))
      if (!kept.ok) return { ...run, state: 'failed', message: kept.failure.message, failure: kept.failure.kind }
      run = moved
    } while (run.state === 'running' && !work.signal.aborted)
    return run
  }

  function drive(first: RunRecord, move: Move): Promise<RunRecord> {
    const abort = new AbortController()
    const rotator = rotatorFor(options.rotators, first.config)
    const ended = loop(first, move, { ...options, signal: abort.signal, rotator }).finally(() =>
      works.delete(first.name),
    )
    works.set(first.name, { abort, ended, isCancelling: false })
    return ended
  }

  return {
    keep,
    drive,
    works,
    async close() {
      closed = true
      for (const { abort } of works.values()) abort.abort()
      await Promise.all([...works.values()].map(({ ended }) => ended))
    },
  }
}

type Driver = ReturnType<typeof createDriver>

export function createRunEngine(options: RunEngineOptions): RunEngine {
  const { vault, runs } = options
  const driver = createDriver(options)
  const { keep, drive, works } = driver
  const go = async (run: RunRecord): Promise<Result<RotationRun>> => succeed(shownRun(await drive(run, takeStep)))

  const activeOf = (name: string): Result<RunRecord> => {
    const run = runs.active(name)
    if (run === null) return fail({ kind: 'refused', message: `No rotation of ${name} is under way.` })
    return works.has(name)
      ? fail({ kind: 'refused', message: `The rotation of ${name} is at work now.` })
      : succeed(run)
  }

  return {
    async start(actor, name, config, by) {
      const begun = beginRun(options, name, config, by)
      if (!begun.ok) return begun
      const kept = keep(begun.value, actor, `start ${config.kind}`)
      return kept.ok ? go(begun.value) : kept
    },
    async confirm(actor, name) {
      const run = activeOf(name)
      if (!run.ok) return run
      if (run.value.state !== 'waiting')
        return fail({ kind: 'refused', message: `The rotation of ${name} waits for nothing to be confirmed.` })
      const next = { ...run.value, state: 'running', step: 'test', message: null, failure: null, show: null } as const
      const kept = keep(next, actor, 'set confirmed')
      return kept.ok ? go(next) : kept
    },
    async resume(actor, name) {
      const run = activeOf(name)
      if (!run.ok) return run
      if (run.value.state === 'retiring') return succeed(shownRun(await drive(run.value, retireOld)))
      if (run.value.state === 'waiting')
        return fail({ kind: 'refused', message: `The rotation of ${name} waits for you: do what it says and confirm.` })
      const next = resumed(run.value, vault)
      const kept = keep(next, actor, `resume ${next.step}`)
      return kept.ok ? go(next) : kept
    },
    cancel: (actor, name) => cancel(options, driver, actor, name, activeOf),
    pickUp: () => pickUp(options, driver),
    isWorking: (name) => works.has(name),
    working: () => works.size,
    close: driver.close,
  }
}

async function cancel(
  options: RunEngineOptions,
  { works, keep }: Driver,
  actor: Actor,
  name: string,
  activeOf: (name: string) => Result<RunRecord>,
): Promise<Result<RotationRun>> {
  const work = works.get(name)
  if (work?.isCancelling) return fail({ kind: 'refused', message: `The rotation of ${name} is being cancelled.` })
  work?.abort.abort()
  await work?.ended
  const run = activeOf(name)
  if (!run.ok) return run
  const abort = new AbortController()
  const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(cancelWithinMs)])
  const rotator = rotatorFor(options.rotators, run.value.config)
  // In the list of works before it begins, so that nobody picks the run up beside it.
  const ended = Promise.resolve()
    .then(() => cancelRun(run.value, { ...options, signal, rotator }))
    .finally(() => works.delete(name))
  works.set(name, { abort, ended, isCancelling: true })
  const cancelled = await ended
  if (!cancelled.ok) return cancelled
  const kept = keep(cancelled.value, actor, 'cancel')
  return kept.ok ? succeed(shownRun(cancelled.value)) : kept
}

function pickUp({ vault, runs, now, steadyUntil = now }: RunEngineOptions, { works, drive }: Driver): void {
  for (const name of runs.all().keys()) {
    const run = runs.active(name)
    if (run === null || works.has(name)) continue
    if (!vault.body(name).ok) runs.forget(name)
    else if (run.state === 'running') void drive(run, takeStep)
    else if (isPast(run.retryAt, now())) void drive(resumed(run, vault), takeStep)
    else if (run.state === 'retiring' && isPast(run.laterAt, steadyUntil() ?? Number.NEGATIVE_INFINITY))
      void drive(run, retireOld)
  }
}

const cancelWithinMs = 60_000
const isPast = (at: number | null, now: number): boolean => at !== null && at <= now

const describe = (before: RunRecord, after: RunRecord): string =>
  isOver(after) || after.state === 'retiring'
    ? `${before.step} done, ${after.state}`
    : `${before.step} ${outcomeOf(after)}`

const outcomeOf = ({ steps }: RunRecord): string => steps.at(-1)?.outcome ?? 'done'

/**
 * The failed step again. When somebody gave the secret another value meanwhile, the run replaces that one now, and the
 * service is told of the new value once more, since nobody can say which one it has.
 */
function resumed(run: RunRecord, vault: Vault): RunRecord {
  const next = { ...run, state: 'running' as const, message: null, failure: null, show: null, retryAt: null }
  const body = vault.body(run.name)
  const current = body.ok ? body.value.stages[CURRENT] : undefined
  if (current === undefined || current === run.currentId || current === run.id) return next
  return { ...next, currentId: current, step: run.step === 'create' ? 'create' : 'set' }
}

function beginRun(
  { vault, runs, now, rotatedInAws }: RunEngineOptions,
  name: string,
  config: RotatorConfig,
  startedBy: RotationRun['startedBy'],
): Result<RunRecord> {
  const body = vault.body(name)
  if (!body.ok) return body
  const obstacle = obstacleOf(body.value, runs.active(name), rotatedInAws(name))
  if (obstacle !== null) return fail({ kind: 'refused', message: obstacle })
  return succeed({
    id: randomUUID(),
    name,
    config,
    startedBy,
    startedAt: now(),
    state: 'running',
    step: 'create',
    message: null,
    failure: null,
    show: null,
    retryAt: null,
    tries: 0,
    laterAt: null,
    endedAt: null,
    steps: [],
    notes: {},
    currentId: body.value.stages[CURRENT] ?? '',
    previousId: body.value.stages[PREVIOUS] ?? null,
  })
}

function obstacleOf(body: SecretBody, active: RunRecord | null, inAws: string | null): string | null {
  const { name } = body
  if (body.deletionAt !== null) return `${name} is scheduled for deletion. Restore it first.`
  if (inAws !== null) return inAws
  if (body.stages[CURRENT] === undefined) return `${name} has no value yet. Put the first one yourself.`
  if (active?.state === 'retiring')
    return `The old value of ${name} is not retired yet. Resume the rotation to retire it now, then rotate again.`
  if (active?.state === 'waiting') return `A rotation of ${name} waits for you. Confirm it or cancel it first.`
  if (active !== null) return `A rotation of ${name} is under way. Resume it or cancel it first.`
  const pending = foreignPending(body)
  if (pending === null) return null
  return `Version ${pending} of ${name} holds ${PENDING}: another rotation is under way. Take the label away first.`
}
