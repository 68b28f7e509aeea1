/**
 * Saving what the editor holds: one call for a new secret; for a change one each for value, words and tags. Values are
 * brought into their kind's own shape, as the editor said they would be.
 */
import type { NewValue } from '../../shared/contract.ts'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { Kind } from '../../shared/limits.ts'
import type { SecretDetail, Tags } from '../../shared/model.ts'
import { checkDescription, checkName } from '../../shared/rules.ts'
import { call } from '../bridge.ts'

export interface Draft {
  readonly name: string
  /** Null: recognised by the core. */
  readonly kind: Kind | null
  readonly description: string
  readonly tags: Tags
  /** Absent where there is none, or where it stays as it is. */
  readonly value?: NewValue
  readonly note: string
}

export async function createSecret(draft: Draft): Promise<Result<unknown>> {
  const { name, kind, description, tags, value } = draft
  const checked = checkName(name)
  if (!checked.ok) return checked
  const described = checkDescription(description)
  if (!described.ok) return described
  return await call('secrets.create', {
    name,
    description,
    tags,
    ...(kind ? { kind } : {}),
    ...(value ? { value, normalise: true } : {}),
  })
}

/** What a change got done before it failed, or all of it. */
export interface SaveProgress {
  readonly answer: Result<null>
  /** The version that AWSCURRENT is on since the value was saved; null when it was not. */
  readonly savedVersionId: string | null
}

/** `expected` is the version AWSCURRENT must still be on; null saves whatever it is on. */
export async function saveChanges(secret: SecretDetail, draft: Draft, expected: string | null): Promise<SaveProgress> {
  const described = checkDescription(draft.description)
  if (!described.ok) return { answer: described, savedVersionId: null }
  let savedVersionId: string | null = null
  if (draft.value) {
    const { value, note } = draft
    const { name } = secret
    const put = await call('secrets.put', {
      name,
      value,
      normalise: true,
      ...(expected ? { expected } : {}),
      ...(note ? { note } : {}),
    })
    if (!put.ok) return { answer: put, savedVersionId: null }
    savedVersionId = put.value.versionId
  }
  const rest = [await saveWords(secret, draft), await saveTags(secret, draft.tags)]
  return { answer: rest.find((each) => !each.ok) ?? succeed(null), savedVersionId }
}

async function saveWords(secret: SecretDetail, { description, kind }: Draft): Promise<Result<null>> {
  const change = {
    ...(description !== secret.description ? { description } : {}),
    ...(kind !== null && kind !== secret.kind ? { kind } : {}),
  }
  return Object.keys(change).length === 0
    ? succeed(null)
    : await call('secrets.update', { name: secret.name, ...change })
}

async function saveTags(secret: SecretDetail, tags: Tags): Promise<Result<null>> {
  const { name } = secret
  const added = Object.entries(tags).filter(([key, value]) => secret.tags[key] !== value)
  const keys = Object.keys(secret.tags).filter((key) => !(key in tags))
  const removed = keys.length === 0 ? succeed(null) : await call('secrets.untag', { name, keys })
  if (!removed.ok) return fail(removed.failure)
  return added.length === 0 ? succeed(null) : await call('secrets.tag', { name, tags: Object.fromEntries(added) })
}
