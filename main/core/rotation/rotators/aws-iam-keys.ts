/** What a rotation knows of a user's access keys: its notes, keys that nobody has the secret of, the limit of two. */
import { type Failure, fail, type Result, succeed } from '../../../../shared/failure.ts'
import type { Iam, IamKey } from '../iam.ts'
import type { RotatorContext } from '../rotator.ts'

type Context = RotatorContext<'aws-iam-access-key'>

export const newKeyNote = 'newKey'

/** Ids, names and times; no secret. */
type Note = 'userName' | 'oldKey' | 'newKey' | 'keysBefore' | 'askedAt' | 'switchedOffAt'

export function noteText({ notes }: Context, key: Note): string | null {
  const value = notes.get(key)
  return typeof value === 'string' ? value : null
}

export function noteTime({ notes }: Context, key: Note): number | null {
  const value = notes.get(key)
  return typeof value === 'number' ? value : null
}

export const isGone = (failure: Failure): boolean =>
  failure.kind === 'aws' && /^NoSuchEntity(Exception)?$/.test(failure.code)

/** Only users have lasting keys that can be changed: not the root user, not a role. */
export function userOfArn(arn: string): Result<string> {
  const user = /^arn:[\w-]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1]
  if (user !== undefined) return succeed(user)
  const message = `The key belongs to ${arn}, and only keys of IAM users can be rotated.`
  return fail({ kind: 'refused', message })
}

/** Clocks differ, and IAM's times are whole seconds. */
const clockSlackMs = 5 * 60_000

/**
 * Deletes the keys that an earlier try of this run made and whose secret nobody has: the one that was noted, and one
 * that appeared when IAM was asked and the answer never came. A key that was used, or made at another time, is left.
 */
export async function removeLostKeys(iam: Iam, context: Context, user: string): Promise<Result<null>> {
  const { notes, signal } = context
  const noted = noteText(context, newKeyNote)
  const lost = noted === null ? await findLost(iam, context, user) : succeed([noted])
  if (!lost.ok) return lost
  for (const accessKeyId of lost.value) {
    const deleted = await iam.deleteKey(user, accessKeyId, signal)
    if (!deleted.ok && !isGone(deleted.failure)) return deleted
  }
  if (noted !== null || lost.value.length > 0) {
    const forgotten = [notes.put(newKeyNote, null), notes.put('askedAt', null)].find((put) => !put.ok)
    if (forgotten?.ok === false) return forgotten
  }
  return succeed(null)
}

async function findLost(iam: Iam, context: Context, user: string): Promise<Result<readonly string[]>> {
  const askedAt = noteTime(context, 'askedAt')
  if (askedAt === null) return succeed([])
  const before = new Set((noteText(context, 'keysBefore') ?? '').split(' '))
  const keys = await iam.listKeys(user, context.signal)
  if (!keys.ok) return keys
  const lost: string[] = []
  for (const { accessKeyId, createdAt } of keys.value) {
    if (before.has(accessKeyId) || createdAt === null || Math.abs(createdAt - askedAt) > clockSlackMs) continue
    const used = await iam.lastUsedAt(accessKeyId, context.signal)
    if (!used.ok) return used
    if (used.value === null) lost.push(accessKeyId)
  }
  return succeed(lost)
}

/** Says which key is in the way, and what tells whether it can go. */
export async function refuseThird(
  iam: Iam,
  keys: { user: string; own: string; others: readonly IamKey[]; signal: AbortSignal },
): Promise<Result<never>> {
  const told: string[] = []
  for (const key of keys.others) {
    const used = await iam.lastUsedAt(key.accessKeyId, keys.signal)
    told.push(
      `${key.accessKeyId} (${[key.active ? 'active' : 'switched off', madeOn(key), usedOn(used)].filter(Boolean).join(', ')})`,
    )
  }
  const [other] = keys.others
  const remove = `aws iam delete-access-key --user-name ${keys.user} --access-key-id ${other?.accessKeyId ?? ''}`
  const message = `A user has two access keys at most, and ${keys.user} has, beside ${keys.own} of this secret, ${told.join(' and ')}. Delete the one that nothing uses (${remove}), then start again.`
  return fail({ kind: 'limit-exceeded', message })
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
const madeOn = ({ createdAt }: IamKey): string => (createdAt === null ? '' : `made ${day(createdAt)}`)
const usedOn = (used: Result<number | null>): string =>
  used.ok ? (used.value === null ? 'never used' : `last used ${day(used.value)}`) : ''
