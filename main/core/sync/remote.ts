/**
 * The port to one target's Secrets Manager in one region, as sync needs it: the fewest calls, each one idempotent.
 * `aws/` implements it over the SDK; nothing else in sync knows AWS. Values are bytes that the receiver owns and wipes.
 */
import type { Result } from '../../../shared/failure.ts'
import type { Tags, ValueForm } from '../../../shared/model.ts'
import type { ReplicaRegion, SideState } from '../../../shared/sync-model.ts'

/** One secret as a list shows it. `tags` are without AWS's own (`aws:…`), which nobody else may write. */
export interface RemoteSecret extends SideState {
  readonly arn: string
  readonly name: string
  readonly changedAt: number | null
  /** Scheduled for deletion; AWS's own pages disagree what the date means, so it is shown as it is. */
  readonly deletedAt: number | null
  readonly owningService: string | null
  /** Null unless AWS rotates it. */
  readonly rotation: { readonly schedule: string; readonly nextAt: number | null } | null
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

/** One version as AWS lists it. `stages` is empty for one without a label, which AWS keeps for a while only. */
export interface RemoteVersion {
  readonly versionId: string
  readonly createdAt: number
  readonly stages: readonly string[]
}

export interface ReplicaStatus {
  readonly region: string
  readonly status: 'InSync' | 'InProgress' | 'Failed'
  readonly message: string | null
}

export interface RemoteIdentity {
  readonly accountId: string
  readonly arn: string
  readonly partition: string
}

export interface RemoteList {
  readonly secrets: readonly RemoteSecret[]
  /** The server's clock (Date header) of the last page, and ours when it came; null where it sent none. */
  readonly clock: { readonly serverAt: number; readonly localAt: number } | null
}

export interface NewRemoteSecret {
  readonly name: string
  readonly versionId: string
  readonly form: ValueForm
  readonly bytes: Uint8Array
  readonly description: string
  readonly tags: Tags
  readonly kmsKeyId: string | null
  readonly replicas: readonly ReplicaRegion[]
}

/**
 * Failures are of kind `aws` with AWS's code, `unavailable` for the network, or `refused` when cancelled. Every call may
 * be repeated: the version id is the ClientRequestToken. `signal` ends waiting at once.
 */
export interface Remote {
  readonly region: string
  /** STS: who these credentials are. */
  identify(signal?: AbortSignal): Promise<Result<RemoteIdentity>>
  /** Pages of 100, those scheduled for deletion included. `onPage` hears the number of secrets so far. */
  list(prefix: string, onPage?: (count: number) => void, signal?: AbortSignal): Promise<Result<RemoteList>>
  describe(
    name: string,
    signal?: AbortSignal,
  ): Promise<Result<RemoteSecret & { readonly replicas: readonly ReplicaStatus[] }>>
  /** AWSCURRENT of up to 20 names in one call; what could not be read is told by name. */
  readCurrent(
    names: readonly string[],
    signal?: AbortSignal,
  ): Promise<
    Result<{
      readonly values: readonly RemoteValue[]
      readonly errors: readonly { readonly name: string; readonly code: string; readonly message: string }[]
    }>
  >
  readVersion(name: string, versionId: string, signal?: AbortSignal): Promise<Result<RemoteValue>>
  /** All that AWS still has, those without a label included, in pages of 100; no value is read. */
  listVersions(name: string, signal?: AbortSignal): Promise<Result<readonly RemoteVersion[]>>
  create(input: NewRemoteSecret, signal?: AbortSignal): Promise<Result<{ readonly arn: string }>>
  /** PutSecretValue under these private stages only. */
  put(
    input: {
      readonly name: string
      readonly versionId: string
      readonly form: ValueForm
      readonly bytes: Uint8Array
      readonly stages: readonly string[]
    },
    signal?: AbortSignal,
  ): Promise<Result<null>>
  moveStage(
    input: {
      readonly name: string
      readonly stage: string
      readonly moveTo: string | null
      readonly removeFrom: string | null
    },
    signal?: AbortSignal,
  ): Promise<Result<null>>
  /** `kmsKeyId` "" returns to the account's default key. */
  update(
    name: string,
    change: { readonly description?: string; readonly kmsKeyId?: string },
    signal?: AbortSignal,
  ): Promise<Result<null>>
  tag(name: string, tags: Tags, signal?: AbortSignal): Promise<Result<null>>
  untag(name: string, keys: readonly string[], signal?: AbortSignal): Promise<Result<null>>
  /** Always with a recovery window; sync has no way to force a deletion. */
  scheduleDeletion(name: string, days: number, signal?: AbortSignal): Promise<Result<{ readonly deletionAt: number }>>
  restore(name: string, signal?: AbortSignal): Promise<Result<null>>
  replicate(
    name: string,
    regions: readonly ReplicaRegion[],
    signal?: AbortSignal,
  ): Promise<Result<readonly ReplicaStatus[]>>
  /** RotateSecret with the configuration AWS already has. */
  rotate(name: string, versionId: string, signal?: AbortSignal): Promise<Result<null>>
  /** Calls of Secrets Manager sent so far, retries included; STS asks for nothing and is not counted. */
  calls(): number
}

/** Makes the port for a target's region; credentials are resolved once for each target. */
export type ConnectRemote = (region: string) => Remote
