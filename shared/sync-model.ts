/** Shapes of sync that core, window and terminal share. Words: base is what was last agreed, local ours, remote theirs. */
import { z } from 'zod'
import { limits } from './limits.ts'
import type { Tags } from './model.ts'

/**
 * Where the credentials of a target come from: a profile of `~/.aws` (static, SSO, assume-role, process, web identity,
 * `aws login`), or a secret of kind aws-credentials in this vault.
 */
const credentialSource = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('profile'), profile: z.string().min(1).max(256) }),
  z.strictObject({ from: z.literal('vault'), secret: z.string().min(1).max(limits.nameLength) }),
])
export type CredentialSource = z.infer<typeof credentialSource>

/** `never`: a deletion here is not carried there. `schedule`: with a recovery window of 7–30 days. */
const deletionPolicy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('never') }),
  z.strictObject({ kind: z.literal('schedule'), days: z.number().int().min(7).max(30) }),
])
export type DeletionPolicy = z.infer<typeof deletionPolicy>

export const syncDirections = ['push', 'pull', 'both'] as const
export type SyncDirection = (typeof syncDirections)[number]

const region = z
  .string()
  .regex(/^([a-z]+-)+\d+$/, 'A region looks like eu-west-1.')
  .max(128)
const globs = z.array(z.string().min(1).max(1_024)).max(100)
/** Null: the account's default key (aws/secretsmanager). */
const kmsKeyId = z.string().min(1).max(2_048).nullable()
const replica = z.strictObject({ region, kmsKeyId: kmsKeyId.default(null) })
export type ReplicaRegion = z.infer<typeof replica>

/** When a sync runs by itself; all off means only when asked. 0 minutes: no timer. */
const automatic = z.strictObject({
  onSave: z.boolean().default(false),
  everyMinutes: z.number().int().min(0).max(1_440).default(0),
  onNetworkReturn: z.boolean().default(false),
})

/** What a user says of a target. The account is not part of it: STS tells it when the target is added. */
const prefixRule = 'A prefix has letters, digits and / _ + = . @ - and nothing else.'

export const targetDraft = z.strictObject({
  /** Unique, what the user calls it: "prod-eu". */
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'Letters, digits, and - _ . after the first.')
    .max(64),
  credentials: credentialSource,
  /** One plan is made for each. */
  regions: z
    .array(region)
    .min(1)
    .max(50)
    .refine((regions) => new Set(regions).size === regions.length, 'Name each region once.'),
  /** Local names that begin with `localPrefix` are synced; it is replaced by `remotePrefix` in AWS. */
  localPrefix: z
    .string()
    .max(limits.nameLength)
    .regex(/^[A-Za-z0-9/_+=.@-]*$/, prefixRule)
    .default(''),
  /** With the `!` of names that services own, such as `rds!…`: those are only pulled. */
  remotePrefix: z
    .string()
    .max(limits.nameLength)
    .regex(/^[A-Za-z0-9/_+=.@!-]*$/, prefixRule)
    .default(''),
  /** Globs over local names (`*` stops at `/`, `**` does not). No include means everything under the prefix. */
  include: globs.default([]),
  exclude: globs.default([]),
  /** Only secrets with all of these tags; empty means no such rule. */
  tags: z.record(z.string().max(128), z.string().max(256)).default({}),
  direction: z.enum(syncDirections).default('both'),
  deletion: deletionPolicy.default({ kind: 'never' }),
  kmsKeyId: kmsKeyId.default(null),
  replicas: z.array(replica).max(50).default([]),
  /** For tests and private endpoints; null: AWS's own. */
  endpointUrl: z.url().max(2_048).nullable().default(null),
  automatic: automatic.prefault({}),
  /** What the user believes the account is; another answer of STS refuses the target. */
  expectedAccountId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
})
export type TargetDraft = z.input<typeof targetDraft>

/** An AWS account with regions to sync with, and by which rules. */
export interface Target extends Omit<z.output<typeof targetDraft>, 'expectedAccountId'> {
  /** Confirmed by STS when the target was added, and pinned: another account halts. */
  readonly accountId: string
  readonly partition: string
  readonly addedAt: number
}

/** What a secret is on one side, without its value. */
export interface SideState {
  /** Version id of AWSCURRENT; null while the secret has no value. */
  readonly current: string | null
  /** Every labelled version: stage → version id. */
  readonly stages: Readonly<Record<string, string>>
  readonly description: string
  readonly tags: Tags
  /** Null: the account's default key. */
  readonly kmsKeyId: string | null
}

