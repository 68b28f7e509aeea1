/**
 * Applies a plan. Each operation is achieved by itself, and the base moves with each, as it was achieved and never as it was
 * planned: a run that is cut off anywhere leaves nothing that the next plan does not see.
 */
import { type Result, succeed } from '../../../shared/failure.ts'
import type { BaseState, Conflict, Operation, Target } from '../../../shared/sync-model.ts'
import type { Actor, AuditEvent } from '../vault/audit.ts'
import type { Vault } from '../vault/vault.ts'
import { bringsValue, effectOf, type Here, keepVersion, type OperationHere } from './apply-here.ts'
import { applyThere, isThere, type Told } from './apply-there.ts'
import { type Applied, type Done, isWanted, type WalkOf, walkAll } from './apply-walk.ts'
import { type BaseStore, withPush } from './base-store.ts'
import type { ConflictStore } from './conflict-store.ts'
import type { Place } from './place.ts'
import { baseAfter } from './plan-base.ts'
import { type LocalSecret, type PlanInput, type Planned, privateStagePrefix } from './plan-input.ts'
import { skipsVersions } from './plan-skipped.ts'
import { compareValues } from './plan-values.ts'
import type { Remote, RemoteSecret, RemoteValue, ReplicaStatus } from './remote.ts'
import { createValueReader, type PrepareValue, type ValueReader } from './remote-value.ts'
import { keepSkipped } from './skipped-versions.ts'

export interface ApplyOptions {
  readonly vault: Vault
  readonly now: () => number
  readonly bases: BaseStore
  readonly conflicts: ConflictStore
  readonly prepare: PrepareValue
}

/** Of one place. */
export interface ApplyOf extends WalkOf {
  readonly target: Target
  readonly region: string
  readonly remote: Remote
  readonly input: PlanInput
  readonly planned: Planned
  readonly actor: Actor
  readonly replicas: Map<string, readonly ReplicaStatus[]>
}

/** What a walk works on, operation by operation. */
interface Walk extends ApplyOptions {
  readonly of: ApplyOf
  readonly place: Place
  readonly reader: ValueReader
  /** Secrets whose skipped versions were kept in this run. */
  readonly traced: Set<string>
  /** The base as the plan was made from, by name. */
  readonly planned: ReadonlyMap<string, BaseState>
  readonly locals: ReadonlyMap<string, LocalSecret>
  readonly remotes: ReadonlyMap<string, RemoteSecret>
}

export async function applyPlan(options: ApplyOptions, of: ApplyOf): Promise<Applied> {
  const { operations, forget } = of.planned
  const place = { target: of.target.name, region: of.region }
  const wanted = operations.filter((operation) => isWanted(operation, of))
  const reader = createReader(options.vault, of, wanted)
  const walk: Walk = {
    ...options,
    of,
    place,
    reader,
    traced: new Set(),
    planned: new Map(of.input.bases.map((base) => [base.name, base])),
    locals: new Map(of.input.locals.map((local) => [local.name, local])),
    remotes: new Map(of.input.remotes.map((remote) => [remote.name, remote])),
  }
  const applied = await walkAll(of, operations, strangersIn(walk), (operation) => perform(walk, operation))
  reader.close()
  if (applied.ended === null && forget.length > 0) options.bases.forget(place, forget)
  if (applied.ended === null) {
    const open = operations.filter(({ action }) => action === 'conflict' || action === 'merge').map(({ name }) => name)
    options.conflicts.keepOnly(place, new Set(open))
  }
  return applied
}

/** By name. A base under another remote name counts as none. */
function strangersIn({ of, planned }: Walk): ReadonlySet<string> {
  const isStrange = ({ name, remoteName }: Operation): boolean => {
    const base = planned.get(name)
    return base?.remoteName !== remoteName || base.current === null
  }
  return new Set(of.planned.operations.filter(isStrange).map(({ name }) => name))
}

function createReader(vault: Vault, { remote, signal }: ApplyOf, wanted: readonly Operation[]): ValueReader {
  const wantsBatch = (operation: Operation): boolean =>
    [undefined, 'AWSCURRENT'].includes(operation.detail.stage) && bringsValue(vault, operation)
  const positions = new Map(wanted.map((operation, index) => [operation.id, index]))
  /** Looked at again at each call: another region may have brought the versions meanwhile. */
  const upcoming = (operation: Operation): readonly Operation[] => {
    const next: Operation[] = []
    for (let at = (positions.get(operation.id) ?? 0) + 1; at < wanted.length && next.length < 19; at += 1) {
      const later = wanted[at]
      if (later !== undefined && wantsBatch(later)) next.push(later)
    }
    return next
  }
  return createValueReader(remote, wantsBatch, upcoming, signal)
}

