/** PURE: what both sides agree on: after each achieved operation, and where a base row lags behind. */
import { assertNever } from '../../../shared/failure.ts'
import { CURRENT, PREVIOUS, type Tags } from '../../../shared/model.ts'
import type { BaseState, Operation, SideState } from '../../../shared/sync-model.ts'
import { at, customStages, type Pair, presenceHere, presenceThere, unionKeys } from './plan-draft.ts'
import { type LocalSecret, managedTag, userTags } from './plan-input.ts'
import { sameKey } from './plan-metadata.ts'
import type { RemoteSecret } from './remote.ts'

/** What the engine knows when an operation was achieved. `local` and `remote` are those the plan was made from. */
export interface Achieved {
  /** The row as it is now: earlier operations of the same secret have moved it already. */
  readonly base: BaseState | null
  readonly local: LocalSecret | null
  readonly remote: RemoteSecret | null
  /** The target's rule. */
  readonly kmsKeyId: string | null
  readonly now: number
  /** Told by CreateSecret. */
  readonly arn?: string
  /** Told by DeleteSecret, or by the vault for `pull-delete`. */
  readonly deletionAt?: number
}

/** The base row to write in the transaction of the operation's local effect. Null: the operation moves no base. */
export function baseAfter(operation: Operation, achieved: Achieved): BaseState | null {
  const { action, detail, versionId } = operation
  const start = startingBase(operation, achieved)
  const agreed = { ...start, agreedAt: achieved.now }
  switch (action) {
    case 'create':
      return created(operation, achieved, agreed)
    case 'push':
    case 'label':
      return loserKnown(moveStage(agreed, detail.stage ?? CURRENT, detail.moveTo ?? null), detail)
    case 'pull-version':
    case 'pull-label':
      return moveStage(agreed, detail.stage ?? CURRENT, detail.moveTo === undefined ? versionId : detail.moveTo)
    case 'update':
    case 'tag':
    case 'untag':
    case 'pull-update':
      return changeMetadata(agreed, detail)
    case 'delete':
    case 'pull-delete':
      return { ...agreed, deletionAt: achieved.deletionAt ?? achieved.now }
    case 'restore':
      return { ...agreed, ...agreedFields(agreed, achieved), deletionAt: null }
    case 'pull-create':
      return broughtHere(operation, achieved, agreed)
    case 'merge':
      return { ...agreed, current: versionId }
    case 'adopt':
      return adopted(operation, achieved, agreed)
    case 'conflict':
    case 'replicate':
      return null
    default:
      return assertNever(action)
  }
}

/** The row there is, unless it speaks of another secret: another remote name, or one made anew in AWS under the name. */
function startingBase({ name, remoteName }: Operation, { base, local, remote, kmsKeyId, now }: Achieved): BaseState {
  const arn = remote?.arn ?? base?.arn ?? null
  if (base !== null && base.remoteName === remoteName) {
    const stages = { ...base.stages, ...(loserThere(base, remote) ? previousOf(remote.stages) : {}) }
    return { ...base, arn, stages, created: base.created && sameArn(base, arn) }
  }
  const common = commonState(local, remote)
  return { name, remoteName, arn, created: false, deletionAt: null, agreedAt: now, kmsKeyId, ...common }
}

/** AWSPREVIOUS there is on the version that was agreed: no news, even if the vault has purged it since. */
const loserThere = (base: BaseState, remote: RemoteSecret | null): remote is RemoteSecret =>
  remote !== null && base.current !== null && at(remote.stages, PREVIOUS) === base.current

const sameArn = (base: BaseState, arn: string | null): boolean => base.arn === null || base.arn === arn

/** Whether AWS still has the very secret that Coffer created, by the row, its ARN, and the mark on it. */
export function createdByCoffer(base: BaseState | null, remote: RemoteSecret): boolean {
  return base?.created === true && sameArn(base, remote.arn) && at(remote.tags, managedTag) !== undefined
}

/**
 * What the sides share where nothing was ever agreed. A field that differs is left as neither side has it, so that the
 * next plan sees the same as this one if the run ends here.
 */
function commonState(local: LocalSecret | null, remote: RemoteSecret | null) {
  if (local === null || remote === null) return { current: null, stages: {}, description: '', tags: {} }
  return {
    current: local.current === remote.current ? local.current : null,
    stages: {
      ...commonEntries(customStages(local.stages), customStages(remote.stages)),
      ...previousOf(remote.stages),
    },
    description: local.description === remote.description ? local.description : '',
    tags: commonEntries(userTags(local.tags), userTags(remote.tags)),
  }
}

function commonEntries(one: Tags, other: Tags): Tags {
  return Object.fromEntries(Object.entries(one).filter(([key, value]) => at(other, key) === value))
}

/**
 * AWSPREVIOUS as it was in AWS at the first look: a different one later was current there between two syncs. Later it moves
 * only with our own pushes and once a version was kept, so that a crash in between forgets none.
 */
