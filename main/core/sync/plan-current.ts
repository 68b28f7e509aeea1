/** PURE: what is to happen to AWSCURRENT of a secret that is live on both sides. */
import { CURRENT, limits, PREVIOUS } from '../../../shared/model.ts'
import type { Conflict } from '../../../shared/sync-model.ts'
import { at, type Draft, draft, type Flow, heldHere, heldThere, type Pair, short } from './plan-draft.ts'
import { type PlanInput, privateStage } from './plan-input.ts'
import { type PullOnly, pullOnly } from './plan-pull-only.ts'
import { compareValues, splitKeys } from './plan-values.ts'
import type { RemoteSecret } from './remote.ts'

export interface CurrentDecision {
  readonly drafts: readonly Draft[]
  readonly notes: readonly string[]
  /** The sides are the same secret, so its metadata and stages may be merged too. False for strangers of one name. */
  readonly related: boolean
}

/** Which side moved AWSCURRENT since the base. Without a base both did. A side without a value never wins over one with. */
export type Moved = 'neither' | 'here' | 'there' | 'both'

export function movedSides({ base, local, remote }: Pair): Moved {
  const here = local?.current ?? null
  const there = remote?.current ?? null
  const agreed = base?.current ?? null
  if (here === there) return 'neither'
  if (there === null || (agreed !== null && there === agreed)) return here === null ? 'there' : 'here'
  if (here === null || (agreed !== null && here === agreed)) return 'there'
  return 'both'
}

/** Decides from certain to uncertain: equal, one side moved, both moved to equal values, both moved. */
export function decideCurrent(pair: Pair, input: PlanInput, flow: Flow): CurrentDecision {
  const moved = movedSides(pair)
  if (moved === 'neither') return { drafts: [], notes: [], related: true }
  if (moved === 'here') return { ...pushCurrent(pair, input, flow), related: true }
  if (moved === 'there') return { ...pullCurrent(pair, input, flow), related: true }
  return bothMoved(pair, input, flow)
}

/** Push of the version that is AWSCURRENT here. `waits` overrides what it waits for when it is approved. */
export function pushCurrent(
  pair: Pair,
  { target, region }: PlanInput,
  flow: Flow,
  waits: Draft['waitsFor'] = null,
): { readonly drafts: readonly Draft[]; readonly notes: readonly string[] } {
  const { local, remote } = pair
  if (local?.current == null || remote === null || local.current === remote.current) return { drafts: [], notes: [] }
  if (!flow.writes) return { drafts: [], notes: [staysHere(target.name, pullOnly(remote, region))] }
  const approved = local.approved.includes(local.current)
  const rest = {
    versionId: local.current,
    expected: remote.current,
    waitsFor: approved ? waits : ('approval' as const),
    detail: { stage: CURRENT, moveTo: local.current, removeFrom: remote.current },
  }
  const unapproved = approved ? '' : ' It waits until you approve that version.'
  if (heldThere(remote, local.current) && remote.current !== null) {
    const why = `Version ${short(local.current)} is current here and already in AWS: AWSCURRENT moves to it.${unapproved}`
    return { drafts: [draft('label', why, rest)], notes: [] }
  }
  if (!roomForPush(remote)) return { drafts: [], notes: [noRoom] }
  const why = `Version ${short(local.current)} was made here since the last sync; AWS ${stillOn(remote)}.${unapproved}`
  return { drafts: [draft('push', why, rest)], notes: [] }
}

const stillOn = (remote: RemoteSecret): string =>
  remote.current === null ? 'has no value yet' : `is on ${short(remote.current)}`

/** 20 stages over all versions: a push needs one for its private stage, and AWSPREVIOUS appears if it was not there. */
function roomForPush({ stages, current }: RemoteSecret): boolean {
  const names = new Set([...Object.keys(stages), privateStage, CURRENT, ...(current === null ? [] : [PREVIOUS])])
  return names.size <= limits.stagesPerSecret
}

const noRoom = `The secret has ${limits.stagesPerSecret} staging labels in AWS or nearly so, and a push needs one for itself: take one away there.`

function staysHere(target: string, reason: PullOnly | null): string {
  return reason === null
    ? `Changed here; ${target} only pulls, so AWS keeps its version.`
    : `Changed here, but the secret is pull-only: ${reason.reason}.`
}

