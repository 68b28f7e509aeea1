/** Targets, each a record of the vault, with the account that STS named when it was added. */
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { Target, TargetCheck } from '../../../shared/sync-model.ts'
import type { Actor, AuditEvent } from '../vault/audit.ts'
import { collections } from '../vault/records.ts'
import type { Vault } from '../vault/vault.ts'
import type { BaseStore } from './base-store.ts'
import type { ConflictStore } from './conflict-store.ts'
import { type Connect, connectTarget, type Reachable, type TargetConnection } from './connect.ts'
import { replicasAtHome } from './guards.ts'
import type { ParsedTarget } from './service.ts'

interface StoredTarget {
  readonly target: Target
  /** The vault in which it was added, and whose base is kept for it. */
  readonly vaultId: string
}

export interface TargetStore {
  list(): readonly Target[]
  find(name: string): Result<Target>
  vaultIdOf(name: string): string | null
  connect(target: Target, mfaCode?: string): Promise<Result<TargetConnection>>
  add(actor: Actor, draft: ParsedTarget, mfaCode?: string): Promise<Result<Target>>
  change(actor: Actor, draft: ParsedTarget, mfaCode?: string): Promise<Result<Target>>
  remove(actor: Actor, name: string): Result<null>
  check(name: string, mfaCode?: string): Promise<Result<TargetCheck>>
}

export interface TargetStoreOptions {
  readonly vault: Vault
  readonly connect: Connect
  readonly now: () => number
  readonly bases: BaseStore
  readonly conflicts: ConflictStore
  readonly onChange: () => void
}

export function openTargetStore(options: TargetStoreOptions): TargetStore {
  const { vault, now, onChange } = options
  const kept = new Map<string, StoredTarget>()
  for (const { key, value } of vault.listRecords<StoredTarget>(collections.targets)) kept.set(key, value)
  takeOver(vault, kept)
  const noted = new Set<string>()
  const reach = (place: Reachable, mfaCode: string | undefined) =>
    connectTarget(vault, options.connect, place, mfaCode, noted)
  const connect = (target: Target, mfaCode?: string) => reach(target, mfaCode)
  const find = (name: string): Result<Target> => {
    const found = kept.get(name)
    return found === undefined ? fail(noTarget(name, [...kept.keys()])) : succeed(found.target)
  }
  const event = (actor: Actor, detail: string): AuditEvent => ({ at: now(), actor, action: 'setting.change', detail })
  const keep = (actor: Actor, stored: StoredTarget, what: string): Result<Target> => {
    const { target } = stored
    const detail = `target ${target.name} ${what}: account ${target.accountId}, ${target.regions.join(' ')}`
    const written = vault.putRecord(collections.targets, target.name, stored, event(actor, detail))
    if (!written.ok) return written
    kept.set(target.name, stored)
    onChange()
    return succeed(target)
  }
  return {
    list: () => [...kept.values()].map(({ target }) => target).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    find,
    vaultIdOf: (name) => kept.get(name)?.vaultId ?? null,
    connect,
    add: async (actor, draft, mfaCode) => {
      if (kept.has(draft.name)) return fail(nameTaken(draft.name))
      const pinned = await pin(reach, draft, mfaCode)
      if (!pinned.ok) return pinned
      // Somebody may have been quicker while STS was asked.
      if (kept.has(draft.name)) return fail(nameTaken(draft.name))
      return keep(actor, { target: { ...pinned.value, addedAt: now() }, vaultId: vault.vaultId }, 'added')
    },
    change: async (actor, draft, mfaCode) => {
      const before = kept.get(draft.name)
      if (before === undefined) return fail(noTarget(draft.name, [...kept.keys()]))
      const pinned = await pin(reach, { ...draft, expectedAccountId: before.target.accountId }, mfaCode)
      if (!pinned.ok) return pinned
      if (kept.get(draft.name) !== before) return fail(changedMeanwhile(draft.name))
      return keep(actor, { ...before, target: { ...pinned.value, addedAt: before.target.addedAt } }, 'changed')
    },
    remove: (actor, name) => {
      if (!kept.has(name)) return fail(noTarget(name, [...kept.keys()]))
      const base = options.bases.ended(name)
      const conflicts = options.conflicts.settled(options.conflicts.all().filter(({ target }) => target === name))
      const own = { collection: collections.targets, key: name, value: undefined }
      const changes = [own, ...base.changes, ...conflicts.changes]
      const removed = vault.changeRecords(changes, event(actor, `target ${name} removed`))
      if (!removed.ok) return removed
      kept.delete(name)
      base.commit()
      conflicts.commit()
      onChange()
      return succeed(null)
    },
    check: async (name, mfaCode) => {
      const target = find(name)
      if (!target.ok) return target
      const connected = await connect(target.value, mfaCode)
      return connected.ok ? checkConnection(connected.value, target.value) : connected
    },
  }
}

