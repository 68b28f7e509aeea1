/** The four steps of a run, each from the run as it was to the run as it is to be kept. */
import { randomUUID } from 'node:crypto'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import { CURRENT, type Kind, PENDING } from '../../../shared/model.ts'
import type { RotationStep } from '../../../shared/rotation-model.ts'
import type { Log } from '../log.ts'
import type { SecretBody } from '../vault/bodies.ts'
import { expose, wipe } from '../vault/redacted.ts'
import type { NewVersion } from '../vault/secret-writes.ts'
import type { Vault } from '../vault/vault.ts'
import { entryOf, extensionKey } from './entry.ts'
import type { BoundRotator, LentValue, NewValue, RunContext } from './rotator.ts'
import { type RunRecord, type RunStore, rotationActor } from './run-store.ts'

export interface StepWork {
  readonly vault: Vault
  readonly runs: RunStore
  readonly rotator: BoundRotator
  readonly log: Log
  readonly now: () => number
  readonly signal: AbortSignal
  /** Size, text and public facts of a new value; takes the bytes over. */
  readonly prepareVersion: (kind: Kind, form: NewValue['form'], bytes: Uint8Array) => Result<NewVersion>
  /** The test passed: the version may be pushed. What vetting says against it comes back as a sentence. */
  readonly approve: (name: string, versionId: string) => Promise<string | null> | string | null
}

type StepResult = Result<Partial<RunRecord>>

const nextStep = { create: 'set', set: 'test', test: 'finish', finish: 'finish' } as const

/** The step that is next. A failure makes the run `failed` and changes no label. */
export async function takeStep(run: RunRecord, work: StepWork): Promise<RunRecord> {
  const standing = checkStanding(run, work.vault)
  const done = standing.ok ? await stepOf[run.step](run, work, standing.value) : standing
  const noted = withNotes(run, work)
  return done.ok ? moved(noted, work.now(), done.value) : failed(noted, work, done.failure)
}

/** Notes are kept while a step runs; what is kept at its end must not take them back. */
const withNotes = (run: RunRecord, { runs }: StepWork): RunRecord => ({
  ...run,
  notes: runs.active(run.name)?.notes ?? run.notes,
})

const stepOf: Readonly<
  Record<RotationStep, (run: RunRecord, work: StepWork, body: SecretBody) => Promise<StepResult>>
> = { create, set, test, finish }

/** Nobody else may have moved what the run stands on. */
function checkStanding(run: RunRecord, vault: Vault): Result<SecretBody> {
  const body = vault.body(run.name)
  if (!body.ok) return body
  const { stages, deletionAt } = body.value
  if (deletionAt !== null)
    return refused(`${run.name} is scheduled for deletion. Restore it and resume, or cancel the rotation.`)
  const current = stages[CURRENT]
  if (current === run.id || (current === run.currentId && (run.step === 'create' || stages[PENDING] === run.id)))
    return body
  if (current !== run.currentId)
    return refused(
      `Somebody gave ${run.name} another value while it was being rotated (AWSCURRENT is on ${current}). Cancel to keep that value, or resume to replace it too.`,
    )
  return refused(`AWSPENDING of ${run.name} was moved away from the new value. Put it back, or cancel the rotation.`)
}

const refused = (message: string) => fail<Failure>({ kind: 'refused', message })

function moved(run: RunRecord, at: number, change: Partial<RunRecord>): RunRecord {
  const outcome = change.state === 'waiting' ? ('waiting' as const) : ('done' as const)
  const steps = [...run.steps, { step: run.step, at, outcome, message: change.message ?? null }]
  return { ...run, step: outcome === 'waiting' ? run.step : nextStep[run.step], tries: 0, ...change, steps }
}

const retryDelaysMs = [15, 60, 240, 720].map((minutes) => minutes * 60_000)

/** Only what may go by itself is tried again, and only where nobody watches. */
function failed(run: RunRecord, { now, signal }: StepWork, { kind, message }: Failure): RunRecord {
  const delay = run.startedBy === 'schedule' && kind === 'unavailable' ? retryDelaysMs[run.tries] : undefined
  const told = signal.aborted ? 'It was stopped. Resume it, or cancel the rotation.' : message
  return {
    ...run,
    state: 'failed',
    message: told,
    failure: kind,
    retryAt: delay === undefined ? null : now() + delay,
    tries: run.tries + 1,
    steps: [...run.steps, { step: run.step, at: now(), outcome: 'failed', message: told }],
  }
}

