/** Composition root of sync, for one open vault. */
import { randomUUID } from 'node:crypto'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { AwsProfile, AwsRegion, SyncProgress, Target } from '../../../shared/sync-model.ts'
import type { Vault } from '../vault/vault.ts'
import { type Automatic, startAutomatic } from './automatic.ts'
import { openBaseStore } from './base-store.ts'
import { openConflictStore } from './conflict-store.ts'
import { type Connect, syncActor } from './connect.ts'
import { createDigests } from './digests.ts'
import { createEngine } from './engine.ts'
import { accountChanged } from './guards.ts'
import { createLinks, type SyncLinks } from './links.ts'
import { createProgress } from './progress.ts'
import type { Remote } from './remote.ts'
import type { PrepareValue } from './remote-value.ts'
import { resolveConflicts } from './resolve.ts'
import { openRunStore } from './run-store.ts'
import { createSelection } from './selection.ts'
import type { SyncService } from './service.ts'
import { createStanding, type Standing } from './standing.ts'
import { openTargetStore, type TargetStore } from './target-store.ts'
import { createTurns, type Turns } from './turns.ts'
import { createVetting } from './vetting.ts'

export interface SyncOptions {
  readonly vault: Vault
  readonly now: () => number
  readonly connect: Connect
  readonly profiles: () => Promise<readonly AwsProfile[]>
  readonly regions: () => readonly AwsRegion[]
  readonly prepare: PrepareValue
  readonly emitProgress: (progress: SyncProgress | null) => void
  /** Targets, their standing, conflicts or approvals changed. */
  readonly emitChanged: () => void
}

export interface Sync extends SyncService {
  readonly links: SyncLinks
}

export function createSync(options: SyncOptions): Sync {
  const { now, prepare, emitChanged } = options
  const { vault, isWriting } = withOwnWrites(options.vault)
  const digests = createDigests()
  const bases = openBaseStore(vault)
  const conflicts = openConflictStore(vault)
  const runs = openRunStore(vault)
  const turns = createTurns()
  let targetsRevision = 0
  const onTargets = (): void => {
    targetsRevision += 1
    emitChanged()
  }
  const targets = openTargetStore({ vault, connect: options.connect, now, bases, conflicts, onChange: onTargets })
  const standing = createStanding({ vault, targets, bases, conflicts, runs })
  const progress = createProgress(now, options.emitProgress)
  const parts = { vault, now, bases, conflicts, digests, prepare, targets, runs, standing, progress, turns }
  const engine = createEngine({ ...parts, onChange: emitChanged })
  const vetting = createVetting({
    ...parts,
    isPushed: (body) => isPushed(targets, body),
    rotatesInAws: standing.rotatesInAws,
    onChange: emitChanged,
  })
  const automatic = startAutomatic({
    targets: targets.list,
    turns,
    now,
    run: (by, names) => engine.runBySelf(by, syncActor, names),
  })
  let contents = vault.contentRevision()
  const unwatch = vault.onChange(() => {
    const isRead = vault.contentRevision() === contents
    contents = vault.contentRevision()
    if (!isRead && !isWriting()) automatic.nudge()
  })
  return {
    ...vetting,
    ...targetCalls(targets, standing, turns),
    profiles: options.profiles,
    regions: options.regions,
    targetsOf: (name) => {
      const body = vault.body(name)
      return body.ok ? succeed(standing.ofSecret(body.value)) : body
    },
    plan: engine.plan,
    apply: engine.apply,
    cancel: turns.cancel,
    status: () => ({
      targets: standing.statuses(),
      running: progress.current(),
      conflicts: conflicts.all().length,
    }),
    conflicts: conflicts.all,
    resolve: (actor, at, resolution) => {
      const settled = resolveConflicts(parts, actor, at, resolution)
      if (!settled.ok) return settled
      standing.settled(at, resolution.take !== 'remote')
      emitChanged()
      return settled
    },
    history: runs.list,
    rotateInAws: (at) => rotateInAws(targets, at),
    nudge: automatic.nudge,
    networkReturned: automatic.networkReturned,
    close: () => closeAll(automatic, unwatch, turns.close),
    links: createLinks(bases, targets.list, () => targetsRevision),
  }
}

/** The vault as sync writes it: what a sync itself changes is no reason for another one. */
function withOwnWrites(vault: Vault): { readonly vault: Vault; readonly isWriting: () => boolean } {
  let depth = 0
  const own =
    <A extends readonly unknown[], R>(write: (...given: A) => R) =>
    (...given: A): R => {
      depth += 1
      try {
        return write(...given)
      } finally {
        depth -= 1
      }
    }
  const alongside: Vault['alongside'] = (...given) => own(() => vault.alongside(...given))()
  return {
    vault: { ...vault, alongside, put: own(vault.put), restore: own(vault.restore) },
    isWriting: () => depth > 0,
  }
}

async function closeAll(automatic: Automatic, unwatch: () => void, end: () => Promise<void>): Promise<void> {
  automatic.close()
  unwatch()
  await end()
}

function targetCalls(targets: TargetStore, standing: Standing, turns: Turns) {
  return {
    targets: targets.list,
    addTarget: targets.add,
    changeTarget: targets.change,
    checkTarget: targets.check,
    removeTarget: (...[actor, name]: Parameters<SyncService['removeTarget']>) => {
      if (turns.isBusy()) return fail(isBusy)
      const removed = targets.remove(actor, name)
      if (removed.ok) standing.forget(name)
      return removed
    },
  }
}

const isBusy: Failure = { kind: 'refused', message: 'A sync is running. Wait for its end, or cancel it first.' }

function isPushed(
  targets: TargetStore,
  { name, tags }: Parameters<Parameters<typeof createVetting>[0]['isPushed']>[0],
) {
  return targets.list().some((target) => {
    if (target.direction === 'pull') return false
    const selection = createSelection(target)
    return selection.takes(name) && selection.toRemote(name) !== null && selection.tagged(tags)
  })
}

/** AWS rotates with the rule it has; what it makes comes back with the next sync. */
async function rotateInAws(
  targets: TargetStore,
  { target: targetName, region, name, mfaCode }: Parameters<SyncService['rotateInAws']>[0],
): Promise<Result<null>> {
  const target = targets.find(targetName)
  if (!target.ok) return target
  const selection = createSelection(target.value)
  const remoteName = selection.takes(name) ? selection.toRemote(name) : null
  if (remoteName === null || !target.value.regions.includes(region)) {
    return fail({ kind: 'not-found', message: `${targetName} does not sync ${name} in ${region}.` })
  }
  const connected = await targets.connect(target.value, mfaCode)
  if (!connected.ok) return connected
  const rotated = await rotateIfPinned(connected.value.remote(region), target.value, remoteName)
  connected.value.release()
  return rotated
}

/** Never in another account, whoever the credentials are by now. */
async function rotateIfPinned(remote: Remote, target: Target, remoteName: string): Promise<Result<null>> {
  const identity = await remote.identify()
  if (!identity.ok) return identity
  const halt = accountChanged(target, identity.value)
  if (halt !== null) return fail({ kind: 'refused', message: `${halt.reason} Nothing was rotated. ${halt.fix}` })
  return remote.rotate(remoteName, randomUUID())
}
