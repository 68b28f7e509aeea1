/**
 * What the planner is given and what it answers, for one target in one region. Plain data: a snapshot makes it, the
 * planner reads no clock, no vault and no network. The order of a run:
 *
 * 1. `confirmationsNeeded(input)` (plan-needs.ts): Describe these remote names. Put what Describe said in place of the
 *    listed entry in `remotes` (take the entry out where it said ResourceNotFoundException) and the names into `fresh`.
 * 2. `valuesNeeded(input)` (plan-needs.ts): read these values there and here, put their digests into `digests`.
 * 3. `planTarget(input)` (plan.ts): operations, notes, counts, costs.
 * 4. `guardPlan(input, planned)` (guards.ts): the first guard that refuses, or null. Before anything else is read,
 *    `guardIdentity(input)` tells whether the account is the right one. When a kept plan is applied: `guardStale`.
 * 5. After each achieved operation: `baseAfter(operation, …)` (plan-base.ts) gives the base row to write.
 */
import type { Kind, Tags } from '../../../shared/model.ts'
import type { BaseState, Conflict, GuardName, Operation, SideState, Target } from '../../../shared/sync-model.ts'
import type { RemoteSecret, ReplicaStatus } from './remote.ts'

/**
 * The stage a push puts a version under before AWSCURRENT moves; a crash can leave it behind. Every stage that begins
 * with `privateStagePrefix` belongs to sync, here and in AWS: none is carried to the other side.
 */
export const privateStage = 'COFFER-SYNC'
export const privateStagePrefix = 'COFFER-'
/** Marks what Coffer created in AWS. Set by `create`, never taken for a user's tag, never copied into the vault. */
export const managedTag = 'coffer:managed'
export const managedTagValue = 'true'
/** How long a ListSecrets answer can lag behind what was written (AWS reference, section 8). */
export const listLagMs = 5 * 60_000

/** A secret of the vault, scheduled ones included. All of the vault's may be given: the planner selects. */
export interface LocalSecret extends Omit<SideState, 'kmsKeyId'> {
  readonly name: string
  readonly kind: Kind
  readonly changedAt: number
  /** End of the recovery window; null unless scheduled for deletion. */
  readonly deletionAt: number | null
  /** Of the version on AWSCURRENT; null while there is no value. */
  readonly sizeBytes: number | null
  /** Of the version ids in `stages`: those approved for pushing. */
  readonly approved: readonly string[]
  /** Of the version ids in the remote secret's stages: those the vault holds though no stage here names them. */
  readonly alsoHeld: readonly string[]
  /** When Coffer put a version of it into this target and region, within the last 24 hours, any order. */
  readonly pushedAt: readonly number[]
}

/** Keyed digests of one value, so that the planner compares values without seeing one. Equal bytes and form, equal `whole`. */
export interface ValueDigest {
  readonly whole: string
  /** Key → digest of its value, for a JSON object; null for anything else. */
  readonly fields: Readonly<Record<string, string>> | null
}

/** Digests of one secret's versions. `base` is null where there is none or the vault no longer holds it. */
export interface ValueDigests {
  readonly base: ValueDigest | null
  readonly local: ValueDigest | null
  readonly remote: ValueDigest | null
}

/** A value to read before planning: the two sides hold different versions, and only their values tell what to do. */
export interface ValueNeed {
  readonly name: string
  readonly remoteName: string
  readonly baseVersionId: string | null
  readonly localVersionId: string
  /** AWSCURRENT there, so `readCurrent` reads it. */
  readonly remoteVersionId: string
}

