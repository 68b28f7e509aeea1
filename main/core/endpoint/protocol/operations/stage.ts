import { fail } from '../../../../../shared/failure.ts'
import { limits } from '../../../../../shared/model.ts'
import { answer, locate, nameAndArn, operation, permitStages, secretIdShape, tokenShape } from '../operation.ts'
import { must, record, text } from '../shape.ts'

export const stageShape = text({ min: 1, max: limits.stageLength })

export const updateSecretVersionStage = operation(
  record({
    SecretId: must(secretIdShape),
    VersionStage: must(stageShape),
    RemoveFromVersionId: tokenShape,
    MoveToVersionId: tokenShape,
  }),
  (input, context) => {
    const rules = { writes: true, changesOwned: true }
    const secret = locate('UpdateSecretVersionStage', input.SecretId, context, rules)
    if (!secret.ok) return secret
    const denied = permitStages('UpdateSecretVersionStage', secret.value, [input.VersionStage], context)
    if (denied) return fail(denied)
    const move = { stage: input.VersionStage, moveTo: input.MoveToVersionId, removeFrom: input.RemoveFromVersionId }
    return answer(context.store.moveStage(secret.value, move), nameAndArn)
  },
)
