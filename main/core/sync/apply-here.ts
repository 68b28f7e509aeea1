/**
 * The steps that change the vault. Each is one write, so that the base row moves in its transaction; and each looks first
 * whether the secret is still as the plan saw it, because somebody may be typing: what changed meanwhile is never replaced.
 */
import { randomUUID } from 'node:crypto'
import { assertNever, type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import { CURRENT, PREVIOUS } from '../../../shared/model.ts'
import type { Operation } from '../../../shared/sync-model.ts'
import type { Actor } from '../vault/audit.ts'
import type { SecretBody } from '../vault/bodies.ts'
import { wipe } from '../vault/redacted.ts'
import type { NewVersion } from '../vault/secret-writes.ts'
import type { SecretWrites, Vault } from '../vault/vault.ts'
import { withApproval } from './approvals.ts'
import { withValue } from './local-value.ts'
import { mergeMembers } from './merge-values.ts'
import { at } from './plan-draft.ts'
import type { LocalSecret } from './plan-input.ts'
import type { RemoteValue } from './remote.ts'
import type { PrepareValue } from './remote-value.ts'

export interface Here {
  readonly vault: Vault
  readonly actor: Actor
  readonly now: () => number
  readonly prepare: PrepareValue
  /** As the plan saw it; null: not there. */
  readonly planned: LocalSecret | null
}

/** The write to make; null: the vault is so already, only the base moves. */
export type Effect = ((writes: SecretWrites) => Result<unknown>) | null

export type OperationHere = Operation & { readonly action: ActionHere }
export type ActionHere =
  | 'pull-create'
  | 'pull-version'
  | 'pull-label'
  | 'pull-update'
  | 'pull-delete'
  | 'adopt'
  | 'merge'

/** Whether the step brings a version that the vault does not hold. */
export function bringsValue(vault: Vault, { action, name, versionId, expected }: Operation): boolean {
  if (versionId === null || vault.holds(name, versionId)) return false
  if (action === 'adopt') return versionId !== expected
  return action === 'pull-create' || action === 'pull-version' || action === 'merge' || action === 'conflict'
}

/** `value`: what `bringsValue` asked for; its bytes are taken over. */
export function effectOf(here: Here, operation: OperationHere, value: RemoteValue | null): Result<Effect> {
  switch (operation.action) {
    case 'pull-create':
      return bringSecret(here, operation, value)
    case 'pull-version':
    case 'pull-label':
      return bringStage(here, operation, value)
    case 'pull-update':
      return updateHere(here, operation)
    case 'pull-delete':
      return deleteHere(here, operation)
    case 'adopt':
      return operation.versionId === null || operation.versionId === operation.expected
        ? succeed(null)
        : bringCurrent(here, operation, value)
    case 'merge':
      return mergeHere(here, operation, value)
    default:
      return assertNever(operation.action)
  }
}

const moved = (name: string): { readonly ok: false; readonly failure: Failure } =>
  fail({
    kind: 'stale',
    currentVersionId: '',
    message: `${name} changed here after the plan was made. The next plan looks again.`,
  })

function liveBody({ vault }: Here, name: string): SecretBody | null {
  const body = vault.body(name)
  return body.ok && body.value.deletionAt === null ? body.value : null
}

const currentOf = (body: Pick<SecretBody, 'stages'>): string | null => body.stages[CURRENT] ?? null

interface Brought {
  readonly kind: SecretBody['kind']
  readonly version: NewVersion
}

/** Its id and its date are the remote's, so that identity is shared. */
function prepared(here: Here, name: string, kind: SecretBody['kind'] | undefined, value: RemoteValue): Result<Brought> {
  const { form, bytes, versionId, createdAt } = value
  const made = here.prepare(name, kind, { form, bytes })
  if (!made.ok) return made
  return succeed({ kind: made.value.kind, version: { ...made.value.version, versionId, createdAt } })
}

function bringSecret(here: Here, operation: OperationHere, value: RemoteValue | null): Result<Effect> {
  const { vault, actor } = here
  const { name, versionId, expected, detail } = operation
  const body = vault.body(name)
  if (!body.ok) return makeSecret(here, operation, value)
  if (body.value.deletionAt === null) {
    const same =
      currentOf(body.value) === versionId &&
      (detail.description ?? body.value.description) === body.value.description &&
      sameTags(detail.tags ?? body.value.tags, body.value.tags)
    return same ? succeed(null) : moved(name)
  }
  if (currentOf(body.value) !== expected) return moved(name)
  if (versionId === null || versionId === expected) return succeed((writes) => writes.restore(actor, name))
  const restored = vault.restore(actor, name)
  return restored.ok ? bringCurrent(here, operation, value) : restored
}

function sameTags(one: SecretBody['tags'], other: SecretBody['tags']): boolean {
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key])
}