function pullCurrent(
  { local, remote }: Pair,
  { target }: PlanInput,
  flow: Flow,
): { readonly drafts: readonly Draft[]; readonly notes: readonly string[] } {
  if (remote?.current == null || local === null) return { drafts: [], notes: [] }
  if (!flow.pulls) {
    return { drafts: [], notes: [`Changed in AWS since the last sync; ${target.name} only pushes, so it stays there.`] }
  }
  const rest = {
    versionId: remote.current,
    expected: local.current,
    detail: { stage: CURRENT, moveTo: remote.current, removeFrom: local.current },
  }
  if (heldHere(local, remote.current)) {
    const why = `AWS went to version ${short(remote.current)}, which the vault holds: AWSCURRENT moves to it here.`
    return { drafts: [draft('pull-label', why, rest)], notes: [] }
  }
  const why = `Version ${short(remote.current)} was made in AWS since the last sync; nothing changed here.`
  return { drafts: [draft('pull-version', why, { ...rest, read: 'batch' })], notes: [] }
}

/**
 * Both moved, or both are there and nothing was ever agreed. Equal values share one version id from now on; the remote's,
 * because giving AWS another version of the same value would wake everything that watches it.
 */
function bothMoved(pair: Pair, input: PlanInput, flow: Flow): CurrentDecision {
  const related = (pair.base?.current ?? null) !== null
  const found = knownConflict(pair, input.conflicts)
  const digests = input.digests.get(pair.name)
  const compared = digests === undefined ? null : compareValues(digests, related)
  if (compared?.equal) return { drafts: [share(pair)], notes: [], related: true }
  const reason = pullOnly(pair.remote, input.region)
  if (reason?.passing) {
    return { drafts: [], notes: [`Changed on both sides; nothing is decided while ${reason.reason}.`], related }
  }
  if (found === null && compared === null) {
    return { drafts: [], notes: ['Both sides changed, and a value could not be read to compare them.'], related }
  }
  const keys = compared?.keys ?? found?.keys ?? null
  const mergeable = (compared?.mergeable ?? found?.mergeable ?? false) && flow.writes
  const rest = { ...both(pair), detail: splitKeys(keys), waitsFor: 'decision' as const }
  if (mergeable) return { drafts: [draft('merge', mergeWhy(related), { ...rest, read: 'batch' })], notes: [], related }
  const read = found === null ? 'batch' : 'none'
  return { drafts: [draft('conflict', conflictWhy(related, keys), { ...rest, read })], notes: [], related }
}

const both = ({ local, remote }: Pair) => ({ versionId: remote?.current ?? null, expected: local?.current ?? null })

const share = (pair: Pair): Draft =>
  draft('adopt', 'Both sides hold the same value under two version ids: the vault takes the id of AWS.', {
    ...both(pair),
    read: 'batch',
  })

const mergeWhy = (related: boolean): string =>
  related
    ? 'Both sides changed since the last sync, but no key on both: the changes can be put together.'
    : 'Both sides have a secret of this name; no key differs on both, so they can be put together.'

function conflictWhy(related: boolean, keys: Conflict['keys']): string {
  const clashing = splitKeys(keys).conflictingKeys ?? []
  const where = clashing.length === 0 ? '' : ` (${clashing.length === 1 ? '1 key' : `${clashing.length} keys`})`
  return related
    ? `Both sides changed differently since the last sync${where}: both versions are kept, pick one.`
    : `Another secret of this name is in AWS${where}: both values are kept, pick one.`
}

/** The same conflict from an earlier plan: the values need not be read again to find it. */
export function knownConflict({ name, base, local, remote }: Pair, conflicts: readonly Conflict[]): Conflict | null {
  const same = (conflict: Conflict): boolean =>
    conflict.name === name &&
    conflict.baseVersionId === (base?.current ?? null) &&
    conflict.localVersionId === (local?.current ?? null) &&
    conflict.remoteVersionId === (remote?.current ?? null)
  return conflicts.find(same) ?? null
}

/**
 * The version that was current in AWS between two syncs: AWSPREVIOUS there, never seen here. It is kept, so that no value
 * that reached AWSCURRENT is lost. Not on a first look, whose history was never promised.
 */
export function unseenPrevious({ base, local, remote }: Pair, flow: Flow): readonly Draft[] {
  const previous = remote === null ? undefined : at(remote.stages, PREVIOUS)
  if (!flow.pulls || previous === undefined || base?.current == null) return []
  if (previous === base.current || previous === at(base.stages, PREVIOUS) || heldHere(local, previous)) return []
  const why = `Version ${short(previous)} was current in AWS between two syncs: the vault keeps it in the history.`
  return [draft('pull-version', why, { versionId: previous, detail: { stage: PREVIOUS }, read: 'one' })]
}
