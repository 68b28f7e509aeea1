/**
 * What the protocol asks of a store. Two stores stand behind it: the vault (`vault-store.ts`) and the AWS test server
 * (`test/support/aws`). Every call is synchronous, so that one operation sees and changes one state.
 * Times are epoch milliseconds. A store is bound to one account, one region and one caller.
 */
import type { Result } from '../../../shared/failure.ts'
import type { ValueForm } from '../../../shared/model.ts'
import type { StageMap, StageMove } from '../vault/stages.ts'

export const OPERATIONS = [
  'BatchGetSecretValue',
  'CancelRotateSecret',
  'CreateSecret',
  'DeleteResourcePolicy',
  'DeleteSecret',
  'DescribeSecret',
  'GetRandomPassword',
  'GetResourcePolicy',
  'GetSecretValue',
  'ListSecretVersionIds',
  'ListSecrets',
  'PutResourcePolicy',
  'PutSecretValue',
  'RemoveRegionsFromReplication',
  'ReplicateSecretToRegions',
  'RestoreSecret',
  'RotateSecret',
  'StopReplicationToReplica',
  'TagResource',
  'UntagResource',
  'UpdateSecret',
  'UpdateSecretVersionStage',
  'ValidateResourcePolicy',
] as const

export type OperationName = (typeof OPERATIONS)[number]

/** How a caller named a secret: by name, or by an ARN with or without its random suffix. */
export type SecretAddress = {
  readonly name: string
  /** Of an ARN; absent for a name. */
  readonly arn?: {
    readonly partition: string
    readonly region: string
    readonly accountId: string
    /** Absent for a partial ARN. */
    readonly suffix: string | undefined
  }
}

export type Tag = { readonly Key: string; readonly Value: string }

export type Replica = {
  readonly region: string
  readonly kmsKeyId?: string | undefined
  readonly status: 'InSync' | 'Failed' | 'InProgress'
  readonly message?: string | undefined
  readonly accessedAt?: number | undefined
}

export type RotationRules = {
  readonly AutomaticallyAfterDays?: number | undefined
  /** Whole hours, e.g. `3h`. */
  readonly Duration?: string | undefined
  readonly ScheduleExpression?: string | undefined
}

export type RotationMetadata = { readonly Key: string; readonly Value: string }

export type Rotation = {
  readonly enabled: boolean
  readonly functionArn?: string | undefined
  readonly rules?: RotationRules | undefined
  readonly lastAt?: number | undefined
  readonly nextAt?: number | undefined
  readonly externalMetadata?: readonly RotationMetadata[] | undefined
  readonly externalRoleArn?: string | undefined
}

export interface SecretRecord {
  readonly name: string
  readonly arn: string
  readonly description?: string | undefined
  /** Absent: the account's default key, aws/secretsmanager. */
  readonly kmsKeyId?: string | undefined
  readonly type?: string | undefined
  /** Absent: never tagged. Empty: all tags were removed. */
  readonly tags?: readonly Tag[] | undefined
  readonly stages: StageMap
  readonly createdAt: number
  readonly changedAt: number
  /** Midnight UTC of the day of the last read in this region. */
  readonly accessedAt?: number | undefined
  /** End of the recovery window; absent unless scheduled for deletion. */
  readonly deletionAt?: number | undefined
  /** Deleted for good, the background job is not done with it: nothing but waiting helps. */
  readonly purging?: boolean | undefined
  readonly owningService?: string | undefined
  /** Only of a replicated secret, on the primary as on its replicas. */
  readonly primaryRegion?: string | undefined
  /** Only of a primary. */
  readonly replicas?: readonly Replica[] | undefined
  readonly rotation?: Rotation | undefined
  readonly policy?: string | undefined
}

export type VersionRecord = {
  readonly versionId: string
  readonly createdAt: number
  readonly accessedAt?: number | undefined
  /** Absent: the default key. */
  readonly kmsKeyId?: string | undefined
}

/** A value as it was read, with the date of its version. */
export type ReadValue = StoredValue & { readonly createdAt: number }

/** `text` is valid UTF-8. Whoever receives a value may wipe `bytes`: stores hand out copies. */
export type StoredValue = { readonly form: ValueForm; readonly bytes: Uint8Array }