async function create(run: RunRecord, work: StepWork, body: SecretBody): Promise<StepResult> {
  const { vault, rotator } = work
  if (body.stages[PENDING] === run.id) return succeed({})
  const made = await lending(run, work, (context) => rotator.create(context))
  if (!made.ok) return made
  const version = work.prepareVersion(body.kind, made.value.form, made.value.bytes)
  if (!version.ok) return version
  const note = `Made by a rotation (${run.config.kind}).`
  const put = vault.put(
    rotationActor,
    run.name,
    { ...version.value, versionId: run.id, note },
    { stages: [PENDING], expected: run.currentId },
  )
  wipe(version.value.value)
  return put.ok ? succeed({}) : put
}

async function set(run: RunRecord, work: StepWork): Promise<StepResult> {
  const done = await lending(run, work, (context) => work.rotator.set(context))
  if (!done.ok) return done
  return succeed(done.value === null ? {} : { state: 'waiting', ...done.value.waitsForUser })
}

async function test(run: RunRecord, work: StepWork): Promise<StepResult> {
  const done = await lending(run, work, (context) => work.rotator.test(context))
  return done.ok ? succeed({}) : done
}

/**
 * AWS: UpdateSecretVersionStage moves AWSCURRENT to the new version, naming the old one, and AWSPREVIOUS follows. The
 * service takes AWSPENDING away afterwards; here that comes last, so that a label in place says "not ended yet".
 */
async function finish(run: RunRecord, work: StepWork, body: SecretBody): Promise<StepResult> {
  const { vault, now } = work
  let objection: string | null = null
  if (body.stages[CURRENT] !== run.id) {
    objection = await work.approve(run.name, run.id)
    const move = { stage: CURRENT, moveTo: run.id, removeFrom: run.currentId }
    const done = vault.moveStage(rotationActor, run.name, move)
    if (!done.ok) return done
  }
  const retired = await lending(run, work, (context) => work.rotator.finish(context))
  if (!retired.ok) return retired
  const cleared = detachPending(run, vault)
  if (!cleared.ok) return cleared
  const kept = noteRotated(run, work)
  if (!kept.ok) return kept
  const laterAt = retired.value?.laterAt ?? null
  return succeed(
    laterAt === null
      ? { state: 'finished', message: objection, endedAt: now() }
      : { state: 'retiring', message: objection, laterAt },
  )
}

function detachPending({ name, id }: RunRecord, vault: Vault): Result<null> {
  const body = vault.body(name)
  if (!body.ok) return body
  if (body.value.stages[PENDING] !== id) return succeed(null)
  return vault.moveStage(rotationActor, name, { stage: PENDING, removeFrom: id })
}

/** The rule counts from now, and whatever was snoozed is done. */
function noteRotated({ name, id }: RunRecord, { vault, now }: StepWork): Result<null> {
  const body = vault.body(name)
  if (!body.ok) return body
  const entry = { ...entryOf(body.value), rotated: { versionId: id, at: now() }, snoozedUntil: null }
  return vault.extend(rotationActor, name, { [extensionKey]: entry }, 'rotated')
}

/** Retires the old value, some time after the new one took its place. */
export async function retireOld(first: RunRecord, work: StepWork): Promise<RunRecord> {
  const done = await lending(first, work, (context) => work.rotator.later(context))
  const run = withNotes(first, work)
  const at = work.now()
  if (done.ok) return { ...run, state: 'finished', message: null, laterAt: null, endedAt: at }
  const laterAt = done.failure.kind === 'unavailable' ? at + retireAgainMs : null
  const message = `The old value could not be retired: ${done.failure.message}`
  const steps = [...run.steps, { step: run.step, at, outcome: 'failed' as const, message }]
  return { ...run, message, laterAt, steps: steps.slice(-keptSteps) }
}

const retireAgainMs = 3_600_000
const keptSteps = 50

