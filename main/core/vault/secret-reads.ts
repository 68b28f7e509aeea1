/** Operations that read: metadata from memory, values from the file, one at a time and audited. */
import type { ParsedListQuery } from '../../../shared/contract.ts'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import {
  CURRENT,
  type Overview,
  type SecretDetail,
  type SecretPage,
  type ValueForm,
  type VersionSummary,
} from '../../../shared/model.ts'
import type { Actor, AuditAction, AuditEvent } from './audit.ts'
import { arnOf, dayOf, type SecretBody, stageMap, summarise, summariseVersion, type VersionBody } from './bodies.ts'
import { hex } from './bytes.ts'
import {
  auditEvent,
  damagedValue,
  findLiveSecret,
  findSecret,
  findVersion,
  openValue,
  openVersionBody,
  sealSecretBody,
  sealVersionBody,
  type VaultContext,
  versionIndex,
} from './context.ts'
import { findMatches } from './matches.ts'
import { type Redacted, redact } from './redacted.ts'
import type { OutsideTerms } from './search.ts'
import type { SecretEntry } from './secret-index.ts'
import { stagesOf } from './stages.ts'
import {
  countVersions,
  readWrappedKey,
  updateSecretRow,
  updateVersionBody,
  type VersionRow,
  versionHeadsOf,
} from './store/rows.ts'

export interface Selection {
  readonly name: string
  readonly versionId?: string | undefined
  readonly stage?: string | undefined
}

/** One version's value on its way out; whoever receives it wipes it. */
export interface OpenedValue {
  readonly name: string
  readonly arn: string
  readonly versionId: string
  readonly stages: readonly string[]
  readonly createdAt: number
  readonly form: ValueForm
  readonly value: Redacted
}

export function listSecrets({ index }: VaultContext, query: ParsedListQuery, outside?: OutsideTerms): SecretPage {
  const found = findMatches(index, query, outside)
  return {
    total: found.length,
    revision: index.revision(),
    rows: found.slice(query.offset, query.offset + query.limit).map(({ body }) => summarise(body)),
  }
}

/** Counts for the sidebar, with the prefixes right below the given ones. */
export const summariseVault = ({ index }: VaultContext, below: readonly string[]): Overview => index.overview(below)

export function describeSecret(context: VaultContext, name: string): Result<SecretDetail> {
  const found = findSecret(context, name)
  if (!found.ok) return found
  const { body, secretId } = found.value
  return succeed({
    ...summarise(body),
    keys: body.current?.keys ?? null,
    form: body.current?.form ?? null,
    sizeBytes: body.current?.sizeBytes ?? null,
    versionCount: countVersions(context.ledger.db, secretId),
  })
}

/** A secret's own record in full, for the rooms that build AWS's shapes from it. */
export function readSecretBody(context: VaultContext, name: string): Result<SecretBody> {
  const found = findSecret(context, name)
  return found.ok ? succeed(found.value.body) : found
}

/** Every version, newest first; also of a secret scheduled for deletion. */
export function listVersions(context: VaultContext, name: string): Result<readonly VersionSummary[]> {
  const found = findSecret(context, name)
  if (!found.ok) return found
  const { body, secretId } = found.value
  const heads = versionHeadsOf(context.ledger.db, secretId)
  const versions = heads.map((head) => openVersionBody(context, head))
  if (versions.includes(null)) return fail(damagedValue(name))
  return succeed(versions.flatMap((version) => (version === null ? [] : summariseVersion(body, version))).reverse())
}

/** Whether the vault has this version of a secret, labelled or not; also of one scheduled for deletion. */
export function holdsVersion(context: VaultContext, name: string, versionId: string): boolean {
  const entry = context.index.get(name)
  return entry !== undefined && findVersion(context, entry.secretId, versionId) !== undefined
}

/** Which version a selection means, by AWS's rules: AWSCURRENT by default; id and stage together must agree. */
export function selectVersion({ body }: SecretEntry, { name, versionId, stage }: Selection): Result<string> {
  const stages = stageMap(body)
  if (versionId === undefined) {
    const wanted = stage ?? CURRENT
    const holder = stages.get(wanted)
    if (holder !== undefined) return succeed(holder)
    const message =
      body.current === null && stages.size === 0
        ? `${name} has no value yet.`
        : `No version of ${name} has the staging label ${wanted}.`
    return fail<Failure>({ kind: 'stage-not-found', message })
  }
  if (stage !== undefined && stages.get(stage) !== versionId)
    return fail<Failure>({
      kind: 'stage-refused',
      message: `The staging label ${stage} is not on version ${versionId} of ${name}.`,
    })
  return succeed(versionId)
}

