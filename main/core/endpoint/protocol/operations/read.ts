import { fail, type Result, succeed } from '../../../../../shared/failure.ts'
import { CURRENT } from '../../../../../shared/model.ts'
import { stagesOf } from '../../../vault/stages.ts'
import type { CallContext, OperationName, SecretRecord, VersionRecord } from '../../port.ts'
import { type AwsError, invalidRequest, notFound, texts } from '../aws-error.ts'
import { describeSecret, seconds } from '../describe.ts'
import {
  type Answer,
  errorOf,
  locate,
  nameAndArn,
  operation,
  permitStages,
  secretIdShape,
  tokenShape,
} from '../operation.ts'
import { must, record } from '../shape.ts'
import { stageShape } from './stage.ts'
import { valueOutput } from './values.ts'

export const describeSecretOperation = operation(record({ SecretId: must(secretIdShape) }), (input, context) => {
  const secret = locate('DescribeSecret', input.SecretId, context, { scheduled: true })
  return secret.ok ? succeed(describeSecret(secret.value)) : secret
})

export const getSecretValue = operation(
  record({ SecretId: must(secretIdShape), VersionId: tokenShape, VersionStage: stageShape }),
  (input, context) => {
    const secret = locate('GetSecretValue', input.SecretId, context)
    if (!secret.ok) return secret
    const version = findVersion(secret.value, input.VersionId, input.VersionStage, context)
    return version.ok ? readVersion('GetSecretValue', secret.value, version.value, context) : version
  },
)

/** Reads the value of a version the caller may see, as GetSecretValue and BatchGetSecretValue answer it. */
export function readVersion(
  name: OperationName,
  secret: SecretRecord,
  version: VersionRecord,
  context: CallContext,
): Answer {
  const stages = stagesOf(secret.stages, version.versionId)
  const denied = permitStages(name, secret, stages, context) ?? foreignKeyRefusal(secret, context)
  if (denied) return fail(denied)
  const value = context.store.read(secret, version.versionId)
  if (!value.ok) return fail(errorOf(value.failure))
  return succeed({
    ...nameAndArn(secret),
    VersionId: version.versionId,
    ...valueOutput(value.value),
    VersionStages: stages,
    CreatedDate: seconds(version.createdAt),
  })
}

/** A stage may point at a version that a rotation reserved and that has no value yet: the stage is then "not found". */
export function findVersion(
  secret: SecretRecord,
  versionId: string | undefined,
  stage: string | undefined,
  context: CallContext,
): Result<VersionRecord, AwsError> {
  if (versionId === undefined) {
    const wanted = stage ?? CURRENT
    const holder = secret.stages.get(wanted)
    const version = holder === undefined ? undefined : context.store.version(secret, holder)
    return version ? succeed(version) : fail(notFound(texts.stageNotFound(wanted)))
  }
  const version = context.store.version(secret, versionId)
  if (!version) return fail(notFound(texts.versionNotFound(versionId)))
  if (stage !== undefined && secret.stages.get(stage) !== versionId)
    return fail(invalidRequest(texts.stageOfOtherVersion))
  return succeed(version)
}

/** Another account's secret is readable only under a key of its own (reference section 11). */
export function foreignKeyRefusal(secret: SecretRecord, context: CallContext): AwsError | undefined {
  return context.store.isForeign(secret) && !secret.kmsKeyId ? invalidRequest(texts.otherAccountDefaultKey) : undefined
}
