/** All 23 operations of Secrets Manager 2017-10-17. */
import type { OperationName } from '../port.ts'
import type { Operation } from './operation.ts'
import { batchGetSecretValue } from './operations/batch.ts'
import { createSecret } from './operations/create.ts'
import { deleteSecret, restoreSecret } from './operations/delete.ts'
import { listSecrets, listSecretVersionIds } from './operations/list.ts'
import {
  deleteResourcePolicy,
  getResourcePolicy,
  putResourcePolicy,
  validateResourcePolicy,
} from './operations/policy.ts'
import { getRandomPassword } from './operations/random.ts'
import { describeSecretOperation, getSecretValue } from './operations/read.ts'
import {
  removeRegionsFromReplication,
  replicateSecretToRegions,
  stopReplicationToReplica,
} from './operations/replicate.ts'
import { cancelRotateSecret, rotateSecret } from './operations/rotate.ts'
import { updateSecretVersionStage } from './operations/stage.ts'
import { tagResource, untagResource } from './operations/tag.ts'
import { putSecretValue, updateSecret } from './operations/write.ts'

export const operations: Readonly<Record<OperationName, Operation>> = {
  BatchGetSecretValue: batchGetSecretValue,
  CancelRotateSecret: cancelRotateSecret,
  CreateSecret: createSecret,
  DeleteResourcePolicy: deleteResourcePolicy,
  DeleteSecret: deleteSecret,
  DescribeSecret: describeSecretOperation,
  GetRandomPassword: getRandomPassword,
  GetResourcePolicy: getResourcePolicy,
  GetSecretValue: getSecretValue,
  ListSecretVersionIds: listSecretVersionIds,
  ListSecrets: listSecrets,
  PutResourcePolicy: putResourcePolicy,
  PutSecretValue: putSecretValue,
  RemoveRegionsFromReplication: removeRegionsFromReplication,
  ReplicateSecretToRegions: replicateSecretToRegions,
  RestoreSecret: restoreSecret,
  RotateSecret: rotateSecret,
  StopReplicationToReplica: stopReplicationToReplica,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateSecret: updateSecret,
  UpdateSecretVersionStage: updateSecretVersionStage,
  ValidateResourcePolicy: validateResourcePolicy,
}
