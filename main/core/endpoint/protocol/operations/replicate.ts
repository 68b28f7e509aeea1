import { fail, type Result, succeed } from '../../../../../shared/failure.ts'
import type { CallContext, SecretRecord } from '../../port.ts'
import { type AwsError, invalidParameter } from '../aws-error.ts'
import { describeReplica } from '../describe.ts'
import { answer, isReplica, kmsKeyShape, locate, type Output, operation, secretIdShape } from '../operation.ts'
import { partitionOf } from '../secret-id.ts'
import { flag, list, must, record, text } from '../shape.ts'

const regionShape = text({ min: 1, max: 128, pattern: /^([a-z]+-)+\d+$/ })

export const replicaShape = record({ Region: must(regionShape), KmsKeyId: kmsKeyShape })

type RegionInput = { readonly Region: string; readonly KmsKeyId: string | undefined }

/** Replicas live in other regions of the same partition, one in each. */
export function checkReplicas(regions: readonly RegionInput[], context: CallContext): Result<void, AwsError> {
  const own = context.store.region
  const seen = new Set<string>()
  for (const { Region } of regions) {
    if (Region === own)
      return fail(invalidParameter(`Invalid replica region ${Region}: it is the primary's own region.`))
    if (partitionOf(Region) !== partitionOf(own)) {
      return fail(invalidParameter(`Invalid replica region ${Region}: it belongs to another partition.`))
    }
    if (seen.has(Region)) return fail(invalidParameter(`Replica region ${Region} appears more than once.`))
    seen.add(Region)
  }
  return succeed(undefined)
}

export const replicateSecretToRegions = operation(
  record({
    SecretId: must(secretIdShape),
    AddReplicaRegions: must(list(replicaShape, { min: 1 })),
    ForceOverwriteReplicaSecret: flag,
  }),
  (input, context) => {
    const secret = locate('ReplicateSecretToRegions', input.SecretId, context, { writes: true })
    if (!secret.ok) return secret
    const checked = checkReplicas(input.AddReplicaRegions, context)
    if (!checked.ok) return checked
    const regions = input.AddReplicaRegions.map((each) => ({ region: each.Region, kmsKeyId: each.KmsKeyId }))
    return answer(context.store.replicate(secret.value, regions, input.ForceOverwriteReplicaSecret ?? false), replicas)
  },
)

export const removeRegionsFromReplication = operation(
  record({ SecretId: must(secretIdShape), RemoveReplicaRegions: must(list(regionShape, { min: 1 })) }),
  (input, context) => {
    const secret = locate('RemoveRegionsFromReplication', input.SecretId, context, { writes: true })
    if (!secret.ok) return secret
    const known = new Set((secret.value.replicas ?? []).map((replica) => replica.region))
    const unknown = input.RemoveReplicaRegions.find((region) => !known.has(region))
    if (unknown !== undefined) return fail(invalidParameter(`The secret has no replica in region ${unknown}.`))
    return answer(context.store.removeReplicas(secret.value, input.RemoveReplicaRegions), replicas)
  },
)

/** Called in the replica's own region. */
export const stopReplicationToReplica = operation(record({ SecretId: must(secretIdShape) }), (input, context) => {
  const secret = locate('StopReplicationToReplica', input.SecretId, context)
  if (!secret.ok) return secret
  if (!isReplica(secret.value)) return fail(invalidParameter('Operation only permitted on a replica secret.'))
  return answer(context.store.detachReplica(secret.value), ({ arn }) => ({ ARN: arn }))
})

const replicas = (secret: SecretRecord): Output => ({
  ARN: secret.arn,
  ReplicationStatus: (secret.replicas ?? []).map(describeReplica),
})