export interface PlanInput {
  readonly target: Target
  readonly region: string
  /** What STS said just now, to be compared with what the target pins. */
  readonly identity: { readonly accountId: string; readonly partition: string }
  readonly now: number
  /** `vault.contentRevision()` when the snapshot began. */
  readonly revision: number
  readonly vaultId: string
  /** The vault whose syncs wrote `bases`; null while there are none. */
  readonly baseVaultId: string | null
  /** Of this target and region. */
  readonly bases: readonly BaseState[]
  readonly locals: readonly LocalSecret[]
  /** Everything listed under `remotePrefix`, scheduled ones included. */
  readonly remotes: readonly RemoteSecret[]
  /** Remote names that were described, not only listed; a name in here and not in `remotes` is confirmed gone. */
  readonly fresh: ReadonlySet<string>
  /** By local name; only what `valuesNeeded` asked for. A value that could not be read: leave the name out. */
  readonly digests: ReadonlyMap<string, ValueDigests>
  /** By remote name: replicas as last seen (Describe, create, replicate); a name never looked at is left out. */
  readonly replicas: ReadonlyMap<string, readonly ReplicaStatus[]>
  /** Of this target and region, from earlier plans: their values are not read again while the versions are the same. */
  readonly conflicts: readonly Conflict[]
  /** Every other target of the vault, for the guard on names. */
  readonly otherTargets: readonly Target[]
  /** Of the last page of the list, as the port tells it. */
  readonly clock: { readonly serverAt: number; readonly localAt: number } | null
  /** Halts that the user has read and goes on after. */
  readonly overridden: readonly GuardName[]
}

export interface PlanNote {
  readonly name: string
  readonly message: string
}

/**
 * What the planner answers. How `apply` is to read an operation:
 * - `create`: CreateSecret with `versionId`, `detail.description`, `.tags` (managed tag included), `.kmsKeyId`, `.replicas`.
 * - `push`: put `versionId` under `privateStage`, move `detail.stage` (AWSCURRENT or a custom one) to it with
 *   `detail.removeFrom`, detach `privateStage`. `label`: move or detach (`moveTo` null) `detail.stage` only.
 * - `update`, `tag`, `untag`, `delete`, `restore`, `replicate`: the call of that name, from `detail`.
 * - `pull-create`: make the secret be here: create it with `detail.description` and `.tags`, or restore it when it is
 *   scheduled for deletion here; then bring `versionId` (null: no value there) and put AWSCURRENT on it.
 * - `pull-version`: bring `versionId` unless the vault holds it, and put `detail.stage` on it. For AWSPREVIOUS keep the
 *   version in the history and move no stage: it was current there between two syncs.
 * - `pull-label`: move or detach `detail.stage` here. AWSCURRENT: the vault holds the version already.
 * - `pull-update`: `detail.description`, `.tags` (set), `.tagKeys` (take away), here.
 * - `pull-delete`: schedule here with `detail.recoveryWindowDays`.
 * - `adopt`: both sides agree, only the base moves; where `versionId` differs from `expected` the values are equal under
 *   two ids, and the remote's version becomes AWSCURRENT here, so that identity is shared.
 * - `merge`: offered; accepted, the merged version is made here and the base moves to the remote's version (`expected`
 *   is ours, `versionId` theirs): the next plan pushes it. `conflict`: keep `versionId` (theirs) in the history too, record it.
 * `expected` is the version AWSCURRENT must still be on: there for `push` and `label` of AWSCURRENT and for `delete`, here
 * for what writes versions here. A push onto a secret without a value (`expected` null) needs no move: AWS makes a first
 * version AWSCURRENT. When a `restore`, `create` or `pull-create` is left out or fails, leave out the secret's later steps.
 */
export interface Planned {
  /** In the order to apply. */
  readonly operations: readonly Operation[]
  readonly notes: readonly PlanNote[]
  readonly unchanged: number
  readonly calls: number
  readonly monthlyCostChangeUsd: number
  /** Base rows of secrets that are gone on both sides: drop them when the plan is applied. */
  readonly forget: readonly string[]
}

/** Tags that are the user's: without AWS's own and the mark of Coffer. */
export const userTags = (tags: Tags): Tags => keepKeys(tags, isUserTag)

const isUserTag = (key: string): boolean => key !== managedTag && !key.startsWith('aws:')

const noTags: Tags = Object.freeze({})

/** The entries whose key is wanted. Mostly none of a secret is, and a plan asks of thousands: then nothing is made. */
export function keepKeys(record: Tags, isWanted: (key: string) => boolean): Tags {
  for (const key in record)
    if (isWanted(key)) return Object.fromEntries(Object.entries(record).filter(([own]) => isWanted(own)))
  return noTags
}