function makeSecret(here: Here, operation: OperationHere, value: RemoteValue | null): Result<Effect> {
  const { name, versionId, detail } = operation
  const { description = '', tags = {} } = detail
  if (versionId === null) {
    return succeed((writes) => writes.create(here.actor, { name, kind: 'note', description, tags }))
  }
  if (value === null) return moved(name)
  const brought = prepared(here, name, undefined, value)
  if (!brought.ok) return brought
  const { kind, version } = brought.value
  const extension = withApproval(undefined, versionId, here.now())
  return succeed((writes) => {
    const made = writes.create(here.actor, { name, kind, description, tags, version, extension })
    wipe(version.value)
    return made
  })
}

/** AWSCURRENT here goes to the remote's version, if it is still where the plan saw it. */
function bringCurrent(here: Here, operation: Operation, value: RemoteValue | null): Result<Effect> {
  const { name, versionId, expected } = operation
  const body = liveBody(here, name)
  if (body === null || versionId === null) return moved(name)
  if (currentOf(body) === versionId) return succeed(null)
  if (currentOf(body) !== expected) return moved(name)
  const move = { stage: CURRENT, moveTo: versionId, removeFrom: expected ?? undefined }
  return bring(here, body, versionId, value, move, expected === null ? {} : { expected })
}

interface Move {
  readonly stage: string
  readonly moveTo: string
  readonly removeFrom: string | undefined
}

/** A version that is held moves its stage; one that is not comes with it. */
function bring(
  here: Here,
  body: SecretBody,
  versionId: string,
  value: RemoteValue | null,
  move: Move,
  options: Parameters<SecretWrites['put']>[3],
): Result<Effect> {
  const { vault, actor, now } = here
  const { name, kind } = body
  if (vault.holds(name, versionId)) return succeed((writes) => writes.moveStage(actor, name, move))
  if (value === null) return moved(name)
  const brought = prepared(here, name, kind, value)
  if (!brought.ok) return brought
  const { version } = brought.value
  const extension = withApproval(body, versionId, now())
  return succeed((writes) => {
    const put = writes.put(actor, name, version, { ...options, extension })
    wipe(version.value)
    return put
  })
}

/** A version into the history, under no stage: it was current there, or it is the other side of a conflict. */
export function keepVersion(here: Here, name: string, versionId: string, value: RemoteValue | null): Result<Effect> {
  const body = liveBody(here, name)
  if (body === null) return moved(name)
  if (here.vault.holds(name, versionId)) return succeed(null)
  if (value === null) return moved(name)
  const brought = prepared(here, name, body.kind, value)
  if (!brought.ok) return brought
  const { version } = brought.value
  const extension = withApproval(body, versionId, here.now())
  return succeed((writes) => {
    const put = writes.put(here.actor, name, version, { unlabelled: true, extension })
    wipe(version.value)
    return put
  })
}