async function perform(walk: Walk, operation: Operation): Promise<Result<Done>> {
  const { action, id } = operation
  if (action === 'conflict' || (action === 'merge' && !walk.of.accept.has(id))) return recordConflict(walk, operation)
  if (isThere(operation)) return doneWith(await performThere(walk, operation), null)
  const note = await keepWhatWasSkipped(walk, operation)
  return note.ok ? doneWith(await performHere(walk, operation as OperationHere), note.value) : note
}

const doneWith = (done: Result<unknown>, note: string | null): Result<Done> =>
  done.ok ? succeed({ outcome: 'done', note }) : done

/** Before the base moves, once for each secret: afterwards nothing tells any more that there was something. */
async function keepWhatWasSkipped(walk: Walk, operation: Operation): Promise<Result<string | null>> {
  const { vault, bases, place, of, traced } = walk
  const { name, remoteName } = operation
  const base = walk.planned.get(name)
  const planned = base?.remoteName === remoteName ? base : null
  const secret = walk.remotes.get(remoteName) ?? null
  const body = vault.body(name)
  const isHere = body.ok && body.value.deletionAt === null && !traced.has(name)
  if (!isHere || secret === null || !skipsVersions(operation, planned, secret)) {
    return succeed(null)
  }
  const agreed = [planned?.current ?? null, bases.get(place, name)?.state.current ?? null]
  const { remote, signal } = of
  const kept = await keepSkipped({ here: hereOf(walk, name), remote, secret, name, agreed, signal })
  if (kept.ok) traced.add(name)
  return kept
}

async function performThere(walk: Walk, operation: Parameters<typeof applyThere>[1]): Promise<Result<unknown>> {
  const { vault, of } = walk
  const loser = await keepLoser(walk, operation)
  if (!loser.ok) return loser
  const told = await applyThere({ vault, remote: of.remote, signal: of.signal }, operation)
  if (!told.ok) return told
  if (told.value.replicas !== undefined) of.replicas.set(operation.remoteName, told.value.replicas)
  const { change, commit } = movedBase(walk, operation, told.value)
  const event = eventOf(walk, operation, 'sync.push')
  /** Lazily: power loss may take the last notes of what AWS has, and the next plan sees both sides agree and notes it again. */
  const kept = vault.changeRecords(change, event, 'lazily')
  if (kept.ok) commit()
  return kept
}

/**
 * A version about to lose AWSCURRENT or another label by our hand is kept first if the vault does not have it: a stranger's
 * that a person chose to push over, or one that came and went here. AWS forgets a version some time after its last label.
 */
async function keepLoser(walk: Walk, { action, name, remoteName, detail }: Operation): Promise<Result<unknown>> {
  const { vault, of } = walk
  const { stage = 'AWSCURRENT', removeFrom = null } = detail
  const replaces = (action === 'push' || action === 'label') && removeFrom !== null
  if (!replaces || stage.startsWith(privateStagePrefix) || vault.holds(name, removeFrom)) return succeed(null)
  const value = await of.remote.readVersion(remoteName, removeFrom, of.signal)
  if (!value.ok) return value
  const kept = keepVersion(hereOf(walk, name), name, removeFrom, value.value)
  value.value.bytes.fill(0)
  if (!kept.ok || kept.value === null) return kept
  return kept.value(vault)
}

const hereOf = ({ vault, now, prepare, of, locals }: Walk, name: string): Here => ({
  vault,
  now,
  prepare,
  actor: of.actor,
  planned: locals.get(name) ?? null,
})

/**
 * Lazily too: what power loss takes of a pull, secret and base together, AWS still has, and the next plan brings it again.
 * What is kept because AWS may lose it (the loser of a push, the other side of a conflict) is written durably.
 */
