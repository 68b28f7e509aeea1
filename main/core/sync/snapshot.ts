/**
 * What a plan is made from: the base, the vault and the list of AWS, for one target in one region. Values are read only
 * where the planner cannot tell without them, and become digests at once.
 */
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import { CURRENT } from '../../../shared/model.ts'
import type { GuardName, SyncProgress, Target } from '../../../shared/sync-model.ts'
import type { SecretBody } from '../vault/bodies.ts'
import type { Vault } from '../vault/vault.ts'
import { approvedLabelled } from './approvals.ts'
import type { BaseRow, BaseStore } from './base-store.ts'
import type { ConflictStore } from './conflict-store.ts'
import type { Digests } from './digests.ts'
import { guardIdentity } from './guards.ts'
import { withValue } from './local-value.ts'
import type { Place } from './place.ts'
import type { LocalSecret, PlanInput, ValueDigest, ValueDigests, ValueNeed } from './plan-input.ts'
import { confirmationsNeeded, valuesNeeded } from './plan-needs.ts'
import type { Remote, RemoteSecret, ReplicaStatus } from './remote.ts'
import { createSelection } from './selection.ts'

export interface SnapshotOptions {
  readonly vault: Vault
  readonly now: () => number
  readonly bases: BaseStore
  readonly conflicts: ConflictStore
  readonly digests: Digests
}

export interface SnapshotOf {
  readonly target: Target
  readonly region: string
  readonly vaultIdOfBase: string | null
  readonly otherTargets: readonly Target[]
  readonly remote: Remote
  /** As last seen, by remote name; what Describe says is added. */
  readonly replicas: Map<string, readonly ReplicaStatus[]>
  readonly overridden: readonly GuardName[]
  readonly onProgress: (phase: SyncProgress['phase'], done: number, total: number) => void
  readonly signal: AbortSignal
}

/** `halted`: the account or the vault is not the one the target stands for, so nothing was listed. */
export interface Snapshot {
  readonly input: PlanInput
  readonly halted: boolean
}

export async function takeSnapshot(options: SnapshotOptions, of: SnapshotOf): Promise<Result<Snapshot>> {
  const identity = await of.remote.identify(of.signal)
  if (!identity.ok) return identity
  const begun = beginInput(options, of, identity.value)
  if (guardIdentity(begun) !== null) return succeed({ input: begun, halted: true })
  const total = begun.bases.length
  of.onProgress('listing', 0, total)
  const { remotePrefix } = of.target
  const list = await of.remote.list(remotePrefix, (count) => of.onProgress('listing', count, total), of.signal)
  if (!list.ok) return list
  const { secrets, clock } = list.value
  const listed = { ...begun, remotes: secrets, clock, locals: localsOf(options, of, secrets) }
  const confirmed = await confirm(options, of, listed)
  if (!confirmed.ok) return confirmed
  const needs = valuesNeeded(confirmed.value)
  const digests = await readDigests(options, of, needs)
  return digests.ok ? succeed({ input: { ...confirmed.value, digests: digests.value }, halted: false }) : digests
}

function beginInput(
  { vault, now, bases, conflicts }: SnapshotOptions,
  { target, region, vaultIdOfBase, otherTargets, replicas, overridden }: SnapshotOf,
  identity: PlanInput['identity'],
): PlanInput {
  const place: Place = { target: target.name, region }
  const rows = bases.rows(place)
  return {
    target,
    region,
    identity,
    now: now(),
    revision: vault.contentRevision(),
    vaultId: vault.vaultId,
    baseVaultId: rows.size === 0 ? null : vaultIdOfBase,
    bases: [...rows.values()].map(({ state }) => state),
    locals: [],
    remotes: [],
    fresh: new Set(),
    digests: new Map(),
    replicas,
    conflicts: conflicts.of(place),
    otherTargets,
    clock: null,
    overridden,
  }
}

/** Secrets of the vault that the target might take; tags are the planner's business. */
function localsOf(
  { vault, bases }: SnapshotOptions,
  { target, region }: SnapshotOf,
  remotes: readonly RemoteSecret[],
): readonly LocalSecret[] {
  const selection = createSelection(target)
  const rows = bases.rows({ target: target.name, region })
  const remoteByName = new Map(remotes.map((remote) => [remote.name, remote]))
  const locals: LocalSecret[] = []
  for (const body of vault.bodies()) {
    if (!selection.takes(body.name)) continue
    const remoteName = selection.toRemote(body.name)
    const remote = remoteName === null ? undefined : remoteByName.get(remoteName)
    locals.push(localOf(vault, bases, body, rows.get(body.name), remote))
  }
  return locals
}