export type NewVersion = {
  /** The ClientRequestToken, kept as it came. */
  readonly versionId: string
  readonly value: StoredValue
  /** Undefined: the usual put, which moves AWSCURRENT. */
  readonly stages: readonly string[] | undefined
}

export type NewSecret = {
  readonly name: string
  readonly description: string | undefined
  readonly kmsKeyId: string | undefined
  readonly type: string | undefined
  readonly tags: readonly Tag[] | undefined
  readonly version: NewVersion | undefined
}

/** Undefined members stay as they are; an empty description or key goes back to none. */
export type MetadataChange = {
  readonly description: string | undefined
  readonly kmsKeyId: string | undefined
  readonly type: string | undefined
}

export type ReplicaRequest = { readonly region: string; readonly kmsKeyId: string | undefined }

export type RotationRequest = {
  readonly token: string
  /** Undefined members keep what is stored. */
  readonly functionArn: string | undefined
  readonly rules: RotationRules | undefined
  readonly externalMetadata: readonly RotationMetadata[] | undefined
  readonly externalRoleArn: string | undefined
  readonly immediately: boolean
}

/**
 * Failures are those of the vault (`shared/failure.ts`); a store that has more to say uses kind `aws` with AWS's code.
 * Records are the store's own and current until its next change: look, decide, change, all in one turn.
 */
export interface SecretsStore {
  readonly accountId: string
  readonly region: string
  readonly find: (address: SecretAddress) => SecretRecord | undefined
  /** Whether it belongs to another account than the caller's. */
  readonly isForeign: (secret: SecretRecord) => boolean
  /** Oldest first, secrets scheduled for deletion included. May lag behind `find`, as AWS's list does. */
  readonly list: () => readonly SecretRecord[]
  /** Every version there is, oldest first, deprecated ones included, without those that have no value yet. */
  readonly versions: (secret: SecretRecord) => readonly VersionRecord[]
  readonly version: (secret: SecretRecord, versionId: string) => VersionRecord | undefined
  /** Reads a value and moves the dates of last access; `version-not-found` also for one that is only reserved. */
  readonly read: (secret: SecretRecord, versionId: string) => Result<ReadValue>
  readonly create: (secret: NewSecret) => Result<SecretRecord>
  /** A known version id with the same content changes nothing and succeeds; with other content: `token-reused`. */
  readonly putVersion: (secret: SecretRecord, version: NewVersion) => Result<SecretRecord>
  readonly moveStage: (secret: SecretRecord, move: StageMove) => Result<SecretRecord>
  readonly update: (secret: SecretRecord, change: MetadataChange) => Result<SecretRecord>
  readonly setTags: (secret: SecretRecord, tags: readonly Tag[]) => Result<SecretRecord>
  /** Undefined takes the policy away. */
  readonly setPolicy: (secret: SecretRecord, policy: string | undefined) => Result<SecretRecord>
  readonly scheduleDeletion: (secret: SecretRecord, recoveryWindowDays: number) => Result<SecretRecord>
  /** Deletes for good. */
  readonly purge: (secret: SecretRecord) => Result<void>
  readonly restore: (secret: SecretRecord) => Result<SecretRecord>
  readonly replicate: (
    secret: SecretRecord,
    regions: readonly ReplicaRequest[],
    overwrite: boolean,
  ) => Result<SecretRecord>
  readonly removeReplicas: (secret: SecretRecord, regions: readonly string[]) => Result<SecretRecord>
  /** Makes a replica a secret of its own. */
  readonly detachReplica: (secret: SecretRecord) => Result<SecretRecord>
  /** Gives the version id that the rotation will make. */
  readonly rotate: (secret: SecretRecord, request: RotationRequest) => Result<SecretRecord>
  readonly cancelRotation: (secret: SecretRecord) => Result<SecretRecord>
}

/** Who may do what. A denial is a sentence such as IAM writes; undefined means allowed. */
export interface Access {
  /** `stages` of the version that is read or written, once it is known; undefined: the secret as such. */
  readonly denial: (
    operation: OperationName,
    address: SecretAddress | undefined,
    stages?: readonly string[],
  ) => string | undefined
  /** Whether lists show it. */
  readonly sees: (secret: SecretRecord) => boolean
}

export type CallContext = {
  readonly store: SecretsStore
  readonly access: Access
  /** The server's clock, epoch milliseconds. */
  readonly now: number
  /** Cryptographic random bytes. */
  readonly random: (count: number) => Uint8Array
}