export type ReadAction = Extract<AuditAction, 'secret.reveal' | 'secret.copy' | 'secret.save' | 'secret.sign'>

/**
 * Opens one value. The read is in the audit log before the value leaves (lazily: power loss may take the last entries of
 * reads, and only those). On a read-only vault it cannot be,
 * and the value is still given: being locked out of one's own keys by a full disk would be the worse failure.
 * `action` null: a repeated read that the caller counts, and enters with its count (the endpoint's read log).
 */
export function revealValue(
  context: VaultContext,
  actor: Actor,
  selection: Selection,
  action: ReadAction | null = 'secret.reveal',
  detail?: string,
): Result<OpenedValue> {
  const found = findLiveSecret(context, selection.name)
  if (!found.ok) return found
  const entry = found.value
  const selected = selectVersion(entry, selection)
  if (!selected.ok) return selected
  const versionId = selected.value
  const sealed = findSealed(context, entry.secretId, versionId)
  if (sealed === undefined)
    return fail({ kind: 'version-not-found', message: `${selection.name} has no version ${versionId}.` })
  const { row, body } = sealed
  const bytes = body === null ? null : openValue(context, row, sealed.wrappedKey)
  if (body === null || bytes === null) return fail(damagedValue(selection.name))
  if (action !== null)
    recordRead(
      context,
      entry,
      row,
      body,
      auditEvent(context, actor, action, {
        secret: selection.name,
        versionId,
        ...(detail === undefined ? {} : { detail }),
      }),
    )
  return succeed({
    name: selection.name,
    arn: arnOf(entry.body),
    versionId,
    stages: stagesOf(stageMap(entry.body), versionId),
    createdAt: body.createdAt,
    form: body.form,
    value: redact(bytes),
  })
}

/** What a value is opened from. Nothing in it is a value or a key: those are opened anew for each read. */
interface SealedVersion {
  readonly row: VersionRow
  readonly body: VersionBody | null
  readonly wrappedKey: Uint8Array | undefined
}

/** Of the state after one commit: any commit may have changed a row, and throws all of them away. */
const sealedByVault = new WeakMap<
  VaultContext,
  { readonly generation: number; readonly found: Map<string, SealedVersion> }
>()
const maxSealed = 64

/** A program that asks for the same version again and again does not ask the file each time. */
function findSealed(context: VaultContext, secretId: Uint8Array, versionId: string): SealedVersion | undefined {
  const { generation } = context.ledger.state()
  const last = sealedByVault.get(context)
  const isFresh = last?.generation === generation && last.found.size < maxSealed
  const { found } = isFresh ? last : { found: new Map<string, SealedVersion>() }
  if (!isFresh) sealedByVault.set(context, { generation, found })
  const key = `${hex(secretId)}/${versionId}`
  const known = found.get(key)
  if (known !== undefined) return known
  const row = findVersion(context, secretId, versionId)
  if (row === undefined) return undefined
  const wrappedKey = readWrappedKey(context.ledger.db, secretId)
  const sealed = { row, body: openVersionBody(context, row), wrappedKey }
  found.set(key, sealed)
  return sealed
}

/** The text of AWSCURRENT for a change of it inside the core (so not a read by anybody); null when there is no value. */
export function openCurrent(context: VaultContext, name: string): Result<Redacted | null> {
  const found = findLiveSecret(context, name)
  if (!found.ok) return found
  const versionId = found.value.body.stages[CURRENT]
  const row = versionId === undefined ? undefined : findVersion(context, found.value.secretId, versionId)
  if (row === undefined) return succeed(null)
  const bytes = openVersionBody(context, row) === null ? null : openValue(context, row)
  return bytes === null ? fail(damagedValue(name)) : succeed(redact(bytes))
}

/** Appends the audit entry and, at the first read of a day, the dates that say so. */
function recordRead(
  context: VaultContext,
  { secretId, revision, body }: SecretEntry,
  row: VersionRow,
  version: VersionBody,
  event: AuditEvent,
): void {
  const accessedAt = dayOf(context.now())
  const isNewDay = body.accessedAt !== accessedAt
  const next = { secretId, revision: revision + 1, body: { ...body, accessedAt } }
  const written = context.ledger.write((tx) => {
    tx.audit(event)
    if (isNewDay)
      updateSecretRow(tx, secretId, next.revision, sealSecretBody(context, secretId, next.revision, next.body))
    if (version.accessedAt !== accessedAt) {
      const sealed = sealVersionBody(context, row, row.revision + 1, { ...version, accessedAt })
      updateVersionBody(tx, versionIndex(context, secretId, version.versionId), row.revision + 1, sealed)
    }
  }, 'lazily')
  if (!written.ok || !isNewDay) return
  context.index.set(next)
  context.changed(next)
}
