/** The note of a version: what a person says of it. It can be written later; the version itself stays as it was made. */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { Actor } from './audit.ts'
import {
  auditEvent,
  damagedValue,
  findLiveSecret,
  findVersion,
  openVersionBody,
  sealVersionBody,
  type VaultContext,
  versionIndex,
} from './context.ts'
import { rewrite } from './secret-writes.ts'
import { updateVersionBody } from './store/rows.ts'

/**
 * Replaces the note of a version; an empty one takes it away. AWS knows no notes, so nothing is to be synced: the secret's
 * date of change stays. The audit log tells that it was changed, not what it said.
 */
export function noteVersion(
  context: VaultContext,
  actor: Actor,
  name: string,
  versionId: string,
  note: string,
): Result<null> {
  const found = findLiveSecret(context, name)
  if (!found.ok) return found
  const { secretId } = found.value
  const row = findVersion(context, secretId, versionId)
  if (row === undefined) return fail({ kind: 'version-not-found', message: `${name} has no version ${versionId}.` })
  const version = openVersionBody(context, row)
  if (version === null) return fail(damagedValue(name))
  if (version.note === note) return succeed(null)
  const revision = row.revision + 1
  const event = auditEvent(context, actor, 'secret.note', { secret: name, versionId })
  return rewrite(context, found.value, {}, event, (tx) =>
    updateVersionBody(
      tx,
      versionIndex(context, secretId, versionId),
      revision,
      sealVersionBody(context, row, revision, { ...version, note }),
    ),
  )
}