/** What both sides last agreed on, of one secret in one target and region. Moves per achieved operation, never as planned. */
export interface BaseState extends SideState {
  readonly name: string
  readonly remoteName: string
  readonly arn: string | null
  /** Coffer created the remote secret; only then may its deletion ever be planned. */
  readonly created: boolean
  /** Null, or the end of the recovery window both sides agreed on. */
  readonly deletionAt: number | null
  readonly agreedAt: number
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

/** One intended step. `why` is a sentence for the person who reads the plan. Never holds a value. */
export interface Operation {
  /** Unique over all plans of a set and stable from plan to plan; what the user unticks and what results refer to. */
  readonly id: string
  readonly action: PlanAction
  readonly name: string
  readonly remoteName: string
  readonly versionId: string | null
  /** The precondition: the version AWSCURRENT must still be on, there for a push, here for a pull; null: none yet. */
  readonly expected: string | null
  readonly why: string
  /** Set when the step waits for a person (a merge to accept, a version to approve, a conflict): it is not applied. */
  readonly waitsFor: 'approval' | 'decision' | null
  readonly detail: OperationDetail
  /** API calls it costs, reads included. */
  readonly calls: number
}

export interface OperationDetail {
  readonly stage?: string
  /** Where the stage is now, as the guarded move names it. */
  readonly removeFrom?: string | null
  readonly moveTo?: string | null
  readonly tags?: Tags
  readonly tagKeys?: readonly string[]
  readonly description?: string
  readonly kmsKeyId?: string | null
  readonly recoveryWindowDays?: number
  readonly replicas?: readonly ReplicaRegion[]
  /** JSON keys a merge takes from each side; null where the value is no JSON object. */
  readonly keysFromLocal?: readonly string[]
  readonly keysFromRemote?: readonly string[]
  readonly conflictingKeys?: readonly string[]
}

export const guardNames = [
  'account-changed',
  'side-empty',
  'deletions',
  'clock',
  'name-collision',
  'foreign-base',
  'write-rate',
  'value-size',
  'stale-plan',
] as const
export type GuardName = (typeof guardNames)[number]

/** A guard refused the plan: nothing of it is applied. */
export interface Halt {
  readonly guard: GuardName
  /** A sentence with the numbers that made it doubt. */
  readonly reason: string
  /** The way on, a sentence. */
  readonly fix: string
  /** Whether the user may go on after reading it. */
  readonly overridable: boolean
}

/** The intended steps for one target in one region, readable before anything happens. */
export interface Plan {
  readonly target: string
  readonly region: string
  readonly accountId: string
  readonly madeAt: number
  /** State of the vault it was made from: rises with every change, reads aside. */
  readonly revision: number
  readonly halt: Halt | null
  readonly operations: readonly Operation[]
  /** API calls that applying it costs. */
  readonly calls: number
  /** API calls that making it cost. */
  readonly callsMade: number
  /** Change of the monthly bill by secrets and replicas, in USD at the dated prices of aws/pricing. */
  readonly monthlyCostChangeUsd: number
  /** Secrets where nothing is to be done. */
  readonly unchanged: number
  /** What a person should know though nothing is planned: pull-only secrets, versions that are not approved. */
  readonly notes: readonly { readonly name: string; readonly message: string }[]
}

export interface PlanSet {
  /** Names the set for `sync.apply`, once: kept until a sync changes something, some newer ones are made, or the lock. */
  readonly planId: string
  readonly plans: readonly Plan[]
  /** Targets or regions that could not be planned, and why. */
  readonly problems: readonly { readonly target: string; readonly region: string; readonly message: string }[]
}

/** A `problem` is a step that failed; the rest went on. */
export interface OperationResult {
  readonly id: string
  readonly action: PlanAction
  readonly name: string
  readonly outcome: 'done' | 'skipped' | 'problem' | 'conflict'
  /** AWS's code or our failure's kind; null when done. */
  readonly code: string | null
  /** Why it was not done; of one that was, what a person should know. */
  readonly message: string | null
}

export interface SyncRun {
  readonly id: string
  readonly target: string
  readonly region: string
  readonly by: 'user' | 'save' | 'timer' | 'network'
  readonly startedAt: number
  readonly endedAt: number
  readonly outcome: 'done' | 'partly' | 'failed' | 'halted' | 'cancelled'
  readonly halt: Halt | null
  readonly results: readonly OperationResult[]
  readonly calls: number
  /** Why it failed before its first step, or ended before its last. */
  readonly message?: string
}

export interface SyncProgress {
  readonly target: string
  readonly region: string
  readonly phase: 'listing' | 'reading' | 'planning' | 'applying'
  readonly done: number
  /** 0 while unknown. */
  readonly total: number
  /** Null while there is too little to tell by. */
  readonly remainingMs: number | null
}

/** How one target stands in one region, from the last look at it. */
export interface TargetStatus {
  readonly target: string
  readonly region: string
  readonly state: 'never' | 'in-step' | 'ahead' | 'behind' | 'both' | 'conflict' | 'halted' | 'problem'
  readonly checkedAt: number | null
  readonly syncedAt: number | null
  readonly waiting: number
  readonly message: string | null
}

export interface SyncStatus {
  readonly targets: readonly TargetStatus[]
  readonly running: SyncProgress | null
  readonly conflicts: number
}

/** Both sides moved. Both versions are kept in the vault; `secrets.reveal` shows either by its id. */
export interface Conflict {
  readonly target: string
  readonly region: string
  readonly name: string
  readonly remoteName: string
  readonly baseVersionId: string | null
  readonly localVersionId: string | null
  readonly remoteVersionId: string | null
  readonly foundAt: number
  /** Null where a value is no JSON object. */
  readonly keys:
    | readonly {
        readonly key: string
        readonly local: KeyChange
        readonly remote: KeyChange
      }[]
    | null
  /** Keys do not overlap: a merge is offered, never made by itself. */
  readonly mergeable: boolean
}
export type KeyChange = 'same' | 'changed' | 'added' | 'removed' | 'absent'

/** `merge` where keys do not overlap; `fields` chooses per key, and every conflicting key must be named. */
export const resolution = z.discriminatedUnion('take', [
  z.strictObject({ take: z.literal('local') }),
  z.strictObject({ take: z.literal('remote') }),
  z.strictObject({ take: z.literal('merge') }),
  z.strictObject({ take: z.literal('fields'), fields: z.record(z.string().max(512), z.enum(['local', 'remote'])) }),
])
export type Resolution = z.infer<typeof resolution>

/** How one secret stands in one target and region: the Targets region of the detail, one column each. */
export interface SecretTarget {
  readonly target: string
  readonly region: string
  readonly remoteName: string
  readonly arn: string | null
  readonly state: 'in-step' | 'ahead' | 'behind' | 'conflict' | 'absent' | 'unapproved' | 'pull-only'
  /** Stage → version id there, as last seen. */
  readonly stages: Readonly<Record<string, string>>
  readonly checkedAt: number | null
  readonly replicas: readonly { readonly region: string; readonly status: string; readonly message: string | null }[]
  /** AWS rotates it: its schedule as AWS says it. */
  readonly rotation: { readonly schedule: string; readonly nextAt: number | null } | null
}

/** How a secret stands in one target, for a row of a list. */
export interface TargetMark {
  readonly target: string
  readonly state: SecretTarget['state']
}

/** A check's finding on a version: an error blocks its push, a warning needs the user's tick. */
export interface VettingFinding {
  readonly level: 'error' | 'warning'
  readonly code: string
  readonly message: string
  /** The JSON key it is about; null for the whole. */
  readonly field: string | null
}

export interface Vetting {
  readonly name: string
  readonly versionId: string
  readonly findings: readonly VettingFinding[]
  /** When the user approved this version for pushing; null when not. */
  readonly approvedAt: number | null
}

/** What a target's credentials may do, as far as asking tells. */
export interface TargetCheck {
  readonly accountId: string
  readonly arn: string
  readonly partition: string
  readonly regions: readonly {
    readonly region: string
    readonly reachable: boolean
    readonly clockOffsetMs: number | null
    readonly message: string | null
    readonly permissions: readonly {
      readonly action: string
      readonly allowed: boolean | null
      readonly message: string | null
    }[]
  }[]
}

export interface AwsProfile {
  readonly name: string
  readonly source: 'static' | 'sso' | 'assume-role' | 'process' | 'web-identity' | 'login' | 'unknown'
  readonly region: string | null
  readonly needsMfa: boolean
}

export interface AwsRegion {
  readonly id: string
  readonly title: string
  readonly partition: string
  /** The account has to enable it before it can be used. */
  readonly optIn: boolean
}
