/** Shapes of sync that core, window and terminal share. Words: base is what was last agreed, local ours, remote theirs. */
import type { Tags } from './model.ts'

/** Where credentials of a target come from. A keys target names a secret of kind aws-credentials in this vault. */
export type CredentialSource =
  | { readonly from: 'profile'; readonly profile: string }
  | { readonly from: 'vault'; readonly secret: string }

export type SyncDirection = 'push' | 'pull' | 'both'

/** `never`: a deletion here is not carried there. `schedule`: with a recovery window of 7–30 days. */
export type DeletionPolicy = { readonly kind: 'never' } | { readonly kind: 'schedule'; readonly days: number }

/** An AWS account and region to sync with, and by which rules. */
export interface Target {
  /** Unique, stable, what the user calls it: "prod-eu". */
  readonly name: string
  readonly credentials: CredentialSource
  /** Confirmed by STS when the target was added, and pinned: another account halts. */
  readonly accountId: string
  readonly partition: string
  readonly region: string
  /** Local names that begin with `localPrefix` are synced; it is replaced by `remotePrefix` in AWS. */
  readonly localPrefix: string
  readonly remotePrefix: string
  /** Globs over local names (`*` stops at `/`). Empty include means everything under the prefix. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Only secrets with all of these tags; empty means no such rule. */
  readonly tags: Tags
  readonly direction: SyncDirection
  readonly deletion: DeletionPolicy
  /** Null: the account's default key (aws/secretsmanager). */
  readonly kmsKeyId: string | null
  readonly replicaRegions: readonly { readonly region: string; readonly kmsKeyId: string | null }[]
  /** For tests and private endpoints; null: AWS's own. */
  readonly endpointUrl: string | null
}

/** What a secret is on one side, without its value. Custom stages only besides AWSCURRENT and AWSPREVIOUS. */
export interface SideState {
  /** Version id of AWSCURRENT; null while the secret has no value. */
  readonly current: string | null
  /** Every labelled version: stage → version id. */
  readonly stages: Readonly<Record<string, string>>
  readonly description: string
  readonly tags: Tags
  readonly kmsKeyId: string | null
}

export const planActions = [
  'create',
  'push',
  'label',
  'update',
  'tag',
  'untag',
  'delete',
  'restore',
  'replicate',
  'pull-create',
  'pull-version',
  'pull-label',
  'pull-update',
  'pull-delete',
  'merge',
  'conflict',
  'adopt',
] as const
export type PlanAction = (typeof planActions)[number]

/** One intended step. `why` is a sentence for the person who reads the plan. */
export interface Operation {
  /** Stable within a plan; what the user unticks and what results refer to. */
  readonly id: string
  readonly action: PlanAction
  readonly name: string
  readonly remoteName: string
  readonly versionId: string | null
  /** The precondition: the version AWSCURRENT must still be on, there for a push, here for a pull; null: none. */
  readonly expected: string | null
  readonly why: string
  /** What else the step needs: a stage, tags, a description; never a value. */
  readonly detail: Readonly<Record<string, unknown>>
  /** API calls it costs, reads included. */
  readonly calls: number
}

export interface Halt {
  /** The guard that refused: "account-changed", "side-empty", "deletions", "clock" … */
  readonly guard: string
  readonly reason: string
  /** The way on, a sentence. */
  readonly fix: string
  /** Whether the user may go on after reading it. */
  readonly overridable: boolean
}

/** The intended steps for one target, readable before anything happens. */
export interface Plan {
  readonly target: string
  readonly region: string
  readonly accountId: string
  readonly madeAt: number
  /** Vault generation the plan was made from: a plan older than that is not applied. */
  readonly generation: number
  readonly halt: Halt | null
  readonly operations: readonly Operation[]
  readonly calls: number
  /** Change of the monthly bill by secrets and replicas, at dated prices. */
  readonly monthlyCostChangeUsd: number
  /** Secrets where nothing is to be done. */
  readonly unchanged: number
}

export interface OperationResult {
  readonly id: string
  readonly outcome: 'done' | 'skipped' | 'failed' | 'conflict'
  /** AWS's code or our failure kind; null when done. */
  readonly code: string | null
  readonly message: string | null
}

export interface SyncRun {
  readonly id: string
  readonly target: string
  readonly startedAt: number
  readonly endedAt: number | null
  readonly outcome: 'done' | 'partly' | 'failed' | 'halted' | 'cancelled'
  readonly results: readonly OperationResult[]
  readonly calls: number
}

/** A check's finding on a version: an error blocks its push, a warning needs the user's tick. */
export interface VettingFinding {
  readonly level: 'error' | 'warning'
  readonly code: string
  readonly message: string
  readonly field?: string
}

export interface Vetting {
  readonly name: string
  readonly versionId: string
  readonly findings: readonly VettingFinding[]
  /** When the user approved this version for pushing; null when not. */
  readonly approvedAt: number | null
}
