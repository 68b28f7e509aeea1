/**
 * PURE: small questions between plan and apply. Each says null, or why it doubts with the numbers that made it doubt, and
 * the way on. A guard halts the whole plan of its target and region: doubt about one secret may be doubt about all.
 */
import { limits } from '../../../shared/limits.ts'
import type { GuardName, Halt, Operation, Plan, Target } from '../../../shared/sync-model.ts'
import { listed, type Pair } from './plan-draft.ts'
import type { PlanInput, Planned } from './plan-input.ts'
import { looksEmptyThere, pairUp } from './plan-needs.ts'
import { createSelection } from './selection.ts'

/** Deletions of one plan, both sides together. */
export const maxDeletions = 10
export const maxDeletedShare = 0.2
export const maxClockOffsetMs = 5 * 60_000
/** AWS asks for one write per secret in 10 minutes at most, sustained: so many in an hour. */
export const maxWritesPerHour = 6
/** AWS keeps about 100 versions of the last 24 hours and refuses more. */
export const maxWritesPerDay = 100
/** A plan older than this was made from a state nobody should rely on. */
export const maxPlanAgeMs = 15 * 60_000

const hourMs = 3_600_000

type Guard = (input: PlanInput, planned: Planned, pairs: readonly Pair[]) => Halt | null

/** What no later question should be asked without: to be asked before anything is listed. Never overridable. */
export function guardIdentity({ target, identity, vaultId, baseVaultId }: GuardIdentityInput): Halt | null {
  return accountChanged(target, identity) ?? foreignBase(target, vaultId, baseVaultId)
}
export type GuardIdentityInput = Pick<PlanInput, 'target' | 'identity' | 'vaultId' | 'baseVaultId'>

/** The first guard that refuses and was not overridden; null: go on. */
export function guardPlan(input: PlanInput, planned: Planned): Halt | null {
  const identity = guardIdentity(input)
  if (identity !== null) return identity
  const { pairs } = pairUp(input)
  const guards: readonly Guard[] = [nameCollision, replicasMeet, clockOff, sideEmpty, deletions, valueSize, writeRate]
  for (const guard of guards) {
    const halt = guard(input, planned, pairs)
    if (halt !== null && !(halt.overridable && input.overridden.includes(halt.guard))) return halt
  }
  return null
}

const planAgain = 'Make a new plan and apply that one.'

/** When a kept plan is applied: whether the vault or the clock has moved on since. */
export function guardStale(
  plan: Pick<Plan, 'madeAt' | 'revision'>,
  at: { readonly revision: number; readonly now: number },
): Halt | null {
  if (plan.revision !== at.revision) {
    const reason = `The vault has changed since this plan was made (revision ${plan.revision} then, ${at.revision} now).`
    return halt('stale-plan', reason, planAgain, false)
  }
  const ageMs = at.now - plan.madeAt
  if (ageMs >= 0 && ageMs <= maxPlanAgeMs) return null
  const reason =
    ageMs < 0
      ? `This plan was made ${minutes(-ageMs)} in the future: the clock was set back.`
      : `This plan is ${minutes(ageMs)} old; after ${minutes(maxPlanAgeMs)} AWS may have changed.`
  return halt('stale-plan', reason, planAgain, false)
}

/** When a kept plan is applied whose target was changed or removed since: its rules are not those that were asked for. */
export const targetChanged = ({ name }: Pick<Target, 'name'>): Halt =>
  halt('stale-plan', `The target ${name} was changed or removed since this plan was made.`, planAgain, false)

const halt = (guard: GuardName, reason: string, fix: string, overridable: boolean): Halt => ({
  guard,
  reason,
  fix,
  overridable,
})

/** Whether the credentials are for another account than the one that was pinned when the target was added. */
export function accountChanged(target: Target, identity: PlanInput['identity']): Halt | null {
  const { accountId, partition } = identity
  if (accountId === target.accountId && partition === target.partition) return null
  return halt(
    'account-changed',
    `The credentials of ${target.name} are for account ${accountId} (${partition}), but the target is account ${target.accountId} (${target.partition}).`,
    'Sign in to the right account, or add a target of its own for the other one.',
    false,
  )
}

