/**
 * Both sides of a sync as plain maps, and an apply that does exactly what each operation says, with the stage rules of
 * Secrets Manager. It refuses what AWS or the vault would refuse, so that a plan that cannot be applied fails the test.
 */
import { type Achieved, baseAfter } from '../../../../main/core/sync/plan-base.ts'
import { managedTag, type PlanInput, privateStage, type ValueDigest } from '../../../../main/core/sync/plan-input.ts'
import { valuesNeeded } from '../../../../main/core/sync/plan-needs.ts'
import type { RemoteSecret } from '../../../../main/core/sync/remote.ts'
import { moveStage, stagesAfterPut } from '../../../../main/core/vault/stages.ts'
import type { BaseState, Operation, Target } from '../../../../shared/sync-model.ts'
import { makeInput, makeLocal, makeRemote, now } from './planning.ts'

/** A value is a text, or a JSON object of texts. */
export type Value = string | Readonly<Record<string, string>>

interface Side {
  versions: Map<string, Value>
  stages: Map<string, string>
  description: string
  tags: Record<string, string>
  deletionAt: number | null
}
export interface There extends Side {
  arn: string
  madeBy: 'coffer' | 'other'
  kmsKeyId: string | null
  flags: Pick<RemoteSecret, 'owningService' | 'rotation' | 'primaryRegion'>
}

export interface World {
  readonly target: Target
  readonly here: Map<string, Side>
  readonly there: Map<string, There>
  readonly bases: Map<string, BaseState>
  readonly unapproved: Set<string>
  count: number
}

export const soon = now + 7 * 86_400_000
export const noFlags = { owningService: null, rotation: null, primaryRegion: null }

export const createWorld = (target: Target): World => ({
  target,
  here: new Map(),
  there: new Map(),
  bases: new Map(),
  unapproved: new Set(),
  count: 0,
})

export function newVersion(world: World): string {
  world.count += 1
  return `${String(world.count).padStart(8, '0')}-0000-4000-8000-000000000000`
}

export function newSide(): Side {
  return { versions: new Map(), stages: new Map(), description: '', tags: {}, deletionAt: null }
}

export const newThere = (world: World, madeBy: There['madeBy']): There => {
  world.count += 1
  return { ...newSide(), arn: `arn:${world.count}`, madeBy, kmsKeyId: null, flags: noFlags }
}

/** The usual put, which moves AWSCURRENT. */
export function put(side: Side, versionId: string, value: Value): void {
  side.versions.set(versionId, value)
  const stages = stagesAfterPut(side.stages, versionId, undefined)
  if (stages.ok) side.stages = new Map(stages.value)
  else side.versions.delete(versionId)
}

export function move(side: Side, stage: string, moveTo: string | null, removeFrom: string | null): void {
  const request = { stage, ...(moveTo === null ? {} : { moveTo }), ...(removeFrom === null ? {} : { removeFrom }) }
  const moved = moveStage(side.stages, request, (id) => side.versions.has(id))
  if (!moved.ok) throw new Error(`${stage}: ${moved.failure.message}`)
  side.stages = new Map(moved.value)
}

const digest = (value: Value | undefined): ValueDigest | null =>
  value === undefined ? null : { whole: JSON.stringify(value), fields: typeof value === 'string' ? null : value }

