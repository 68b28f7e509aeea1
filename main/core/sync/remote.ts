/**
 * The port to one target's Secrets Manager, as sync needs it: the fewest calls, each one idempotent. `aws/` implements it
 * over the SDK; nothing else in sync knows AWS. Values are bytes that the receiver owns and wipes.
 */
import type { Result } from '../../../shared/failure.ts'
import type { Tags, ValueForm } from '../../../shared/model.ts'
import type { SideState } from '../../../shared/sync-model.ts'

/** One secret as a list shows it. */
export interface RemoteSecret extends SideState {
  readonly arn: string
  readonly name: string
  readonly changedAt: number | null
  /** Scheduled for deletion; AWS's two pages disagree what the date means, so it is shown as it is. */
  readonly deletedAt: number | null
  readonly owningService: string | null
  readonly rotationEnabled: boolean
  /** Set on replicated secrets, the primary included; a replica's differs from its own region. */
  readonly primaryRegion: string | null
}

export interface RemoteValue {
  readonly name: string
  readonly versionId: string
  readonly form: ValueForm
  readonly bytes: Uint8Array
  readonly createdAt: number
}

export interface ReplicaStatus {
  readonly region: string
  readonly status: 'InSync' | 'InProgress' | 'Failed'
  readonly message: string | null
}

/** Failures are of kind `aws` with AWS's code, or `unavailable` for the network. */
export interface Remote {
  readonly region: string
  /** STS: who these credentials are. */
  identify(): Promise<Result<{ readonly accountId: string; readonly arn: string; readonly partition: string }>>
  /** Pages of 100, those scheduled for deletion included; `serverAt` is the clock of the answer. */
  list(prefix: string): Promise<Result<{ readonly secrets: readonly RemoteSecret[]; readonly serverAt: number | null }>>
  describe(name: string): Promise<Result<RemoteSecret & { readonly replicas: readonly ReplicaStatus[] }>>
  /** AWSCURRENT of up to 20 names a call; what could not be read is told by name. */
  readCurrent(names: readonly string[]): Promise<
    Result<{
      readonly values: readonly RemoteValue[]
      readonly errors: readonly { readonly name: string; readonly code: string; readonly message: string }[]
    }>
  >
  readVersion(name: string, versionId: string): Promise<Result<RemoteValue>>
  create(input: {
    readonly name: string
    readonly versionId: string
    readonly form: ValueForm
    readonly bytes: Uint8Array
    readonly description: string
    readonly tags: Tags
    readonly kmsKeyId: string | null
    readonly replicaRegions: readonly { readonly region: string; readonly kmsKeyId: string | null }[]
  }): Promise<Result<null>>
  /** PutSecretValue under private stages only; the version id is the ClientRequestToken. */
  put(input: {
    readonly name: string
    readonly versionId: string
    readonly form: ValueForm
    readonly bytes: Uint8Array
    readonly stages: readonly string[]
  }): Promise<Result<null>>
  moveStage(input: {
    readonly name: string
    readonly stage: string
    readonly moveTo: string | null
    readonly removeFrom: string | null
  }): Promise<Result<null>>
  update(name: string, change: { readonly description?: string; readonly kmsKeyId?: string }): Promise<Result<null>>
  tag(name: string, tags: Tags): Promise<Result<null>>
  untag(name: string, keys: readonly string[]): Promise<Result<null>>
  /** Always with a recovery window; sync has no way to force a deletion. */
  scheduleDeletion(name: string, days: number): Promise<Result<{ readonly deletionAt: number }>>
  restore(name: string): Promise<Result<null>>
  replicate(
    name: string,
    regions: readonly { readonly region: string; readonly kmsKeyId: string | null }[],
  ): Promise<Result<readonly ReplicaStatus[]>>
  /** Calls made so far. */
  calls(): number
}