/** New keys give a vault another id. It is the same vault all the same, and goes on with what it had agreed. */
function takeOver(vault: Vault, kept: Map<string, StoredTarget>): void {
  const others = [...kept.values()].filter(({ vaultId }) => vaultId !== vault.vaultId)
  const former = others.length === 0 ? [] : vault.formerIds()
  const own = others
    .filter(({ vaultId }) => former.includes(vaultId))
    .map((one) => ({ ...one, vaultId: vault.vaultId }))
  for (const one of own) kept.set(one.target.name, one)
  if (own.length === 0 || vault.isReadOnly()) return
  vault.changeRecords(own.map((value) => ({ collection: collections.targets, key: value.target.name, value })))
}

async function checkConnection(connection: TargetConnection, target: Target): Promise<Result<TargetCheck>> {
  const checked = await connection.check({
    prefix: target.remotePrefix,
    writes: target.direction !== 'pull',
    deletes: target.deletion.kind === 'schedule' && target.direction !== 'pull',
    replicates: target.replicas.length > 0,
    regions: target.regions,
  })
  connection.release()
  return checked
}

/** Asks STS whose credentials these are; another account than the expected one is refused. */
async function pin(
  reach: (place: Reachable, mfaCode: string | undefined) => Promise<Result<TargetConnection>>,
  { expectedAccountId, ...draft }: ParsedTarget,
  mfaCode: string | undefined,
): Promise<Result<Omit<Target, 'addedAt'>>> {
  const fits = checkReplicas(draft)
  if (!fits.ok) return fits
  const connected = await reach(draft, mfaCode)
  if (!connected.ok) return connected
  const identity = await connected.value.remote(draft.regions[0] ?? '').identify()
  connected.value.release()
  if (!identity.ok) return identity
  const { accountId, partition } = identity.value
  if (expectedAccountId !== undefined && expectedAccountId !== accountId) {
    const message = `These credentials are for account ${accountId}, not for ${expectedAccountId}. Nothing was changed.`
    return fail({ kind: 'refused', message })
  }
  return succeed({ ...draft, accountId, partition })
}

function checkReplicas({ regions, replicas }: ParsedTarget): Result<null> {
  const [home] = replicasAtHome({ regions, replicas })
  const all = replicas.map(({ region }) => region)
  const twice = all.find((region, index) => all.indexOf(region) !== index)
  if (home === undefined && twice === undefined) return succeed(null)
  const message =
    home === undefined
      ? `${twice} is named twice among the replicas: name each region once.`
      : `The target syncs with ${home} itself, so it can have no replicas there: name other regions for them.`
  return fail({ kind: 'invalid', field: 'replicas', message })
}

const nameTaken = (name: string) => ({ kind: 'exists', message: `There is a target named ${name} already.` }) as const

const changedMeanwhile = (name: string): Failure => ({
  kind: 'stale',
  currentVersionId: '',
  message: `The target ${name} was changed or removed meanwhile. Nothing was changed.`,
})

const noTarget = (name: string, others: readonly string[]) =>
  ({ kind: 'not-found', message: `There is no target named ${name}.`, near: others.slice(0, 20) }) as const