/** What a snapshot would be, everything freshly described, digests for what the planner asks for. */
export function snapshot(world: World): PlanInput {
  const remotes = [...world.there].map(([name, side]) =>
    makeRemote({
      name,
      arn: side.arn,
      current: side.stages.get('AWSCURRENT') ?? null,
      stages: Object.fromEntries(side.stages),
      description: side.description,
      tags: side.tags,
      kmsKeyId: side.kmsKeyId,
      deletedAt: side.deletionAt,
      ...side.flags,
    }),
  )
  const locals = [...world.here].map(([name, side]) => {
    const ids = [...side.stages.values()]
    const others = [...(world.there.get(name)?.stages.values() ?? [])]
    return makeLocal({
      name,
      current: side.stages.get('AWSCURRENT') ?? null,
      stages: Object.fromEntries(side.stages),
      description: side.description,
      tags: side.tags,
      deletionAt: side.deletionAt,
      approved: ids.filter((id) => !world.unapproved.has(id)),
      alsoHeld: others.filter((id) => side.versions.has(id) && !ids.includes(id)),
    })
  })
  const input = makeInput({ target: world.target, bases: [...world.bases.values()], locals, remotes })
  const digests = valuesNeeded(input).map(({ name, baseVersionId, localVersionId, remoteVersionId }) => {
    const here = world.here.get(name)
    return [
      name,
      {
        base: baseVersionId === null ? null : digest(here?.versions.get(baseVersionId)),
        local: digest(here?.versions.get(localVersionId)),
        remote: digest(world.there.get(name)?.versions.get(remoteVersionId)),
      },
    ] as const
  })
  return { ...input, digests: new Map(digests) }
}

const refuse = (operation: Operation, why: string): never => {
  throw new Error(`${operation.id}: ${why}`)
}

/** Does one operation on both maps and moves the base. `choose` settles a conflict. */
export function apply(world: World, input: PlanInput, operation: Operation, choose: 'local' | 'remote'): void {
  const { name } = operation
  if (operation.action === 'conflict') {
    settle(world, input, operation, choose)
    return
  }
  const told = isThere(operation) ? applyThere(world, operation) : applyHere(world, operation)
  moveBase(world, input, operation, told)
  if (!world.here.has(name) && operation.action.startsWith('pull')) refuse(operation, 'nothing came here')
}

function moveBase(world: World, input: PlanInput, operation: Operation, told: Partial<Achieved> = {}): void {
  const base = baseAfter(operation, {
    base: world.bases.get(operation.name) ?? null,
    local: input.locals.find(({ name }) => name === operation.name) ?? null,
    remote: input.remotes.find(({ name }) => name === operation.remoteName) ?? null,
    kmsKeyId: world.target.kmsKeyId,
    now,
    ...told,
  })
  if (base !== null) world.bases.set(operation.name, base)
}

const isThere = ({ action }: Operation): boolean =>
  ['create', 'push', 'label', 'update', 'tag', 'untag', 'delete', 'restore', 'replicate'].includes(action)

function applyThere(world: World, operation: Operation): Partial<Achieved> {
  const { action, name, remoteName, versionId, expected, detail } = operation
  const value = versionId === null ? undefined : world.here.get(name)?.versions.get(versionId)
  if (action === 'create') {
    if (world.there.has(remoteName) || versionId === null || value === undefined) return refuse(operation, 'no create')
    const side = newThere(world, 'coffer')
    Object.assign(side, { description: detail.description, tags: detail.tags, kmsKeyId: detail.kmsKeyId })
    put(side, versionId, value)
    world.there.set(remoteName, side)
    return { arn: side.arn }
  }
  const side = world.there.get(remoteName) ?? refuse(operation, 'it is not there')
  if (side.flags !== noFlags) refuse(operation, 'AWS refuses writes to it')
  if ((side.deletionAt === null) === (action === 'restore')) refuse(operation, 'scheduled, or not')
  if (action === 'push') {
    if (versionId === null || value === undefined) return refuse(operation, 'no value')
    const stages = stagesAfterPut(side.stages, versionId, [privateStage])
    if (!stages.ok) return refuse(operation, stages.failure.message)
    side.versions.set(versionId, value)
    side.stages = new Map(stages.value)
    const stage = detail.stage ?? 'AWSCURRENT'
    if (side.stages.get(stage) !== versionId) move(side, stage, versionId, detail.removeFrom ?? null)
    move(side, privateStage, null, versionId)
  } else if (action === 'label') {
    if (detail.stage === 'AWSCURRENT' && side.stages.get('AWSCURRENT') !== expected) refuse(operation, 'moved')
    move(side, detail.stage ?? '', detail.moveTo ?? null, detail.removeFrom ?? null)
  } else if (action === 'delete') {
    if (side.stages.get('AWSCURRENT') !== expected) refuse(operation, 'moved')
    side.deletionAt = soon
    return { deletionAt: soon }
  } else if (action === 'restore') side.deletionAt = null
  else changeMetadata(side, operation)
  return {}
}