function localOf(
  vault: Vault,
  bases: BaseStore,
  body: SecretBody,
  row: BaseRow | undefined,
  remote: RemoteSecret | undefined,
): LocalSecret {
  const { name, kind, changedAt, deletionAt, description, tags, stages } = body
  const here = Object.values(stages)
  const there = remote === undefined ? [] : Object.values(remote.stages)
  return {
    name,
    kind,
    changedAt,
    deletionAt,
    description,
    tags,
    stages,
    current: stages[CURRENT] ?? null,
    sizeBytes: body.current?.sizeBytes ?? null,
    approved: approvedOf(bases, body, there),
    alsoHeld: there.filter((id, at) => !here.includes(id) && there.indexOf(id) === at && vault.holds(name, id)),
    pushedAt: row?.pushed.map(({ at }) => at) ?? [],
  }
}

/** By the user; and what is in AWS already, here or in another place of this vault, needs no approval to be there. */
function approvedOf(bases: BaseStore, body: SecretBody, there: readonly string[]): readonly string[] {
  const approved = approvedLabelled(body)
  const others = Object.values(body.stages).filter((id) => !approved.includes(id))
  if (others.length === 0) return approved
  const agreed = new Set([...there, ...bases.ofSecret(body.name).map(({ state }) => state.current)])
  return [...approved, ...others.filter((id) => agreed.has(id))]
}

const describesAtOnce = 8

/** Puts what Describe says in place of what a list, which can lag, said. */
async function confirm(options: SnapshotOptions, of: SnapshotOf, input: PlanInput): Promise<Result<PlanInput>> {
  const names = confirmationsNeeded(input)
  if (names.length === 0) return succeed(input)
  const described = new Map<string, RemoteSecret | null>()
  const fresh = new Set<string>()
  for (let at = 0; at < names.length; at += describesAtOnce) {
    const some = names.slice(at, at + describesAtOnce)
    const answers = await Promise.all(some.map((name) => describe(of, name)))
    for (const [index, answer] of answers.entries()) {
      if (!answer.ok && !isDenied(answer.failure)) return answer
      if (!answer.ok) continue
      described.set(some[index] ?? '', answer.value)
      fresh.add(some[index] ?? '')
    }
    of.onProgress('listing', at + some.length, names.length)
  }
  const listed = input.remotes.filter(({ name }) => !described.has(name))
  const remotes = [...listed, ...[...described.values()].filter((remote) => remote !== null)]
  return succeed({ ...input, remotes, fresh, locals: localsOf(options, of, remotes) })
}

/**
 * One secret these credentials may not look at is no reason to sync none. By some policies so is one that is gone: without
 * it there is nothing that would allow the look. Unconfirmed, it is left alone.
 */
const isDenied = (failure: Failure): boolean => failure.kind === 'aws' && failure.code === 'AccessDeniedException'

/** Null: AWS says there is no such secret. */
async function describe(of: SnapshotOf, name: string): Promise<Result<RemoteSecret | null>> {
  const described = await of.remote.describe(name, of.signal)
  if (!described.ok) {
    const { failure } = described
    return failure.kind === 'aws' && failure.code === 'ResourceNotFoundException' ? succeed(null) : fail(failure)
  }
  const { replicas, ...remote } = described.value
  of.replicas.set(name, replicas)
  return succeed(remote)
}

const valuesAtOnce = 20

/** A value that cannot be read, there or here, leaves its secret out: the planner then says so. */
async function readDigests(
  options: SnapshotOptions,
  of: SnapshotOf,
  needs: readonly ValueNeed[],
): Promise<Result<ReadonlyMap<string, ValueDigests>>> {
  const digests = new Map<string, ValueDigests>()
  for (let at = 0; at < needs.length; at += valuesAtOnce) {
    const some = needs.slice(at, at + valuesAtOnce)
    const read = await of.remote.readCurrent(
      some.map(({ remoteName }) => remoteName),
      of.signal,
    )
    if (!read.ok) return read
    const values = new Map(read.value.values.map((value) => [value.name, value]))
    for (const need of some) {
      const value = values.get(need.remoteName)
      const local = digestHere(options, need.name, need.localVersionId)
      if (value === undefined || value.versionId !== need.remoteVersionId || local === null) continue
      const remote = options.digests.ofValue(value.form, value.bytes)
      const base = need.baseVersionId === null ? null : digestHere(options, need.name, need.baseVersionId)
      digests.set(need.name, { base, local, remote })
    }
    for (const { bytes } of values.values()) bytes.fill(0)
    of.onProgress('reading', at + some.length, needs.length)
  }
  return succeed(digests)
}

function digestHere({ vault, digests }: SnapshotOptions, name: string, versionId: string): ValueDigest | null {
  const read = withValue(vault, name, versionId, ({ form, bytes }) => digests.ofValue(form, bytes))
  return read.ok ? read.value : null
}
