/**
 * One vault and one AWS account with two regions, and everything that can happen to them between syncs and in the middle
 * of one: edits on either side, lost calls, throttling, credentials that end, a process that is killed. The vault is a real
 * file, AWS the test server's world. What may never happen is noted in `broken` as it happens.
 */
import { cpSync, existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSync, type Sync } from '../../../main/core/sync/create-sync.ts'
import type { Remote } from '../../../main/core/sync/remote.ts'
import { collections } from '../../../main/core/vault/records.ts'
import type { Vault } from '../../../main/core/vault/vault.ts'
import { prepareValue } from '../../../main/core/vault-sync.ts'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import {
  type BaseState,
  type DeletionPolicy,
  guardNames,
  type SyncDirection,
  targetDraft,
} from '../../../shared/sync-model.ts'
import { type Answered, createDirect, type Direct } from '../aws/direct.ts'
import { awsFailure, broken as connectionBroken, createMemoryRemote } from '../aws/memory-remote.ts'
import { actor, homeAt, revealText, type TestHome, unwrap } from '../vault.ts'
import { accountId, approve, type Edit, performEdit, regions } from './sync-edits.ts'

const minute = 60_000

/** What happens at the nth call of a run to AWS, or at the nth write of a run to the vault. */
export type Fault =
  | {
      readonly at: number
      readonly do: 'drop-before' | 'drop-after' | 'throttle' | 'expire' | 'cancel' | 'kill-before' | 'kill-after'
    }
  | { readonly at: number; readonly do: 'edit'; readonly edit: Edit }
  | { readonly at: number; readonly do: 'kill-write-before' | 'kill-write-after' }

export interface SyncCase {
  readonly direct: Direct
  /** What happened that never may. */
  readonly broken: readonly string[]
  vault(): Vault
  sync(): Sync
  edit(edit: Edit): void
  wait(ms: number): void
  /** A sync as it comes: with faults, and sometimes a person who accepts what is offered. */
  run(options: {
    readonly faults: readonly Fault[]
    readonly accept: boolean
    readonly override: boolean
  }): Promise<void>
  /** A sync by a person who approves, accepts, goes on after every guard, and settles; answers how much was to settle. */
  cleanRun(choose: () => 'local' | 'remote' | 'merge'): Promise<number>
  /** What a last plan still says. */
  rest(): Promise<readonly string[]>
  /** Every value anybody wrote here, and every value that AWS shows. */
  check(): void
  close(): Promise<void>
}

const killed = new Error('killed')
/** Memory where there is some: a vault waits for the disk at every commit. */
const roomy = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export interface SyncCaseOptions {
  /** A vault file without secrets, to begin with. */
  readonly template: string
  readonly direction: SyncDirection
  readonly deletion: DeletionPolicy
  readonly listLagMs: number
  /** 0: AWS forgets a version at the next write after its last label. */
  readonly pruneAfterMs: number
  /** How long calls take, beside each other: another number, another order of everything that goes on at once. */
  readonly pace: number
}

export async function startSyncCase(options: SyncCaseOptions): Promise<SyncCase> {
  const folder = mkdtempSync(join(roomy, 'coffer-sync-'))
  cpSync(options.template, join(folder, 'vault.db'))
  const home = homeAt(folder)
  const direct = createDirect({ listLagMs: options.listLagMs, pruneAfterMs: options.pruneAfterMs }, () => home.clock)
  const world = createWatchedWorld(direct, home, createPause(options.pace))
  let vault = await home.unlock()
  let sync = world.open(vault)
  unwrap(await sync.addTarget(actor, draftOf(options)))
  const reopen = async (): Promise<void> => {
    world.disarm()
    await sync.close()
    vault.close()
    vault = await home.unlock()
    sync = world.open(vault)
  }
  const guarded = async <T>(body: () => Promise<T>): Promise<T | null> => {
    try {
      return await body()
    } catch (error) {
      if (error !== killed) throw error
      await reopen()
      return null
    }
  }
  const edit = (given: Edit): void => {
    performEdit(world.written, vault, direct, given, () => {
      home.clock += 1
    })
  }
  world.onEdit((given) => edit(given))
  const approveAll = (): void => {
    for (const { name, deletionAt, stages } of vault.bodies())
      if (deletionAt === null) for (const id of new Set(Object.values(stages))) approve(vault, name, id, home.clock)
  }
  return {
    direct,
    broken: world.broken,
    vault: () => vault,
    sync: () => sync,
    edit,
    wait: (ms) => {
      home.clock += ms
      direct.world.clock.settle()
    },
    run: async ({ faults, accept, override }) => {
      world.arm(faults)
      await guarded(async () => {
        const planned = await sync.plan({})
        const offered =
          planned.ok && accept ? offeredIn(planned.value.plans.flatMap(({ operations }) => operations)) : []
        const overridden = override ? [...guardNames] : []
        const planId = planned.ok && !override ? { planId: planned.value.planId } : {}
        await sync.apply(actor, { ...planId, skip: [], accept: offered, override: overridden })
      })
      world.disarm()
      world.noteAgreed(vault)
    },
    cleanRun: async (choose) => {
      home.clock += 11 * minute
      approveAll()
      const planned = unwrap(await sync.plan({}))
      const accept = offeredIn(planned.plans.flatMap(({ operations }) => operations))
      unwrap(await sync.apply(actor, { skip: [], accept, override: [...guardNames] }))
      world.noteAgreed(vault)
      const conflicts = sync.conflicts()
      for (const conflict of conflicts) settle(sync, conflict, choose())
      return conflicts.length
    },
    rest: async () => {
      home.clock += 11 * minute
      approveAll()
      const { plans, problems } = unwrap(await sync.plan({}))
      return [
        ...problems.map(({ message }) => message),
        ...plans.flatMap(({ operations }) => operations.map(({ id, why }) => `${id}: ${why}`)),
      ]
    },
    check: () => world.checkAll(vault, options.direction),
    close: async () => {
      await sync.close()
      vault.close()
      home.remove()
    },
  }
}

