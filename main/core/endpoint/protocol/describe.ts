/** A secret as DescribeSecret and ListSecrets show it: epoch seconds, and nothing that was never set. */
import type { Replica, SecretRecord } from '../port.ts'
import type { Output } from './operation.ts'

export const seconds = (at: number): number => at / 1_000
const optionalSeconds = (at: number | undefined): number | undefined => (at === undefined ? undefined : at / 1_000)
/** The empty string is how a description or key is taken away; it never shows. */
const text = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

export function describeSecret(secret: SecretRecord): Output {
  const replicas = secret.replicas ?? []
  return {
    ...describeCommon(secret),
    VersionIdsToStages: stagesByVersion(secret),
    ReplicationStatus: replicas.length > 0 ? replicas.map(describeReplica) : undefined,
  }
}

/** The same under ListSecrets' name for the stages, and without the replicas. */
export const describeListed = (secret: SecretRecord): Output => ({
  ...describeCommon(secret),
  SecretVersionsToStages: stagesByVersion(secret),
})

export const describeReplica = (replica: Replica): Output => ({
  Region: replica.region,
  KmsKeyId: text(replica.kmsKeyId),
  Status: replica.status,
  StatusMessage: text(replica.message),
  LastAccessedDate: optionalSeconds(replica.accessedAt),
})

function describeCommon(secret: SecretRecord): Output {
  const rotation = secret.rotation
  return {
    ARN: secret.arn,
    Name: secret.name,
    Type: text(secret.type),
    Description: text(secret.description),
    KmsKeyId: text(secret.kmsKeyId),
    RotationEnabled: rotation?.enabled,
    RotationLambdaARN: rotation?.functionArn,
    RotationRules: rotation?.rules,
    ExternalSecretRotationMetadata: rotation?.externalMetadata,
    ExternalSecretRotationRoleArn: rotation?.externalRoleArn,
    LastRotatedDate: optionalSeconds(rotation?.lastAt),
    LastChangedDate: seconds(secret.changedAt),
    LastAccessedDate: optionalSeconds(secret.accessedAt),
    DeletedDate: optionalSeconds(secret.deletionAt),
    NextRotationDate: rotation?.enabled ? optionalSeconds(rotation.nextAt) : undefined,
    Tags: secret.tags,
    OwningService: secret.owningService,
    CreatedDate: seconds(secret.createdAt),
    PrimaryRegion: secret.primaryRegion,
  }
}

/** Labelled versions only; absent while the secret has none. */
export function stagesByVersion(secret: SecretRecord): Readonly<Record<string, readonly string[]>> | undefined {
  if (secret.stages.size === 0) return undefined
  const result = new Map<string, string[]>()
  for (const [stage, versionId] of secret.stages) {
    const stages = result.get(versionId)
    if (stages) stages.push(stage)
    else result.set(versionId, [stage])
  }
  return Object.fromEntries(result)
}
