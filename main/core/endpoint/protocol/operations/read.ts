import { type Failure, fail, succeed } from '../../../../../shared/failure.ts'
import { CURRENT } from '../../../../../shared/model.ts'
import { stagesOf } from '../../../vault/stages.ts'
import type { CallContext, OperationName, SecretRecord } from '../../port.ts'
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
    const { VersionId, VersionStage } = input
    if (VersionId !== undefined && VersionStage !== undefined) {
      const refusal = stageRefusal(secret.value, VersionId, VersionStage, context)
      if (refusal) return fail(refusal)
    }
    return readVersion(
      'GetSecretValue',
      secret.value,
      { versionId: VersionId, stage: VersionStage ?? CURRENT },
      context,
    )
  },
)

/** By id when there is one, by stage otherwise. */
export type Wanted = { readonly versionId: string | undefined; readonly stage: string }

/**
 * Reads the value of a version the caller may see, as GetSecretValue and BatchGetSecretValue answer it. A stage may
 * point at a version that a rotation reserved and that has no value yet: the stage is then "not found".
 */
export function readVersion(name: OperationName, secret: SecretRecord, wanted: Wanted, context: CallContext): Answer {
  const versionId = wanted.versionId ?? secret.stages.get(wanted.stage)
  if (versionId === undefined) return fail(notFound(texts.stageNotFound(wanted.stage)))
  const stages = stagesOf(secret.stages, versionId)
  const denied = permitStages(name, secret, stages, context) ?? foreignKeyRefusal(secret, context)
  if (denied) return fail(denied)
  const value = context.store.read(secret, versionId)
  if (!value.ok) return fail(readError(value.failure, wanted))
  return succeed({
    ...nameAndArn(secret),
    VersionId: versionId,
    ...valueOutput(value.value),
    VersionStages: stages,
    CreatedDate: seconds(value.value.createdAt),
  })
}

function readError(failure: Failure, { versionId, stage }: Wanted): AwsError {
  if (failure.kind !== 'version-not-found') return errorOf(failure)
  return notFound(versionId === undefined ? texts.stageNotFound(stage) : texts.versionNotFound(versionId))
}

/** Id and stage together have to mean one version. */
function stageRefusal(secret: SecretRecord, id: string, stage: string, { store }: CallContext): AwsError | undefined {
  if (secret.stages.get(stage) === id) return undefined
  return store.version(secret, id) ? invalidRequest(texts.stageOfOtherVersion) : notFound(texts.versionNotFound(id))
}

/** Another account's secret is readable only under a key of its own (reference section 11). */
export function foreignKeyRefusal(secret: SecretRecord, context: CallContext): AwsError | undefined {
  return context.store.isForeign(secret) && !secret.kmsKeyId ? invalidRequest(texts.otherAccountDefaultKey) : undefined
}
