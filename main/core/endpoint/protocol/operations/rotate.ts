import { fail } from '../../../../../shared/failure.ts'
import { CURRENT, PENDING } from '../../../../../shared/model.ts'
import type { RotationRules, SecretRecord } from '../../port.ts'
import { type AwsError, invalidParameter, invalidRequest, texts } from '../aws-error.ts'
import { answer, locate, nameAndArn, operation, parseAndPermit, secretIdShape, tokenShape } from '../operation.ts'
import { rotationRulesFault } from '../rotation-rules.ts'
import { flag, list, must, type Read, record, text, whole } from '../shape.ts'

const rulesShape = record({
  AutomaticallyAfterDays: whole({ min: 1, max: 1_000 }),
  Duration: text({ min: 2, max: 3, pattern: /^[0-9]+h$/ }),
  ScheduleExpression: text({ min: 1, max: 256, pattern: /^[0-9A-Za-z()#?*\-/, ]+$/ }),
})

const fields = {
  SecretId: must(secretIdShape),
  ClientRequestToken: tokenShape,
  RotationLambdaARN: text({ max: 2_048 }),
  RotationRules: rulesShape,
  ExternalSecretRotationMetadata: list(
    record({ Key: must(text({ min: 1, max: 256 })), Value: must(text({ min: 1, max: 2_048 })) }),
  ),
  ExternalSecretRotationRoleArn: text({ min: 20, max: 2_048 }),
  RotateImmediately: flag,
}

type Input = Read<typeof fields>

export const rotateSecret = operation(record(fields), (input, context) => {
  const permitted = parseAndPermit('RotateSecret', input.SecretId, context)
  if (!permitted.ok) return permitted
  const token = input.ClientRequestToken
  if (token === undefined) return fail(invalidParameter(texts.tokenMissing))
  const rules = presentMembers(input.RotationRules)
  const fault = rules && rotationRulesFault(rules)
  if (fault !== undefined) return fail(invalidParameter(fault))
  const secret = locate('RotateSecret', input.SecretId, context, { writes: true })
  if (!secret.ok) return secret
  const refusal = rotationRefusal(secret.value, input)
  if (refusal) return fail(refusal)
  const rotated = context.store.rotate(secret.value, {
    token,
    functionArn: input.RotationLambdaARN || undefined,
    rules,
    externalMetadata: input.ExternalSecretRotationMetadata,
    externalRoleArn: input.ExternalSecretRotationRoleArn,
    immediately: input.RotateImmediately ?? true,
  })
  return answer(rotated, (after) => ({ ...nameAndArn(after), VersionId: token }), { token, arn: secret.value.arn })
})

/** AWSPENDING anywhere but on the current version means that a rotation is under way, or was left unfinished. */
function rotationRefusal(secret: SecretRecord, input: Input): AwsError | undefined {
  const known = secret.rotation?.functionArn ?? secret.rotation?.externalRoleArn ?? secret.owningService
  const given = input.RotationLambdaARN || input.ExternalSecretRotationRoleArn
  if (!known && !given) return invalidRequest(texts.noRotationFunction)
  const pending = secret.stages.get(PENDING)
  const unfinished =
    pending !== undefined && pending !== secret.stages.get(CURRENT) && pending !== input.ClientRequestToken
  return unfinished ? invalidRequest(texts.rotationPending) : undefined
}

/** What was not given is not stored and not shown. */
function presentMembers(rules: RotationRules | undefined): RotationRules | undefined {
  return rules && Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined))
}

export const cancelRotateSecret = operation(record({ SecretId: must(secretIdShape) }), (input, context) => {
  const secret = locate('CancelRotateSecret', input.SecretId, context, { writes: true, changesOwned: true })
  if (!secret.ok) return secret
  if (!secret.value.rotation) return fail(invalidRequest(texts.noRotationFunction))
  return answer(context.store.cancelRotation(secret.value), (after) => ({
    ...nameAndArn(after),
    VersionId: after.stages.get(PENDING),
  }))
})