function previousOf(stages: BaseState['stages']): BaseState['stages'] {
  const previous = at(stages, PREVIOUS)
  return previous === undefined ? {} : { [PREVIOUS]: previous }
}

function created({ detail, versionId }: Operation, { arn, kmsKeyId }: Achieved, start: BaseState): BaseState {
  return {
    ...start,
    current: versionId,
    stages: {},
    description: detail.description ?? '',
    tags: userTags(detail.tags ?? {}),
    kmsKeyId: detail.kmsKeyId === undefined ? kmsKeyId : detail.kmsKeyId,
    arn: arn ?? start.arn,
    created: true,
    deletionAt: null,
  }
}

function broughtHere({ detail, versionId }: Operation, achieved: Achieved, start: BaseState): BaseState {
  const { local, remote } = achieved
  const here = { ...start, current: versionId, deletionAt: null }
  if (local !== null) return { ...here, ...agreedFields(start, achieved), current: versionId }
  const { description = '', tags = {} } = detail
  return { ...here, description, tags: userTags(tags), stages: previousOf(remote?.stages ?? {}) }
}

function moveStage(start: BaseState, stage: string, moveTo: string | null): BaseState {
  if (stage === CURRENT) return { ...start, current: moveTo }
  const { [stage]: _, ...others } = start.stages
  return { ...start, stages: moveTo === null ? others : { ...others, [stage]: moveTo } }
}

/** Our own move of AWSCURRENT there leaves AWSPREVIOUS on the loser: no news either. */
function loserKnown(moved: BaseState, { stage, removeFrom }: Operation['detail']): BaseState {
  if (stage !== CURRENT || removeFrom == null) return moved
  return { ...moved, stages: { ...moved.stages, [PREVIOUS]: removeFrom } }
}

function changeMetadata(start: BaseState, detail: Operation['detail']): BaseState {
  const gone = new Set(detail.tagKeys ?? [])
  const kept = Object.entries({ ...start.tags, ...detail.tags }).filter(([key]) => !gone.has(key))
  return {
    ...start,
    description: detail.description ?? start.description,
    tags: Object.fromEntries(kept),
    kmsKeyId: detail.kmsKeyId === undefined ? start.kmsKeyId : detail.kmsKeyId,
  }
}

function adopted({ versionId }: Operation, achieved: Achieved, start: BaseState): BaseState {
  const { base, local, remote, now } = achieved
  if (presenceHere(local) !== 'live' || presenceThere(remote) !== 'live') {
    return { ...start, deletionAt: local?.deletionAt ?? remote?.deletedAt ?? now }
  }
  const fields = agreedFields(start, achieved)
  /** A crash between CreateSecret and its row: the version id is ours, and so is the mark. */
  const ours = base === null && local?.current === remote?.current && at(remote?.tags ?? {}, managedTag) !== undefined
  return {
    ...start,
    ...fields,
    current: versionId ?? fields.current,
    created: start.created || ours,
    deletionAt: null,
  }
}

/** Fields that are equal on both sides are agreed; the others stay as they were. */
function agreedFields(start: BaseState, { local, remote, kmsKeyId }: Achieved): SideState {
  if (local === null || remote === null) return start
  return {
    current: local.current === remote.current ? local.current : start.current,
    description: local.description === remote.description ? local.description : start.description,
    tags: agreedEntries(start.tags, userTags(local.tags), userTags(remote.tags)),
    stages: {
      ...agreedEntries(customStages(start.stages), customStages(local.stages), customStages(remote.stages)),
      ...previousOf(start.stages),
    },
    kmsKeyId: sameKey(kmsKeyId, remote.kmsKeyId) ? kmsKeyId : start.kmsKeyId,
  }
}

function agreedEntries(start: Tags, one: Tags, other: Tags): Tags {
  return Object.fromEntries(
    unionKeys(start, one, other).flatMap((key) => {
      const agreed = at(one, key) === at(other, key) ? at(one, key) : at(start, key)
      return agreed === undefined ? [] : [[key, agreed]]
    }),
  )
}

/** Whether something is equal on both sides that the row does not say yet: a crash after an effect, or both did the same. */
export function baseLags({ base, local, remote }: Pair, kmsKeyId: string | null): boolean {
  if (local === null || remote === null) return false
  if (base === null) return local.current === remote.current
  if (base.deletionAt !== null || (local.current === remote.current && local.current !== base.current)) return true
  if (local.description === remote.description && local.description !== base.description) return true
  if (kmsKeyId !== base.kmsKeyId && sameKey(kmsKeyId, remote.kmsKeyId)) return true
  return (
    lags(base.tags, userTags(local.tags), userTags(remote.tags)) ||
    lags(customStages(base.stages), customStages(local.stages), customStages(remote.stages))
  )
}

const lags = (base: Tags, one: Tags, other: Tags): boolean =>
  unionKeys(base, one, other).some((key) => at(one, key) === at(other, key) && at(one, key) !== at(base, key))