const draftOf = ({ direction, deletion }: SyncCaseOptions) =>
  targetDraft.parse({
    name: 'prod',
    credentials: { from: 'profile', profile: 'prod' },
    regions,
    direction,
    deletion,
    include: ['app/**'],
  })

const offeredIn = (
  operations: readonly { readonly id: string; readonly waitsFor: string | null }[],
): readonly string[] => operations.filter(({ waitsFor }) => waitsFor === 'decision').map(({ id }) => id)

/** What cannot be merged is settled by a side. */
function settle(sync: Sync, conflict: ReturnType<Sync['conflicts']>[number], take: 'local' | 'remote' | 'merge'): void {
  const { name, target, region, mergeable } = conflict
  sync.resolve(actor, { name, target, region }, { take: take === 'merge' && !mergeable ? 'local' : take })
}

/** Waits a few turns of the loop, more or fewer; the same `pace`, the same turns. */
function createPause(pace: number): () => Promise<void> {
  let state = pace
  return async () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    for (let turns = state >>> 29; turns > 0; turns -= 1) await Promise.resolve()
  }
}

function paced(remote: Remote, pause: () => Promise<void>): Remote {
  const slow =
    <A extends readonly unknown[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      await pause()
      const answer = await call(...given)
      await pause()
      return answer
    }
  return {
    region: remote.region,
    calls: remote.calls,
    identify: slow(remote.identify),
    list: slow(remote.list),
    describe: slow(remote.describe),
    readCurrent: slow(remote.readCurrent),
    readVersion: slow(remote.readVersion),
    listVersions: slow(remote.listVersions),
    create: slow(remote.create),
    put: slow(remote.put),
    moveStage: slow(remote.moveStage),
    update: slow(remote.update),
    tag: slow(remote.tag),
    untag: slow(remote.untag),
    scheduleDeletion: slow(remote.scheduleDeletion),
    restore: slow(remote.restore),
    replicate: slow(remote.replicate),
    rotate: slow(remote.rotate),
  }
}

