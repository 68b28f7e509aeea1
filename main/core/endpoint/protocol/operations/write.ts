import { fail, succeed } from '../../../../../shared/failure.ts'
import { CURRENT } from '../../../../../shared/model.ts'
import { stagesOf } from '../../../vault/stages.ts'
import type { CallContext, SecretRecord } from '../../port.ts'
import { invalidParameter, texts } from '../aws-error.ts'
import {
  type Answer,
  answer,
  descriptionShape,
  errorOf,
  kmsKeyShape,
  locate,
  missingToken,
  nameAndArn,
  operation,
  parseAndPermit,
  permitStages,
  secretIdShape,
  tokenShape,
} from '../operation.ts'
import { list, must, type Read, record, text } from '../shape.ts'
import { foreignKeyRefusal } from './read.ts'
import { stageShape } from './stage.ts'
import { requestValue, valueFields } from './values.ts'

export const putSecretValue = operation(
  record({
    SecretId: must(secretIdShape),
    ClientRequestToken: tokenShape,
    ...valueFields,
    VersionStages: list(stageShape, { min: 1, max: 20 }),
    RotationToken: text({ min: 36, max: 256, pattern: /^[a-zA-Z0-9-]+$/ }),
  }),
  (input, context) => {
    const permitted = parseAndPermit('PutSecretValue', input.SecretId, context)
    if (!permitted.ok) return permitted
    if (input.ClientRequestToken === undefined) return missingToken()
    const value = requestValue(input)
    if (!value.ok) return value
    if (value.value === undefined) return fail(invalidParameter(texts.noValue))
    const secret = locate('PutSecretValue', input.SecretId, context, { writes: true, changesOwned: true })
    if (!secret.ok) return secret
    const stages = input.VersionStages
    const denied =
      permitStages('PutSecretValue', secret.value, stages ?? [CURRENT], context) ??
      foreignKeyRefusal(secret.value, context)
    if (denied) return fail(denied)
    const versionId = input.ClientRequestToken
    const put = context.store.putVersion(secret.value, { versionId, value: value.value, stages })
    return answer(put, (after) => putOutput(after, versionId), { token: versionId, arn: secret.value.arn })
  },
)

const putOutput = (secret: SecretRecord, versionId: string) => ({
  ...nameAndArn(secret),
  VersionId: versionId,
  VersionStages: stagesOf(secret.stages, versionId),
})

const updateFields = {
  SecretId: must(secretIdShape),
  ClientRequestToken: tokenShape,
  Description: descriptionShape,
  KmsKeyId: kmsKeyShape,
  ...valueFields,
  Type: text({ max: 256 }),
}

/** Metadata, a value, both, or nothing at all; only a value makes a version. */
export const updateSecret = operation(record(updateFields), (input, context) => {
  const permitted = parseAndPermit('UpdateSecret', input.SecretId, context)
  if (!permitted.ok) return permitted
  if (input.ClientRequestToken === undefined) return missingToken()
  const value = requestValue(input)
  if (!value.ok) return value
  const changesValue = value.value !== undefined
  const secret = locate('UpdateSecret', input.SecretId, context, { writes: true, changesOwned: changesValue })
  if (!secret.ok) return secret
  const versionId = input.ClientRequestToken
  if (value.value !== undefined) {
    const denied =
      permitStages('UpdateSecret', secret.value, [CURRENT], context) ?? foreignKeyRefusal(secret.value, context)
    if (denied) return fail(denied)
    const put = context.store.putVersion(secret.value, { versionId, value: value.value, stages: undefined })
    if (!put.ok) return fail(errorOf(put.failure, { token: versionId, arn: secret.value.arn }))
  }
  return updateMetadata(input, secret.value, changesValue ? versionId : undefined, context)
})

/** Comes after the value, so that a reused token leaves the metadata alone. */
function updateMetadata(
  input: Read<typeof updateFields>,
  secret: SecretRecord,
  versionId: string | undefined,
  context: CallContext,
): Answer {
  const { Description: description, KmsKeyId: kmsKeyId, Type: type } = input
  const output = { ...nameAndArn(secret), VersionId: versionId }
  if (description === undefined && kmsKeyId === undefined && type === undefined) return succeed(output)
  return answer(context.store.update(secret, { description, kmsKeyId, type }), () => output)
}
