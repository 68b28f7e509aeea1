/**
 * Settles conflicts in the vault. What is AWSCURRENT here afterwards is what the next plan carries on: the base moves to
 * the remote's version, in the same transaction, so that from then on only this side has moved.
 */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { CURRENT } from '../../../shared/model.ts'
import type { Conflict, Resolution } from '../../../shared/sync-model.ts'
import type { Actor, AuditEvent } from '../vault/audit.ts'
import type { RecordChange } from '../vault/records.ts'
import { wipe } from '../vault/redacted.ts'
import type { SecretWrites, Vault } from '../vault/vault.ts'
import { mergedVersion } from './apply-here.ts'
import type { BaseStore } from './base-store.ts'
import type { ConflictStore } from './conflict-store.ts'
import type { Digests } from './digests.ts'
import { withValue } from './local-value.ts'
import type { ValueDigest } from './plan-input.ts'
import { compareValues, splitKeys } from './plan-values.ts'
import type { PrepareValue } from './remote-value.ts'

export interface ResolveOptions {
  readonly vault: Vault
  readonly now: () => number
  readonly bases: BaseStore
  readonly conflicts: ConflictStore
  readonly digests: Digests
  readonly prepare: PrepareValue
}

export interface ConflictAt {
  readonly name: string
  readonly target?: string | undefined
  readonly region?: string | undefined
  /** AWS's version as it was shown; absent: nobody looked. */
  readonly remoteVersionId?: string | null | undefined
}

export function resolveConflicts(
  options: ResolveOptions,
  actor: Actor,
  at: ConflictAt,
  resolution: Resolution,
): Result<{ readonly versionId: string }> {
  const found = options.conflicts.all().filter((conflict) => isAt(conflict, at))
  const body = options.vault.body(at.name)
  if (!body.ok) return body
  if (found.length === 0) return fail({ kind: 'not-found', message: `Nothing about ${at.name} waits to be settled.` })
  const current = body.value.stages[CURRENT] ?? null
  const isMeant = ({ localVersionId }: Conflict): boolean => sameValue(options, at.name, localVersionId, current)
  if (current === null || !found.every(isMeant)) {
    const message = `${at.name} changed here since the conflict was found. Sync again, then settle what it finds.`
    return fail({ kind: 'stale', currentVersionId: current ?? '', message })
  }
  const { remoteVersionId: shown } = at
  if (shown !== undefined && found.some(({ remoteVersionId }) => remoteVersionId !== shown)) {
    const message = `${at.name} changed in AWS since you looked at it. Look again: nothing was settled.`
    return fail({ kind: 'stale', currentVersionId: current, message })
  }
  const choice = resolution.take === 'local' ? succeed(found) : oneRemote(at.name, found)
  return choice.ok ? settle(options, actor, choice.value, current, resolution) : choice
}

const isAt = (conflict: Conflict, { name, target, region }: ConflictAt): boolean =>
  conflict.name === name &&
  (target === undefined || conflict.target === target) &&
  (region === undefined || conflict.region === region)

function digestOf({ vault, digests }: ResolveOptions, name: string, versionId: string | null): ValueDigest | null {
  if (versionId === null) return null
  const read = withValue(vault, name, versionId, ({ form, bytes }) => digests.ofValue(form, bytes))
  return read.ok ? read.value : null
}

/** The same version, or the same value under another id: a sync with another region may have given it one. */
function sameValue(options: ResolveOptions, name: string, one: string | null, other: string | null): boolean {
  const digest = one === other ? null : digestOf(options, name, one)
  return one === other || (digest !== null && digest.whole === digestOf(options, name, other)?.whole)
}

/** Theirs must be one version: where two regions differ, a person says which is meant. */
function oneRemote(name: string, found: readonly Conflict[]): Result<readonly Conflict[]> {
  const ids = new Set(found.map(({ remoteVersionId }) => remoteVersionId))
  if (ids.size === 1) return succeed(found)
  const places = found.map(({ target, region }) => `${target} ${region}`).join(', ')
  return fail({ kind: 'refused', message: `${name} differs from place to place (${places}): say which one you mean.` })
}

