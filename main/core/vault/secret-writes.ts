/** Operations that change secrets. Each is one transaction with its audit entry; memory follows the commit. */
import { randomUUID } from 'node:crypto'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import { CURRENT, type Kind, type Tags } from '../../../shared/model.ts'
import { checkDescription, checkName, checkTags, checkValueSize, checkVersionId } from '../../../shared/rules.ts'
import type { Actor, AuditEvent } from './audit.ts'
import { type SecretBody, stageMap, type ValueOutline, type VersionBody } from './bodies.ts'
import {
  auditEvent,
  damagedValue,
  findLiveSecret,
  findVersion,
  keyPlace,
  nameIndex,
  openDataKey,
  openValue,
  openVersionBody,
  sealSecretBody,
  sealVersionBody,
  type VaultContext,
  valuePlace,
  versionIndex,
} from './context.ts'
import type { LedgerTx } from './ledger.ts'
import { expose, type Redacted } from './redacted.ts'
import { seal } from './seal.ts'
import type { SecretEntry } from './secret-index.ts'
import { equal, keyBytes, randomBytes } from './sodium.ts'
import { moveStage, type StageMap, stagesAfterPut, stagesOf } from './stages.ts'
import { insertSecretRow, insertVersionRow, lastVersionNumber, updateSecretRow } from './store/rows.ts'

/** A new version's content. The caller owns `value` and wipes it after the call. */
export interface NewVersion {
  readonly value: Redacted
  readonly outline: Omit<ValueOutline, 'sizeBytes' | 'createdAt'>
  /** 32–64 characters; a fresh UUID when absent. */
  readonly versionId?: string | undefined
  readonly note?: string | undefined
  /** A word of how it came here, for the audit log. */
  readonly origin?: string | undefined
  /** When it was made, for versions brought from elsewhere; now when absent. */
  readonly createdAt?: number | undefined
  readonly extension?: Readonly<Record<string, unknown>>
}

export interface NewSecret {
  readonly name: string
  readonly kind: Kind
  readonly description?: string
  readonly tags?: Tags
  readonly version?: NewVersion
  readonly extension?: Readonly<Record<string, unknown>>
}

export interface PutOptions {
  readonly stages?: readonly string[] | undefined
  /** The version AWSCURRENT must still be on, or the put is `stale`. */
  readonly expected?: string | undefined
  /** Into the history only: no stage moves. */
  readonly unlabelled?: boolean
  /** As in `SecretUpdate`, in the same transaction. */
  readonly extension?: Readonly<Record<string, unknown>>
}

const arnLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const newArnSuffix = (): string => [...randomBytes(6)].map((byte) => arnLetters[byte % arnLetters.length]).join('')

function checkNewVersion({ value, versionId }: NewVersion): Result<unknown> {
  const size = checkValueSize(value.sizeBytes)
  return size.ok && versionId !== undefined ? checkVersionId(versionId) : size
}

/** Creates a secret, with its first version (AWSCURRENT) when one is given. */
export function createSecret(
  context: VaultContext,
  actor: Actor,
  input: NewSecret,
): Result<{ readonly name: string; readonly versionId: string | null }> {
  const { name, version, description = '', tags = {} } = input
  for (const check of [checkName(name), checkDescription(description), checkTags(tags)]) if (!check.ok) return check
  const checked = version === undefined ? succeed(null) : checkNewVersion(version)
  if (!checked.ok) return checked
  const existing = context.index.get(name)
  if (existing !== undefined) return createAgain(context, existing, version)

  const now = context.now()
  const secretId = randomBytes(16)
  const dataKey = randomBytes(keyBytes)
  const body: SecretBody = {
    name,
    kind: input.kind,
    description,
    tags,
    favourite: false,
    stages: {},
    createdAt: now,
    changedAt: now,
    accessedAt: null,
    deletionAt: null,
    current: null,
    arnSuffix: newArnSuffix(),
    extension: input.extension ?? {},
  }
  const draft = { secretId, revision: 1, body }
  const prepared = version === undefined ? null : prepareVersion(context, draft, dataKey, version, { number: 1 })
  const next = prepared === null ? body : { ...body, ...prepared.change }
  const written = context.ledger.write((tx) => {
    insertSecretRow(tx, {
      secretId,
      nameIndex: nameIndex(context, name),
      revision: 1,
      wrappedKey: seal(context.ledger.keys.wrap, context.ledger.context, keyPlace(secretId), dataKey),
      body: sealSecretBody(context, secretId, 1, next),
    })
    prepared?.insert(tx)
    tx.audit(auditEvent(context, actor, 'secret.create', withVersion(name, prepared?.versionId, version?.origin)))
  })
  dataKey.fill(0)
  if (!written.ok) return written
  const entry = { secretId, revision: 1, body: next }
  context.index.set(entry)
  context.changed(entry)
  return succeed({ name, versionId: prepared?.versionId ?? null })
}

const withVersion = (secret: string, versionId: string | undefined, detail?: string) => ({
  secret,
  ...(versionId === undefined ? {} : { versionId }),
  ...(detail === undefined ? {} : { detail }),
})