function bringStage(here: Here, operation: OperationHere, value: RemoteValue | null): Result<Effect> {
  const { name, versionId, detail } = operation
  const stage = detail.stage ?? CURRENT
  if (stage === CURRENT) return bringCurrent(here, operation, value)
  if (stage === PREVIOUS && versionId !== null) return keepVersion(here, name, versionId, value)
  const body = liveBody(here, name)
  if (body === null) return moved(name)
  const moveTo = detail.moveTo === undefined ? versionId : detail.moveTo
  const holder = at(body.stages, stage) ?? null
  if (holder === moveTo) return succeed(null)
  if (holder !== (detail.removeFrom ?? null)) return moved(name)
  const removeFrom = holder ?? undefined
  if (moveTo === null) return succeed((writes) => writes.moveStage(here.actor, name, { stage, removeFrom }))
  return bring(here, body, moveTo, value, { stage, moveTo, removeFrom }, { stages: [stage] })
}

/** Only fields that are as the plan saw them, or as they are to become. */
function updateHere(here: Here, { name, detail }: OperationHere): Result<Effect> {
  const { planned, actor } = here
  const body = liveBody(here, name)
  if (body === null || planned === null) return moved(name)
  const description = detail.description ?? body.description
  if (![planned.description, description].includes(body.description)) return moved(name)
  const touched = [...Object.keys(detail.tags ?? {}), ...(detail.tagKeys ?? [])]
  const isFree = (key: string): boolean =>
    [at(planned.tags, key), at(detail.tags ?? {}, key)].includes(at(body.tags, key))
  if (!touched.every(isFree)) return moved(name)
  const gone = new Set(detail.tagKeys ?? [])
  const next = Object.entries({ ...body.tags, ...detail.tags }).filter(([key]) => !gone.has(key))
  const tags = Object.fromEntries(next)
  if (description === body.description && sameTags(tags, body.tags)) return succeed(null)
  return succeed((writes) => writes.update(actor, name, touched.length === 0 ? { description } : { description, tags }))
}

function deleteHere(here: Here, { name, expected, detail }: OperationHere): Result<Effect> {
  const body = here.vault.body(name)
  if (!body.ok || body.value.deletionAt !== null) return succeed(null)
  if (currentOf(body.value) !== expected) return moved(name)
  return succeed((writes) => writes.scheduleDeletion(here.actor, name, detail.recoveryWindowDays))
}

/** Theirs is kept in the history first; the merged version is a new one of ours, which waits for its approval. */
function mergeHere(here: Here, operation: OperationHere, value: RemoteValue | null): Result<Effect> {
  const { vault, actor } = here
  const { name, versionId, expected, detail } = operation
  const body = liveBody(here, name)
  if (body === null || versionId === null || expected === null || currentOf(body) !== expected) return moved(name)
  const kept = keepVersion(here, name, versionId, value)
  if (!kept.ok) return kept
  const held = kept.value?.(vault) ?? succeed(null)
  if (!held.ok) return held
  const merged = mergedVersion(here, body, expected, versionId, detail.keysFromRemote ?? [])
  if (!merged.ok) return merged
  return succeed((writes) => {
    const put = writes.put(actor, name, merged.value, { expected })
    wipe(merged.value.value)
    return put
  })
}

/** A new version of `ourId`'s value with these keys of `theirId`'s; both are held. The caller wipes its value. */
export function mergedVersion(
  { vault, prepare }: Pick<Here, 'vault' | 'prepare'>,
  { name, kind }: Pick<SecretBody, 'name' | 'kind'>,
  ourId: string,
  theirId: string,
  keysFromTheirs: readonly string[],
): Result<NewVersion & { readonly versionId: string }> {
  const read = withValue(vault, name, ourId, (ours) =>
    withValue(vault, name, theirId, (theirs) => mergeMembers(ours.bytes, theirs.bytes, keysFromTheirs)),
  )
  if (!read.ok) return read
  if (!read.value.ok) return read.value
  if (read.value.value === null) {
    return fail({
      kind: 'refused',
      message: `${name} is no JSON object on both sides, so its values cannot be merged.`,
    })
  }
  const made = prepare(name, kind, { form: 'text', bytes: read.value.value })
  return made.ok ? succeed({ ...made.value.version, versionId: randomUUID() }) : made
}