async function performHere(walk: Walk, operation: OperationHere): Promise<Result<unknown>> {
  const { vault, now } = walk
  const value = await valueFor(walk, operation)
  if (!value.ok) return value
  const effect = effectOf(hereOf(walk, operation.name), operation, value.value)
  value.value?.bytes.fill(0)
  if (!effect.ok) return effect
  const deletionAt = now() + (operation.detail.recoveryWindowDays ?? 0) * 86_400_000
  const moved = movedBase(walk, operation, operation.action === 'pull-delete' ? { deletionAt } : {})
  const settled = walk.conflicts.settled(operation.action === 'merge' ? conflictsOf(walk, operation) : [])
  const change = [...moved.change, ...settled.changes]
  const write = effect.value
  const kept =
    write === null
      ? vault.changeRecords(change, undefined, 'lazily')
      : vault.alongside<unknown>(change, eventOf(walk, operation, 'sync.pull'), write, 'lazily')
  if (kept.ok) {
    moved.commit()
    settled.commit()
  }
  return kept
}

const conflictsOf = ({ conflicts, place }: Walk, operation: Operation): readonly Conflict[] =>
  conflicts.of(place).filter(({ name }) => name === operation.name)

/** Null where the step brings no value. */
async function valueFor({ vault, reader }: Walk, operation: Operation): Promise<Result<RemoteValue | null>> {
  return bringsValue(vault, operation) ? reader.read(operation) : succeed(null)
}

function movedBase({ bases, place, of, locals, remotes, now }: Walk, operation: Operation, told: Told) {
  const row = bases.get(place, operation.name)
  const state = baseAfter(operation, {
    base: row?.state ?? null,
    local: locals.get(operation.name) ?? null,
    remote: remotes.get(operation.remoteName) ?? null,
    kmsKeyId: of.target.kmsKeyId,
    now: now(),
    ...(told.arn === undefined ? {} : { arn: told.arn }),
    ...(told.deletionAt === undefined ? {} : { deletionAt: told.deletionAt }),
  })
  if (state === null) return { change: [], commit: () => undefined }
  const before = row?.pushed ?? []
  const pushed = told.pushed === undefined ? before : withPush(before, told.pushed, now())
  const { change, commit } = bases.moved(place, { state, pushed })
  return { change: [change], commit }
}

function eventOf({ of, place, now }: Walk, operation: Operation, action: 'sync.push' | 'sync.pull'): AuditEvent {
  const { name, versionId } = operation
  const detail = `${operation.action}: ${place.target} ${place.region}`
  return { at: now(), actor: of.actor, action, secret: name, ...(versionId === null ? {} : { versionId }), detail }
}

/** Both values are kept from here on: theirs comes into the history, under no stage. Nothing else moves on either side. */
async function recordConflict(walk: Walk, operation: Operation): Promise<Result<Done>> {
  const { vault, conflicts } = walk
  const { name, versionId } = operation
  const conflict = conflictOf(walk, operation)
  if (versionId === null || conflict === null) return succeed({ outcome: 'conflict', note: null })
  const note = await keepWhatWasSkipped(walk, operation)
  if (!note.ok) return note
  const value = await valueFor(walk, operation)
  if (!value.ok) return value
  const kept = keepVersion(hereOf(walk, name), name, versionId, value.value)
  value.value?.bytes.fill(0)
  if (!kept.ok) return kept
  const { change, commit } = conflicts.found(conflict)
  const event = eventOf(walk, operation, 'sync.pull')
  const written =
    kept.value === null
      ? vault.changeRecords([change], undefined)
      : vault.alongside<unknown>([change], event, kept.value)
  if (!written.ok) return written
  commit()
  return succeed({ outcome: 'conflict', note: note.value })
}

/** Null where an earlier run has recorded the same. */
function conflictOf(walk: Walk, operation: Operation): Conflict | null {
  const { of, place, bases, now } = walk
  const { name, remoteName, versionId, expected } = operation
  const base = bases.get(place, name)?.state
  const baseVersionId = base?.remoteName === remoteName ? base.current : null
  const found = { name, remoteName, baseVersionId, localVersionId: expected, remoteVersionId: versionId }
  const known = conflictsOf(walk, operation).some(
    (one) =>
      one.baseVersionId === baseVersionId && one.localVersionId === expected && one.remoteVersionId === versionId,
  )
  if (known) return null
  const digests = of.input.digests.get(name)
  const compared = digests === undefined ? null : compareValues(digests, baseVersionId !== null)
  return { ...place, ...found, foundAt: now(), keys: compared?.keys ?? null, mergeable: compared?.mergeable ?? false }
}
