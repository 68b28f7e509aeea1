import { fail, succeed } from '../../../../../shared/failure.ts'
import { CURRENT } from '../../../../../shared/model.ts'
import type { CallContext, SecretRecord, StoredValue, Tag } from '../../port.ts'
import { invalidRequest, resourceExists, texts, validation } from '../aws-error.ts'
import { describeReplica } from '../describe.ts'
import {
  type Answer,
  descriptionShape,
  errorOf,
  kmsKeyShape,
  missingToken,
  nameAndArn,
  type Output,
  operation,
  parseAndPermit,
  permitStages,
  tokenShape,
} from '../operation.ts'
import { isNewName } from '../secret-id.ts'
import { flag, list, must, type Read, record, text } from '../shape.ts'
import { checkReplicas, replicaShape } from './replicate.ts'
import { checkTags, tagsShape } from './tag.ts'
import { requestValue, valueFields } from './values.ts'

const fields = {
  Name: must(text({ min: 1, max: 512 })),
  ClientRequestToken: tokenShape,
  Description: descriptionShape,
  KmsKeyId: kmsKeyShape,
  ...valueFields,
  Tags: tagsShape,
  AddReplicaRegions: list(replicaShape, { min: 1 }),
  ForceOverwriteReplicaSecret: flag,
  Type: text({ max: 256 }),
}

type Input = Read<typeof fields>

export const createSecret = operation(record(fields), (input, context) => {
  if (!isNewName(input.Name)) return fail(validation(texts.invalidName))
  const token = input.ClientRequestToken
  if (token === undefined) return missingToken()
  const value = requestValue(input)
  if (!value.ok) return value
  const tags = checkTags(undefined, input.Tags ?? [])
  if (!tags.ok) return tags
  const regions = checkReplicas(input.AddReplicaRegions ?? [], context)
  if (!regions.ok) return regions
  const address = parseAndPermit('CreateSecret', input.Name, context)
  if (!address.ok) return address
  const existing = context.store.find(address.value)
  if (existing) return createAgain(existing, token, value.value, context)
  return createNew(input, token, value.value, tags.value, context)
})

function createNew(
  input: Input,
  token: string,
  value: StoredValue | undefined,
  tags: readonly Tag[],
  context: CallContext,
): Answer {
  const created = context.store.create({
    name: input.Name,
    description: input.Description || undefined,
    kmsKeyId: input.KmsKeyId || undefined,
    type: input.Type || undefined,
    tags: tags.length > 0 ? tags : undefined,
    version: value && { versionId: token, value, stages: undefined },
  })
  if (!created.ok) return fail(errorOf(created.failure, { token }))
  const replicas = (input.AddReplicaRegions ?? []).map((each) => ({ region: each.Region, kmsKeyId: each.KmsKeyId }))
  if (replicas.length === 0) return succeed(createdOutput(created.value, value && token))
  const replicated = context.store.replicate(created.value, replicas, input.ForceOverwriteReplicaSecret ?? false)
  if (!replicated.ok) return fail(errorOf(replicated.failure))
  return succeed(createdOutput(replicated.value, value && token))
}

/** The same token and content is a retry and succeeds; anything else finds the name, or the token, taken. */
function createAgain(
  secret: SecretRecord,
  token: string,
  value: StoredValue | undefined,
  context: CallContext,
): Answer {
  if (secret.purging) return fail(invalidRequest(texts.deleted))
  if (secret.deletionAt !== undefined) return fail(invalidRequest(texts.nameScheduled))
  if (value === undefined || !context.store.version(secret, token))
    return fail(resourceExists(texts.nameTaken(secret.name)))
  const denied = permitStages('CreateSecret', secret, [CURRENT], context)
  if (denied) return fail(denied)
  const put = context.store.putVersion(secret, { versionId: token, value, stages: undefined })
  return put.ok ? succeed(createdOutput(put.value, token)) : fail(errorOf(put.failure, { token, arn: secret.arn }))
}

const createdOutput = (secret: SecretRecord, versionId: string | undefined): Output => ({
  ...nameAndArn(secret),
  VersionId: versionId,
  ReplicationStatus: secret.replicas?.length ? secret.replicas.map(describeReplica) : undefined,
})
