/** Deletion as in Secrets Manager: a schedule with a recovery window, a restore, and a purge that is final. */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { limits } from '../../../shared/model.ts'
import { checkRecoveryWindow } from '../../../shared/rules.ts'
import type { Actor } from './audit.ts'
import { auditEvent, findSecret, type VaultContext } from './context.ts'
import { rewrite } from './secret-writes.ts'
import { deleteSecretRows } from './store/rows.ts'

/** Schedules deletion after a recovery window; the value stays until it ends. Again: the window starts anew. */
export function scheduleDeletion(
  context: VaultContext,
  actor: Actor,
  name: string,
  recoveryWindowDays: number = limits.recoveryWindowDays.default,
): Result<{ readonly deletionAt: number }> {
  const found = findSecret(context, name)
  if (!found.ok) return found
  const days = checkRecoveryWindow(recoveryWindowDays)
  if (!days.ok) return days
  const deletionAt = context.now() + days.value * 86_400_000
  const event = auditEvent(context, actor, 'secret.delete', { secret: name, detail: `${days.value} days` })
  const written = rewrite(context, found.value, { deletionAt, changedAt: context.now() }, event)
  return written.ok ? succeed({ deletionAt }) : written
}

/** Cancels a scheduled deletion. */
export function restoreSecret(context: VaultContext, actor: Actor, name: string): Result<null> {
  const found = findSecret(context, name)
  if (!found.ok) return found
  if (found.value.body.deletionAt === null)
    return fail({ kind: 'not-scheduled', message: `${name} is not scheduled for deletion.` })
  const event = auditEvent(context, actor, 'secret.restore', { secret: name })
  return rewrite(context, found.value, { deletionAt: null, changedAt: context.now() }, event)
}

/** Removes a secret with every version, for ever: only by explicit force, or when its recovery window has ended. */
export function purgeSecret(context: VaultContext, actor: Actor, name: string): Result<null> {
  const found = findSecret(context, name)
  if (!found.ok) return found
  const written = context.ledger.write((tx) => {
    deleteSecretRows(tx, found.value.secretId)
    tx.audit(auditEvent(context, actor, 'secret.purge', { secret: name }))
  })
  if (!written.ok) return written
  context.index.remove(name)
  context.changed(found.value)
  return succeed(null)
}

/** Purges what was past its recovery window at `at`; answers the names. Whether the clock is right is the caller's to know. */
export function purgeExpired(context: VaultContext, at: number = context.now()): readonly string[] {
  const expired = context.index.all().filter(({ body }) => body.deletionAt !== null && body.deletionAt <= at)
  return expired.flatMap(({ body }) => (purgeSecret(context, { door: 'core' }, body.name).ok ? [body.name] : []))
}