function foreignBase(target: Target, vaultId: string, baseVaultId: string | null): Halt | null {
  if (baseVaultId === null || baseVaultId === vaultId) return null
  return halt(
    'foreign-base',
    `What ${target.name} last agreed on was recorded by another vault (${baseVaultId}); this is ${vaultId}, a restored copy with a life of its own.`,
    'Remove the target and add it again: the first sync compares everything anew and deletes nothing.',
    false,
  )
}

/** Every remote name this plan is about, asked of each other target of the same account and region. */
function nameCollision(input: PlanInput, _: Planned, pairs: readonly Pair[]): Halt | null {
  const tagsHere = new Map(input.locals.map((local) => [local.name, local.tags]))
  for (const other of input.otherTargets.filter((target) => sameRegion(target, input))) {
    const selection = createSelection(other)
    const shared = pairs.filter((pair) => {
      const name = selection.toLocal(pair.remoteName)
      if (name === null || !selection.takes(name)) return false
      return selection.tagged(tagsHere.get(name) ?? pair.remote?.tags ?? pair.base?.tags ?? {})
    })
    const [first] = shared
    if (first === undefined) continue
    return halt(
      'name-collision',
      `${input.target.name} and ${other.name} both sync ${first.remoteName} in account ${other.accountId}, ${input.region}${more(shared.length - 1)}.`,
      'Give one of the two targets another remote prefix or region, or exclude the names from one.',
      false,
    )
  }
  return null
}

/** A replica takes the name of its secret, and in a region of its own the target syncs a secret of that name already. */
export const replicasAtHome = ({ regions, replicas }: Pick<Target, 'regions' | 'replicas'>): readonly string[] =>
  replicas.map(({ region }) => region).filter((region) => regions.includes(region))

/** Of targets that an older Coffer let through: halted before the first such replica is made. */
function replicasMeet({ target }: PlanInput, { operations }: Planned): Halt | null {
  const home = replicasAtHome(target)
  const first = operations.find(({ detail }) => detail.replicas?.some(({ region }) => home.includes(region)))
  if (first === undefined) return null
  return halt(
    'name-collision',
    `${target.name} would make replicas in ${listed(home)}, where it syncs the same names: ${first.remoteName} would be there twice.`,
    'Take those regions away from the replicas of the target, or from its regions.',
    false,
  )
}

const sameRegion = (other: Target, { target, region }: PlanInput): boolean =>
  other.name !== target.name &&
  other.accountId === target.accountId &&
  other.partition === target.partition &&
  other.endpointUrl === target.endpointUrl &&
  other.regions.includes(region)

function clockOff({ clock, region }: PlanInput): Halt | null {
  if (clock === null) return null
  const offsetMs = clock.serverAt - clock.localAt
  if (Math.abs(offsetMs) <= maxClockOffsetMs) return null
  return halt(
    'clock',
    `This machine's clock is ${minutes(Math.abs(offsetMs))} ${offsetMs > 0 ? 'behind' : 'ahead of'} the clock of AWS in ${region}; up to ${minutes(maxClockOffsetMs)} is fine.`,
    'Set the clock of this machine, then plan again.',
    true,
  )
}

/** Agreed secrets, and not one of them on a side: a wrong vault, missing permissions, or a wiped account. */
function sideEmpty({ target, region }: PlanInput, planned: Planned, pairs: readonly Pair[]): Halt | null {
  const agreed = pairs.filter(({ base }) => base !== null && base.deletionAt === null).length
  const fix = 'Look whether the target, its prefixes and the vault are the right ones; if it is meant, go on.'
  if (looksEmptyThere(pairs)) {
    return halt(
      'side-empty',
      `${target.name} had ${agreed} synced ${secrets(agreed)} in ${region}, and AWS lists 0 of them.`,
      fix,
      true,
    )
  }
  const deletes = planned.operations.some(({ action }) => action === 'delete')
  const here = pairs.filter(({ base, local }) => base !== null && local !== null && local.deletionAt === null).length
  if (agreed === 0 || here > 0 || !deletes) return null
  return halt(
    'side-empty',
    `The vault had ${agreed} ${secrets(agreed)} synced with ${target.name} in ${region}, and holds 0 of them now.`,
    fix,
    true,
  )
}