function settle(
  options: ResolveOptions,
  actor: Actor,
  found: readonly Conflict[],
  current: string,
  resolution: Resolution,
): Result<{ readonly versionId: string }> {
  const { vault, now } = options
  const [first] = found
  const name = first?.name ?? ''
  const theirs = first?.remoteVersionId ?? null
  const records = recordsOf(options, found)
  const event: AuditEvent = {
    at: now(),
    actor,
    action: 'sync.pull',
    secret: name,
    detail: `settled: ${resolution.take}`,
  }
  const write = (operation: (writes: SecretWrites) => Result<unknown>, versionId: string) => {
    const written = vault.alongside<unknown>(records.changes, { ...event, versionId }, operation)
    if (written.ok) records.commit()
    return written.ok ? succeed({ versionId }) : written
  }
  if (resolution.take === 'local') {
    const kept = vault.changeRecords(records.changes, { ...event, versionId: current })
    if (kept.ok) records.commit()
    return kept.ok ? succeed({ versionId: current }) : kept
  }
  if (theirs === null || first === undefined)
    return fail({ kind: 'refused', message: `${name} has no value there to take.` })
  if (resolution.take === 'remote') {
    return write(
      (writes) => writes.moveStage(actor, name, { stage: CURRENT, moveTo: theirs, removeFrom: current }),
      theirs,
    )
  }
  const keys = chosenKeys(options, first, current, theirs, resolution)
  if (!keys.ok) return keys
  const body = vault.body(name)
  if (!body.ok) return body
  const merged = mergedVersion(options, body.value, current, theirs, keys.value)
  if (!merged.ok) return merged
  const done = write((writes) => writes.put(actor, name, merged.value, { expected: current }), merged.value.versionId)
  wipe(merged.value.value)
  return done
}

/** The keys to take from the remote's value. */
function chosenKeys(
  options: ResolveOptions,
  { name, baseVersionId }: Conflict,
  ours: string,
  theirs: string,
  resolution: Extract<Resolution, { readonly take: 'merge' | 'fields' }>,
): Result<readonly string[]> {
  const of = (versionId: string | null) => digestOf(options, name, versionId)
  const digests = { base: of(baseVersionId), local: of(ours), remote: of(theirs) }
  const compared = compareValues(digests, baseVersionId !== null)
  if (compared === null || compared.keys === null) {
    return fail({ kind: 'refused', message: `${name} is no JSON object on both sides: take one side as a whole.` })
  }
  const { keysFromRemote = [], conflictingKeys = [] } = splitKeys(compared.keys)
  const fields = resolution.take === 'fields' ? resolution.fields : {}
  const known = new Set(compared.keys.map(({ key }) => key))
  const strange = Object.keys(fields).find((key) => !known.has(key))
  if (strange !== undefined) {
    return fail({ kind: 'invalid', field: 'fields', message: `Neither value of ${name} has a key ${strange}.` })
  }
  const open = conflictingKeys.filter((key) => !Object.hasOwn(fields, key))
  if (open.length > 0) {
    const message = `Both sides changed ${open.join(', ')} of ${name}: say for each which side to take.`
    return fail({ kind: 'refused', message })
  }
  const sideOf = (key: string): 'local' | 'remote' =>
    Object.hasOwn(fields, key) ? (fields[key] ?? 'local') : keysFromRemote.includes(key) ? 'remote' : 'local'
  return succeed([...known].filter((key) => sideOf(key) === 'remote'))
}

function recordsOf({ bases, conflicts, now }: ResolveOptions, found: readonly Conflict[]) {
  const settled = conflicts.settled(found)
  const moved = found.map((conflict) => bases.moved(conflict, agreedRow(bases, conflict, now())))
  const changes: readonly RecordChange[] = [...settled.changes, ...moved.map(({ change }) => change)]
  return {
    changes,
    commit: () => {
      settled.commit()
      for (const { commit } of moved) commit()
    },
  }
}

/** Both sides know the remote's version from now on; what else was agreed stays, and nothing where nothing was. */
function agreedRow(bases: BaseStore, conflict: Conflict, now: number) {
  const { name, remoteName, remoteVersionId } = conflict
  const row = bases.get(conflict, name)
  const before =
    row?.state.remoteName === remoteName
      ? row.state
      : {
          name,
          remoteName,
          arn: null,
          created: false,
          deletionAt: null,
          stages: {},
          description: '',
          tags: {},
          kmsKeyId: null,
        }
  return { state: { ...before, current: remoteVersionId, agreedAt: now }, pushed: row?.pushed ?? [] }
}
