/**
 * The steps that change AWS. Each is safe to repeat: version ids are tokens, and AWSCURRENT moves only from the version the
 * plan saw, which AWS itself compares. What was achieved is told even where a later call of the same step failed.
 */
import { assertNever, type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import { CURRENT } from '../../../shared/model.ts'
import type { Operation } from '../../../shared/sync-model.ts'
import type { Vault } from '../vault/vault.ts'
import { withValueAsync } from './local-value.ts'
import { managedTag, privateStage } from './plan-input.ts'
import type { Remote, ReplicaStatus } from './remote.ts'
import { movedThere } from './remote-value.ts'

/** What AWS told, for the base row. */
export interface Told {
  readonly arn?: string
  readonly deletionAt?: number
  readonly replicas?: readonly ReplicaStatus[]
  /** A version of ours went there. */
  readonly pushed?: string
}

export interface There {
  readonly vault: Vault
  readonly remote: Remote
  readonly signal: AbortSignal
}

export const actionsThere = [
  'create',
  'push',
  'label',
  'update',
  'tag',
  'untag',
  'delete',
  'restore',
  'replicate',
] as const
export type ActionThere = (typeof actionsThere)[number]

export const isThere = (operation: Operation): operation is Operation & { readonly action: ActionThere } =>
  (actionsThere as readonly string[]).includes(operation.action)

export async function applyThere(
  there: There,
  operation: Operation & { readonly action: ActionThere },
): Promise<Result<Told>> {
  const { remote, signal } = there
  const { remoteName, detail } = operation
  const action: ActionThere = operation.action
  switch (action) {
    case 'create':
      return create(there, operation)
    case 'push':
      return push(there, operation)
    case 'label':
      return label(there, operation)
    case 'update':
      return plain(await remote.update(remoteName, changeOf(operation), signal))
    case 'tag':
      return plain(await remote.tag(remoteName, detail.tags ?? {}, signal))
    case 'untag':
      return plain(await remote.untag(remoteName, detail.tagKeys ?? [], signal))
    case 'delete':
      return scheduleDeletion(there, operation)
    case 'restore':
      return plain(await remote.restore(remoteName, signal))
    case 'replicate': {
      const replicated = await remote.replicate(remoteName, detail.replicas ?? [], signal)
      return replicated.ok ? succeed({ replicas: replicated.value }) : replicated
    }
    default:
      return assertNever(action)
  }
}

const plain = (result: Result<null>): Result<Told> => (result.ok ? succeed({}) : result)

/** The port returns to the account's default key by an empty id. */
function changeOf({ detail: { description, kmsKeyId } }: Operation) {
  return {
    ...(description === undefined ? {} : { description }),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId: kmsKeyId ?? '' }),
  }
}

/** The version is what AWSCURRENT is on here, or the vault has moved on since the plan. */
const isCurrentHere = (vault: Vault, name: string, versionId: string): boolean => {
  const body = vault.body(name)
  return body.ok && body.value.deletionAt === null && body.value.stages[CURRENT] === versionId
}

const movedHere = (name: string): Failure => ({
  kind: 'stale',
  currentVersionId: '',
  message: `${name} changed here after the plan was made. The next plan looks again.`,
})

async function create({ vault, remote, signal }: There, { name, remoteName, versionId, detail }: Operation) {
  if (versionId === null || !isCurrentHere(vault, name, versionId)) return fail(movedHere(name))
  return withValueAsync(vault, name, versionId, async ({ form, bytes }): Promise<Result<Told>> => {
    const { description = '', tags = {}, kmsKeyId = null, replicas = [] } = detail
    const input = { name: remoteName, versionId, form, bytes, description, tags, kmsKeyId, replicas }
    const created = await remote.create(input, signal)
    return created.ok ? succeed({ arn: created.value.arn, pushed: versionId }) : created
  })
}

/**
 * Put under the private stage first, so that nothing reads the version before it is AWSCURRENT, and then moved from the
 * very version the plan saw. The private stage is taken away last, also where the move was refused: a version nobody uses
 * must not stay labelled. That it could not be taken away is no failure of the push: the next plan does it.
 */
async function push(there: There, operation: Operation): Promise<Result<Told>> {
  const { vault, remote, signal } = there
  const { name, remoteName, versionId, expected, detail } = operation
  const stage = detail.stage ?? CURRENT
  if (versionId === null) return fail(movedHere(name))
  if (stage === CURRENT && !isCurrentHere(vault, name, versionId)) return fail(movedHere(name))
  const put = await withValueAsync(vault, name, versionId, ({ form, bytes }) =>
    remote.put({ name: remoteName, versionId, form, bytes, stages: [privateStage] }, signal),
  )
  if (!put.ok) return put
  const isFirst = stage === CURRENT && expected === null
  const move = { name: remoteName, stage, moveTo: versionId, removeFrom: detail.removeFrom ?? null }
  const moved = isFirst ? await becameCurrent(there, remoteName, versionId) : await remote.moveStage(move, signal)
  if (moved.ok || isMoved(moved.failure)) {
    await remote.moveStage({ name: remoteName, stage: privateStage, moveTo: null, removeFrom: versionId }, signal)
  }
  if (moved.ok) return succeed({ pushed: versionId })
  return fail(isMoved(moved.failure) ? movedThere(remoteName) : moved.failure)
}

/** AWS makes the first version of a secret AWSCURRENT by itself, unless somebody else's came first. */
async function becameCurrent({ remote, signal }: There, name: string, versionId: string): Promise<Result<null>> {
  const seen = await remote.describe(name, signal)
  if (!seen.ok) return seen
  return seen.value.current === versionId ? succeed(null) : fail(movedThere(name))
}

/** AWS compared, and the stage is not where the plan saw it. */
const isMoved = (failure: Failure): boolean =>
  failure.kind === 'conflict' || (failure.kind === 'aws' && failure.code === 'InvalidParameterException')

async function label({ vault, remote, signal }: There, operation: Operation): Promise<Result<Told>> {
  const { name, remoteName, detail } = operation
  const { stage = CURRENT, moveTo = null, removeFrom = null } = detail
  if (stage === CURRENT && (moveTo === null || !isCurrentHere(vault, name, moveTo))) return fail(movedHere(name))
  const moved = await remote.moveStage({ name: remoteName, stage, moveTo, removeFrom }, signal)
  if (moved.ok) return succeed({})
  return fail(isMoved(moved.failure) ? movedThere(remoteName) : moved.failure)
}

/** One look first: AWS does not compare for a deletion, and what is not marked as Coffer's is never deleted. */
async function scheduleDeletion({ vault, remote, signal }: There, operation: Operation): Promise<Result<Told>> {
  const { name, remoteName, expected, detail } = operation
  const here = vault.body(name)
  if (here.ok && here.value.deletionAt === null) return fail(movedHere(name))
  const seen = await remote.describe(remoteName, signal)
  if (!seen.ok) return seen
  const { current, tags, deletedAt } = seen.value
  if (deletedAt !== null) return succeed({ deletionAt: deletedAt })
  if (current !== expected || !Object.hasOwn(tags, managedTag)) return fail(movedThere(remoteName))
  const days = detail.recoveryWindowDays ?? 30
  const scheduled = await remote.scheduleDeletion(remoteName, days, signal)
  return scheduled.ok ? succeed({ deletionAt: scheduled.value.deletionAt }) : scheduled
}