function deletions({ target, region }: PlanInput, planned: Planned, pairs: readonly Pair[]): Halt | null {
  const here = planned.operations.filter(({ action }) => action === 'pull-delete').length
  const there = planned.operations.filter(({ action }) => action === 'delete').length
  const count = here + there
  const of = pairs.filter(({ base }) => base !== null && base.deletionAt === null).length
  if (count === 0 || (count <= maxDeletions && count <= of * maxDeletedShare)) return null
  return halt(
    'deletions',
    `${count} of ${of} synced ${secrets(of)} of ${target.name} in ${region} would be deleted (${here} here, ${there} in AWS), ${percent(count / of)}; up to ${maxDeletions} and ${percent(maxDeletedShare)} go without asking.`,
    'Read the list; if all of them are meant, go on. All can be restored within their window.',
    true,
  )
}

const puts = ({ operations }: Planned): readonly Operation[] =>
  operations.filter(({ action, waitsFor }) => (action === 'push' || action === 'create') && waitsFor === null)

function valueSize({ locals }: PlanInput, planned: Planned): Halt | null {
  const sizes = new Map(locals.map(({ name, current, sizeBytes }) => [name, { current, sizeBytes: sizeBytes ?? 0 }]))
  const large = puts(planned).filter(({ name, versionId }) => {
    const local = sizes.get(name)
    return local !== undefined && local.current === versionId && local.sizeBytes > limits.valueBytes
  })
  const [first] = large
  if (first === undefined) return null
  return halt(
    'value-size',
    `The value of ${first.name} has ${sizes.get(first.name)?.sizeBytes} bytes, and AWS takes ${limits.valueBytes}${more(large.length - 1)}.`,
    'Make the value smaller, or exclude the secret from the target.',
    false,
  )
}

/** Pushes of the last hour and day, this plan's included. */
function writeRate({ locals, now }: PlanInput, planned: Planned): Halt | null {
  const byName = new Map(locals.map(({ name, pushedAt }) => [name, pushedAt]))
  const planCounts = new Map<string, number>()
  for (const { name } of puts(planned)) planCounts.set(name, (planCounts.get(name) ?? 0) + 1)
  for (const [name, planned] of planCounts) {
    const since = (ms: number): number =>
      planned + (byName.get(name) ?? []).filter((pushedAt) => pushedAt > now - ms && pushedAt <= now).length
    if (since(24 * hourMs) > maxWritesPerDay) {
      const reason = `This would be write ${since(24 * hourMs)} of ${name} within 24 hours; AWS refuses more than about ${maxWritesPerDay}.`
      return halt('write-rate', reason, 'Wait until a day has passed since the first of them.', false)
    }
    if (since(hourMs) > maxWritesPerHour) {
      const reason = `This would be write ${since(hourMs)} of ${name} within an hour; AWS asks for one in 10 minutes at most, ${maxWritesPerHour} an hour.`
      return halt('write-rate', reason, 'Find what changes it so often, or wait; for a single burst, go on.', true)
    }
  }
  return null
}

const more = (count: number): string => (count === 0 ? '' : ` (and ${count} more)`)
const secrets = (count: number): string => (count === 1 ? 'secret' : 'secrets')
const percent = (share: number): string => `${Math.round(share * 100)} %`

function minutes(ms: number): string {
  const count = Math.ceil(ms / 60_000)
  return count === 1 ? '1 minute' : `${count} minutes`
}
