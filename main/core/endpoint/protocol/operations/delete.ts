import { fail, succeed } from '../../../../../shared/failure.ts'
import { limits } from '../../../../../shared/model.ts'
import type { CallContext, SecretAddress, SecretRecord } from '../../port.ts'
import { invalidParameter, notFound, texts } from '../aws-error.ts'
import { seconds } from '../describe.ts'
import { type Answer, answer, locate, nameAndArn, operation, parseAndPermit, secretIdShape } from '../operation.ts'
import { arnSuffix, buildArn, partitionOf } from '../secret-id.ts'
import { flag, must, record, whole } from '../shape.ts'

const DAYS = limits.recoveryWindowDays

export const deleteSecret = operation(
  record({ SecretId: must(secretIdShape), RecoveryWindowInDays: whole(), ForceDeleteWithoutRecovery: flag }),
  (input, context) => {
    const address = parseAndPermit('DeleteSecret', input.SecretId, context)
    if (!address.ok) return address
    const { RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force = false } = input
    if (days !== undefined && force) return fail(invalidParameter(texts.windowAndForce))
    if (days !== undefined && (days < DAYS.min || days > DAYS.max))
      return fail(invalidParameter(texts.windowOutOfRange))
    if (!context.store.find(address.value))
      return force ? inventDeleted(address.value, context) : fail(notFound(texts.secretNotFound))
    const rules = { scheduled: force, writes: true, changesOwned: true }
    const secret = locate('DeleteSecret', input.SecretId, context, rules)
    if (!secret.ok) return secret
    const regions = (secret.value.replicas ?? []).map((replica) => replica.region)
    if (regions.length > 0) return fail(invalidParameter(texts.hasReplicas(secret.value.arn, regions)))
    return force ? purge(secret.value, context) : schedule(secret.value, days ?? DAYS.default, context)
  },
)

const schedule = (secret: SecretRecord, days: number, context: CallContext): Answer =>
  answer(context.store.scheduleDeletion(secret, days), (after) => ({
    ...nameAndArn(after),
    DeletionDate: seconds(after.deletionAt ?? context.now),
  }))

const purge = (secret: SecretRecord, context: CallContext): Answer =>
  answer(context.store.purge(secret), () => ({ ...nameAndArn(secret), DeletionDate: seconds(context.now) }))

/** Forced deletion of what does not exist succeeds, with an ARN that AWS makes up (recorded). */
function inventDeleted(address: SecretAddress, context: CallContext): Answer {
  const { accountId, region } = context.store
  const at = { partition: partitionOf(region), region, accountId, ...address.arn }
  const suffix = address.arn?.suffix ?? arnSuffix(context.random)
  return succeed({
    ARN: buildArn(at, address.name, suffix),
    Name: address.name,
    DeletionDate: seconds(context.now),
  })
}

/** A secret that is not scheduled is left as it is, and the call succeeds. */
export const restoreSecret = operation(record({ SecretId: must(secretIdShape) }), (input, context) => {
  const secret = locate('RestoreSecret', input.SecretId, context, { scheduled: true, writes: true })
  if (!secret.ok) return secret
  if (secret.value.deletionAt === undefined) return succeed(nameAndArn(secret.value))
  return answer(context.store.restore(secret.value), nameAndArn)
})