function changeMetadata(side: Side, { detail }: Operation): void {
  side.description = detail.description ?? side.description
  side.tags = { ...side.tags, ...detail.tags }
  for (const key of detail.tagKeys ?? []) delete side.tags[key]
}

function applyHere(world: World, operation: Operation): Partial<Achieved> {
  const { action, name, remoteName, versionId, expected, detail } = operation
  const there = world.there.get(remoteName)
  const bring = (side: Side, id: string): void => {
    const value = side.versions.get(id) ?? there?.versions.get(id)
    side.versions.set(id, value ?? refuse(operation, 'no such version anywhere'))
  }
  if (action === 'pull-create') {
    const side = world.here.get(name) ?? newSide()
    if (world.here.has(name) && side.deletionAt === null) refuse(operation, 'it is here')
    side.deletionAt = null
    changeMetadata(side, operation)
    if (versionId !== null) {
      bring(side, versionId)
      move(side, 'AWSCURRENT', versionId, side.stages.get('AWSCURRENT') ?? null)
    }
    world.here.set(name, side)
    return {}
  }
  const side = world.here.get(name)
  if (action === 'adopt' && (side === undefined || versionId === expected || versionId === null)) return {}
  if (side === undefined || side.deletionAt !== null) return refuse(operation, 'it is not here')
  if (action === 'pull-delete') {
    side.deletionAt = soon
    return { deletionAt: soon }
  }
  if (action === 'pull-update') changeMetadata(side, operation)
  else if (action === 'merge') mergeHere(world, operation, side)
  else {
    if (versionId !== null) bring(side, versionId)
    const stage = detail.stage ?? 'AWSCURRENT'
    if (stage === 'AWSCURRENT' && (side.stages.get(stage) ?? null) !== expected) refuse(operation, 'moved')
    if (stage !== 'AWSPREVIOUS') move(side, stage, detail.moveTo ?? versionId, detail.removeFrom ?? expected)
  }
  return {}
}

function mergeHere(world: World, { remoteName, versionId, expected, detail }: Operation, side: Side): void {
  const ours = side.versions.get(expected ?? '')
  const theirs = world.there.get(remoteName)?.versions.get(versionId ?? '')
  if (typeof ours !== 'object' || typeof theirs !== 'object' || versionId === null) throw new Error('no JSON to merge')
  const merged: Record<string, string> = { ...ours }
  for (const key of detail.keysFromRemote ?? []) {
    const value = theirs[key]
    if (value === undefined) delete merged[key]
    else merged[key] = value
  }
  side.versions.set(versionId, theirs)
  put(side, newVersion(world), merged)
}

/** The user picks a side: both values are in the vault, and the base moves to theirs. */
function settle(world: World, input: PlanInput, operation: Operation, choose: 'local' | 'remote'): void {
  const { name, remoteName, versionId } = operation
  const side = world.here.get(name)
  const value = world.there.get(remoteName)?.versions.get(versionId ?? '')
  if (side === undefined || versionId === null || value === undefined) throw new Error('nothing to settle')
  side.versions.set(versionId, value)
  if (choose === 'remote') move(side, 'AWSCURRENT', versionId, side.stages.get('AWSCURRENT') ?? null)
  moveBase(world, input, { ...operation, action: 'merge' })
}

export const isMarked = (side: There): boolean => side.tags[managedTag] !== undefined