/** Undoes what can be undone; what the service says against it does not keep the run from ending. */
export async function cancelRun(run: RunRecord, work: StepWork): Promise<Result<RunRecord>> {
  const over = {
    ...run,
    state: 'cancelled' as const,
    endedAt: work.now(),
    failure: null,
    show: null,
    retryAt: null,
  }
  if (run.state === 'retiring')
    return succeed({ ...over, state: 'finished', laterAt: null, message: 'The old value was not retired.' })
  const body = work.vault.body(run.name)
  if (body.ok && body.value.stages[CURRENT] === run.id)
    return refused(
      `The new value of ${run.name} is AWSCURRENT already. Resume to end the rotation; to go back, move AWSCURRENT to version ${run.currentId} then.`,
    )
  const undone = await lending(run, work, (context) => work.rotator.cancel(context))
  if (body.ok && body.value.deletionAt === null) {
    const cleared = detachPending(run, work.vault)
    if (!cleared.ok) return cleared
  }
  const where = work.vault.holds(run.name, run.id) ? ` If it has the new value, that is version ${run.id}.` : ''
  const message = undone.ok ? null : `Cancelled here, but not undone at the service: ${undone.failure.message}${where}`
  return succeed({ ...withNotes(over, work), message })
}

/** Calls a rotator with the values it may see, and wipes them when it has answered. */
async function lending<T>(
  run: RunRecord,
  work: StepWork,
  body: (context: RunContext) => Promise<Result<T>>,
): Promise<Result<T>> {
  const lent: LentValue[] = []
  const lend = (value: Result<LentValue>): Result<LentValue> => {
    if (value.ok) lent.push(value.value)
    return value
  }
  try {
    const context = contextOf(run, work, lend)
    return context.ok ? await body(context.value) : context
  } catch (error) {
    const reference = randomUUID()
    work.log.error('rotation.threw', { reference, kind: error instanceof Error ? error.name : 'unknown' })
    const message = `The rotation met an unexpected problem (reference ${reference} in the log). Resume it, or cancel it.`
    return fail({ kind: 'bug', reference, message })
  } finally {
    for (const { bytes } of lent) bytes.fill(0)
  }
}

function contextOf(
  run: RunRecord,
  work: StepWork,
  lend: (value: Result<LentValue>) => Result<LentValue>,
): Result<RunContext> {
  const { vault, runs, now, signal } = work
  const body = vault.body(run.name)
  if (!body.ok) return body
  const open = (versionId: string) => lend(openValue(vault, { name: run.name, versionId }, null))
  const current = open(run.currentId)
  if (!current.ok) return current
  const previous = run.previousId === null ? succeed(null) : open(run.previousId)
  const hasPending = run.step !== 'create' || body.value.stages[PENDING] === run.id
  const pending = hasPending ? open(run.id) : succeed(null)
  if (!pending.ok) return pending
  return succeed({
    name: run.name,
    kind: body.value.kind,
    token: run.id,
    current: current.value,
    // A version that was the previous one may be gone by now.
    previous: previous.ok ? previous.value : null,
    pending: pending.value,
    readSecret: (nameOrArn) => lend(openValue(vault, { name: nameOfArn(nameOrArn) }, 'secret.reveal')),
    notes: {
      get: (key) => (runs.active(run.name) ?? run).notes[key],
      put: (key, value) => {
        const kept = runs.active(run.name) ?? run
        return runs.keep({ ...kept, notes: { ...kept.notes, [key]: value } }, null)
      },
    },
    now,
    signal,
  })
}

function openValue(
  vault: Vault,
  selection: { readonly name: string; readonly versionId?: string },
  action: 'secret.reveal' | null,
): Result<LentValue> {
  const opened = vault.reveal(rotationActor, selection, action)
  if (!opened.ok) return opened
  const { versionId, form, value } = opened.value
  const bytes = Uint8Array.from(expose(value))
  wipe(value)
  return succeed({ versionId, form, bytes })
}

/** `arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/admin-AbCdEf` names prod/admin. */
export const nameOfArn = (nameOrArn: string): string =>
  /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.+?)(?:-[A-Za-z0-9]{6})?$/.exec(nameOrArn)?.[1] ?? nameOrArn