/** A create of a name that is taken: a retry of the same token and content succeeds, as in Secrets Manager. */
function createAgain(context: VaultContext, existing: SecretEntry, version: NewVersion | undefined) {
  const { name, deletionAt } = existing.body
  if (deletionAt !== null)
    return fail<Failure>({
      kind: 'scheduled-for-deletion',
      deletionAt,
      message: `A secret named ${name} is scheduled for deletion. Restore it, or wait until it is gone.`,
    })
  const again = version?.versionId === undefined ? null : compareToken(context, existing, version, version.versionId)
  if (again === 'same') return succeed({ name, versionId: version?.versionId ?? null })
  if (again === 'other') return fail(tokenReused(name, version?.versionId ?? ''))
  return fail<Failure>({ kind: 'exists', message: `A secret named ${name} already exists.` })
}

const tokenReused = (name: string, versionId: string): Failure => ({
  kind: 'token-reused',
  message: `The version id ${versionId} is already in use for another value of ${name}.`,
})

/** Whether a version id is free (null), used for the same content, or for other content. */
function compareToken(
  context: VaultContext,
  { secretId }: SecretEntry,
  version: NewVersion,
  versionId: string,
): 'same' | 'other' | null {
  const row = findVersion(context, secretId, versionId)
  if (row === undefined) return null
  const held = openValue(context, row)
  if (held === null || openVersionBody(context, row)?.form !== version.outline.form) return 'other'
  const same = equal(held, expose(version.value))
  held.fill(0)
  return same ? 'same' : 'other'
}

interface PreparedVersion {
  readonly versionId: string
  /** What the secret's body becomes. */
  readonly change: Pick<SecretBody, 'stages' | 'current'>
  insert(tx: LedgerTx): void
}

/** Seals a new version of `entry` under its data key. `stages` absent: it becomes AWSCURRENT. */
function prepareVersion(
  context: VaultContext,
  entry: SecretEntry,
  dataKey: Uint8Array,
  version: NewVersion,
  at: { readonly number: number; readonly stages?: StageMap },
): PreparedVersion {
  const versionId = version.versionId ?? randomUUID()
  const row = { versionRow: randomBytes(16), secretId: entry.secretId, number: at.number }
  const { form, facts, keys } = version.outline
  const body: VersionBody = {
    form,
    facts,
    keys,
    sizeBytes: version.value.sizeBytes,
    versionId,
    createdAt: version.createdAt ?? context.now(),
    accessedAt: null,
    note: version.note ?? '',
    extension: version.extension ?? {},
  }
  const value = seal(dataKey, context.ledger.context, valuePlace(row), expose(version.value))
  const stages = at.stages ?? new Map([[CURRENT, versionId]])
  return {
    versionId,
    change: {
      stages: Object.fromEntries(stages),
      current: stages.get(CURRENT) === versionId ? outlineOf(body) : entry.body.current,
    },
    insert(tx) {
      insertVersionRow(tx, {
        ...row,
        versionIndex: versionIndex(context, entry.secretId, versionId),
        revision: 1,
        body: sealVersionBody(context, row, 1, body),
        value,
      })
    },
  }
}

/** Puts a new version. The same version id with the same content is a retry and changes nothing. */
export function putVersion(
  context: VaultContext,
  actor: Actor,
  name: string,
  version: NewVersion,
  { stages: requested, expected, unlabelled, extension }: PutOptions = {},
): Result<{ readonly versionId: string; readonly stages: readonly string[] }> {
  const found = findLiveSecret(context, name)
  if (!found.ok) return found
  const checked = checkNewVersion(version)
  if (!checked.ok) return checked
  const entry = found.value
  const before = stageMap(entry.body)
  const again = version.versionId === undefined ? null : compareToken(context, entry, version, version.versionId)
  if (again === 'other') return fail(tokenReused(name, version.versionId ?? ''))
  if (again === 'same') {
    const versionId = version.versionId ?? ''
    return succeed({ versionId, stages: stagesOf(before, versionId) })
  }
  const current = before.get(CURRENT)
  if (expected !== undefined && expected !== current)
    return fail({
      kind: 'stale',
      currentVersionId: current ?? '',
      message: `${name} changed since you opened it. Nothing was saved.`,
    })

  const versionId = version.versionId ?? randomUUID()
  const stages = unlabelled ? succeed(before) : stagesAfterPut(before, versionId, requested)
  if (!stages.ok) return stages
  const dataKey = openDataKey(context, entry.secretId)
  if (dataKey === null) return fail({ kind: 'vault-damaged', detail: 'data key', message: `${name} is damaged.` })
  const number = lastVersionNumber(context.ledger.db, entry.secretId) + 1
  const prepared = prepareVersion(context, entry, dataKey, { ...version, versionId }, { number, stages: stages.value })
  dataKey.fill(0)
  const extended = extension === undefined ? {} : { extension: { ...entry.body.extension, ...extension } }
  const change = { ...prepared.change, ...extended, changedAt: context.now() }
  const written = rewrite(
    context,
    entry,
    change,
    auditEvent(context, actor, 'secret.put', withVersion(name, versionId, version.origin)),
    (tx) => prepared.insert(tx),
  )
  return written.ok ? succeed({ versionId, stages: stagesOf(stages.value, versionId) }) : written
}