/** AWS with an eye on every call of Coffer's, and a vault whose writes can be the last thing a process does. */
function createWatchedWorld(direct: Direct, home: TestHome, pause: () => Promise<void>) {
  const broken: string[] = []
  const created = new Set<string>()
  /** Every version anybody made: name and version id → value. Merges are the engine's own. */
  const written = new Map<string, string>()
  /** ARN → when both sides first agreed on a version of it. */
  const agreedAt = new Map<string, number>()
  let faults: readonly Fault[] = []
  let calls = 0
  let writes = 0
  let isExpired = false
  /** A process that was killed calls nobody and writes nothing any more, whatever else it was at. */
  let isDead = false
  let open: Vault | null = null
  let cancel: () => void = () => undefined
  let onEdit: (edit: Edit) => void = () => undefined
  const die = (): never => {
    isDead = true
    throw killed
  }
  const faultAt = (at: number, write: boolean): Fault | undefined =>
    faults.find((fault) => fault.at === at && fault.do.startsWith('kill-write') === write)

  const watch = (
    region: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    effect: () => Answered,
  ): Answered => {
    const name = String(input.SecretId ?? input.Name ?? '')
    const secrets = direct.world.region(accountId, region).secrets
    const before = secrets.get(name)?.record
    const loser = before?.stages.get('AWSCURRENT')
    if (operation === 'DeleteSecret' && before !== undefined && !created.has(before.arn)) {
      broken.push(`${name} in ${region} was deleted though Coffer did not create it`)
    }
    if (input.ForceDeleteWithoutRecovery !== undefined) broken.push('a deletion was forced')
    const answer = effect()
    if (operation === 'CreateSecret' && typeof answer.ARN === 'string') created.add(answer.ARN)
    const current = secrets.get(name)?.record.stages.get('AWSCURRENT')
    if (loser !== undefined && current !== loser && !open?.holds(name, loser)) {
      broken.push(`${loser} of ${name} in ${region} lost AWSCURRENT, and the vault does not have it`)
    }
    return answer
  }

  const send =
    (region: string) =>
    (operation: string, input: Readonly<Record<string, unknown>>, effect: () => Answered): Result<Answered> => {
      if (isDead) die()
      // Each call takes its time: of two changes the later one has the later date.
      home.clock += 1
      direct.world.clock.settle()
      calls += 1
      const fault = faultAt(calls, false)
      if (fault?.do === 'edit') onEdit(fault.edit)
      if (fault?.do === 'expire') isExpired = true
      if (isExpired) return fail(awsFailure('ExpiredTokenException'))
      if (fault?.do === 'drop-before') return fail(connectionBroken)
      if (fault?.do === 'throttle') return fail(awsFailure('ThrottlingException'))
      if (fault?.do === 'kill-before') die()
      if (fault?.do === 'cancel') cancel()
      const answer = watch(region, operation, input, effect)
      if (fault?.do === 'drop-after') return fail(connectionBroken)
      if (fault?.do === 'kill-after') die()
      return succeed(answer)
    }

  const mortal =
    <A extends readonly unknown[], R>(write: (...given: A) => R): ((...given: A) => R) =>
    (...given) => {
      if (isDead) die()
      writes += 1
      const fault = faultAt(writes, true)
      if (fault?.do === 'kill-write-before') die()
      const done = write(...given)
      if (fault?.do === 'kill-write-after') die()
      return done
    }

  return {
    broken,
    written,
    agreedAt,
    noteAgreed: (vault: Vault): void => {
      for (const { value } of vault.listRecords<{ readonly state: BaseState }>(collections.syncBase)) {
        const { arn, current } = value.state
        if (arn !== null && current !== null && !agreedAt.has(arn)) agreedAt.set(arn, home.clock)
      }
    },
    onEdit: (listener: (edit: Edit) => void) => {
      onEdit = listener
    },
    arm: (given: readonly Fault[]) => {
      faults = given
      calls = 0
      writes = 0
      isExpired = false
    },
    disarm: () => {
      faults = []
      isExpired = false
      isDead = false
    },
    open: (vault: Vault): Sync => {
      open = vault
      const remotes = new Map(
        regions.map((region) => [
          region as string,
          paced(createMemoryRemote({ direct, accountId, region, send: send(region) }), pause),
        ]),
      )
      const remote = (region: string) => {
        const found = remotes.get(region)
        if (found === undefined) throw new Error(`no region ${region}`)
        return found
      }
      const sync = createSync({
        vault: {
          ...vault,
          alongside: mortal(vault.alongside) as Vault['alongside'],
          changeRecords: mortal(vault.changeRecords),
          restore: mortal(vault.restore),
          put: mortal(vault.put),
        },
        now: () => home.clock,
        connect: async () => succeed({ remote, release: () => undefined, check: async () => fail(connectionBroken) }),
        profiles: async () => [],
        regions: () => [],
        prepare: prepareValue,
        emitProgress: () => undefined,
        emitChanged: () => undefined,
      })
      cancel = sync.cancel
      return sync
    },
    checkAll: (vault: Vault, direction: SyncDirection) =>
      checkAll({ direct, broken, written, agreedAt }, vault, direction),
  }
}

type Watched = ReturnType<typeof createWatchedWorld>

function checkAll(
  { direct, broken, written, agreedAt }: Pick<Watched, 'broken' | 'written' | 'agreedAt'> & { readonly direct: Direct },
  vault: Vault,
  direction: SyncDirection,
): void {
  const readable = (name: string, id: string): string | null => {
    const read = vault.reveal(actor, { name, versionId: id }, null)
    return read.ok ? revealText(vault, name, { versionId: id }) : null
  }
  const live = new Set(vault.bodies().flatMap(({ name, deletionAt }) => (deletionAt === null ? [name] : [])))
  for (const [key, value] of written) {
    const [name = '', id = '', side = ''] = key.split(' ')
    if (side === 'here' && live.has(name) && readable(name, id) !== value)
      broken.push(`${key}: ${value} is not readable`)
  }
  for (const region of regions) {
    for (const [name, { record, versions }] of direct.world.region(accountId, region).secrets) {
      const current = record.stages.get('AWSCURRENT')
      if (record.deletionAt !== undefined || current === undefined || direction !== 'both' || !live.has(name)) continue
      const body = unwrap(vault.body(name))
      if (body.stages.AWSCURRENT !== current)
        broken.push(`${name} in ${region} is on ${current}, here on ${body.stages.AWSCURRENT}`)
      if (readable(name, current) !== versions.get(current)?.bytes.toString()) broken.push(`${name}: values differ`)
      if (record.stages.has('COFFER-SYNC')) broken.push(`${name} in ${region} still has the private stage`)
      // What AWS forgot meanwhile nobody can bring back; what it still has came here, whoever wrote it.
      const since = agreedAt.get(record.arn) ?? Number.POSITIVE_INFINITY
      for (const [id, { createdAt, bytes }] of versions)
        if (createdAt > since && readable(name, id) !== bytes.toString()) broken.push(`${id} of ${name} was lost`)
    }
  }
}