/** Reseals a secret's body with a change, in one transaction with `more` and the audit entry. */
export function rewrite(
  context: VaultContext,
  { secretId, revision, body }: SecretEntry,
  change: Partial<SecretBody>,
  event: AuditEvent | null,
  more?: (tx: LedgerTx) => void,
): Result<null> {
  const next = { secretId, revision: revision + 1, body: { ...body, ...change } }
  const written = context.ledger.write((tx) => {
    more?.(tx)
    updateSecretRow(tx, secretId, next.revision, sealSecretBody(context, secretId, next.revision, next.body))
    if (event !== null) tx.audit(event)
  })
  if (!written.ok) return written
  context.index.set(next)
  context.changed(next)
  return succeed(null)
}

export interface SecretUpdate {
  readonly description?: string | undefined
  readonly kind?: Kind | undefined
  readonly favourite?: boolean | undefined
  readonly tags?: Tags | undefined
  /** Replaces whole keys of the extension; undefined removes one. */
  readonly extension?: Readonly<Record<string, unknown>> | undefined
}

/** Changes metadata; what is absent stays. `tags` replaces all tags. */
export function updateSecret(context: VaultContext, actor: Actor, name: string, update: SecretUpdate): Result<null> {
  const found = findLiveSecret(context, name)
  if (!found.ok) return found
  const { body } = found.value
  const next = {
    description: update.description ?? body.description,
    kind: update.kind ?? body.kind,
    favourite: update.favourite ?? body.favourite,
    tags: update.tags ?? body.tags,
    extension: update.extension === undefined ? body.extension : { ...body.extension, ...update.extension },
  }
  for (const check of [checkDescription(next.description), checkTags(next.tags)]) if (!check.ok) return check
  const action = update.tags === undefined ? 'secret.update' : 'secret.tag'
  return rewrite(
    context,
    found.value,
    { ...next, changedAt: context.now() },
    auditEvent(context, actor, action, { secret: name }),
  )
}

/** Changes what a room keeps with a secret, which is no change of the secret: its date stays. Undefined removes a key. */
export function extendSecret(
  context: VaultContext,
  actor: Actor,
  name: string,
  extension: Readonly<Record<string, unknown>>,
  noted: string | Pick<AuditEvent, 'action' | 'versionId' | 'detail'>,
): Result<null> {
  const found = findLiveSecret(context, name)
  if (!found.ok) return found
  const next = { extension: { ...found.value.body.extension, ...extension } }
  const { action, ...rest } = typeof noted === 'string' ? { action: 'secret.update' as const, detail: noted } : noted
  return rewrite(context, found.value, next, auditEvent(context, actor, action, { secret: name, ...rest }))
}

/** Adds tags or overwrites their values. */
export function tagSecret(context: VaultContext, actor: Actor, name: string, tags: Tags): Result<null> {
  const found = findLiveSecret(context, name)
  if (!found.ok) return found
  return updateSecret(context, actor, name, { tags: { ...found.value.body.tags, ...tags } })
}

/** Removes tags; unknown keys are ignored, as in Secrets Manager. */
export function untagSecret(context: VaultContext, actor: Actor, name: string, keys: readonly string[]): Result<null> {
  const found = findLiveSecret(context, name)
  if (!found.ok) return found
  const kept = Object.entries(found.value.body.tags).filter(([key]) => !keys.includes(key))
  return updateSecret(context, actor, name, { tags: Object.fromEntries(kept) })
}

/** UpdateSecretVersionStage: moves, adds or detaches one staging label by AWS's rules. */
export function moveSecretStage(
  context: VaultContext,
  actor: Actor,
  name: string,
  move: { readonly stage: string; readonly moveTo?: string | undefined; readonly removeFrom?: string | undefined },
): Result<null> {
  const found = findLiveSecret(context, name)
  if (!found.ok) return found
  const entry = found.value
  const rowOf = (versionId: string) => findVersion(context, entry.secretId, versionId)
  const stages = moveStage(stageMap(entry.body), move, (versionId) => rowOf(versionId) !== undefined)
  if (!stages.ok) return stages
  const currentId = stages.value.get(CURRENT)
  const row = currentId === undefined ? undefined : rowOf(currentId)
  const current = row === undefined ? null : openVersionBody(context, row)
  if (row !== undefined && current === null) return fail(damagedValue(name))
  const event = auditEvent(context, actor, 'secret.label', {
    ...withVersion(name, move.moveTo ?? move.removeFrom),
    detail: move.stage,
  })
  return rewrite(
    context,
    entry,
    {
      stages: Object.fromEntries(stages.value),
      current: current === null ? null : outlineOf(current),
      changedAt: context.now(),
    },
    event,
  )
}

const outlineOf = ({ form, sizeBytes, facts, keys, createdAt }: VersionBody): ValueOutline => ({
  form,
  sizeBytes,
  facts,
  keys,
  createdAt,
})
