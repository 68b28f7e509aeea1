/** PURE: pairs up what is on both sides, and says what must be looked at before a plan can be made. */
import { limits, type Tags } from '../../../shared/model.ts'
import type { BaseState } from '../../../shared/sync-model.ts'
import { knownConflict, movedSides } from './plan-current.ts'
import { at, customStages, type Pair, presenceHere, presenceThere, unionKeys } from './plan-draft.ts'
import {
  type LocalSecret,
  listLagMs,
  type PlanInput,
  type PlanNote,
  privateStage,
  userTags,
  type ValueNeed,
} from './plan-input.ts'
import { pullOnly } from './plan-pull-only.ts'
import { replicasUnknown } from './plan-replicas.ts'
import type { RemoteSecret } from './remote.ts'
import { createSelection, type Selection } from './selection.ts'

export interface Pairs {
  /** By local name. */
  readonly pairs: readonly Pair[]
  /** Of names that the other side does not allow. */
  readonly notes: readonly PlanNote[]
}

type Sides = Pick<PlanInput, 'target' | 'locals' | 'remotes' | 'bases'>

/** By the list they were made of, for as long as that is there: one plan asks for its pairs four times. */
const pairsOfList = new WeakMap<PlanInput['remotes'], Sides & { readonly made: Pairs }>()

/**
 * Everything the target takes, by either side's names and the base's. What left the selection is in no pair: it is not
 * "deleted", and its base waits for the day it comes back.
 */
export function pairUp(input: PlanInput): Pairs {
  const { target, locals, remotes, bases } = input
  const kept = pairsOfList.get(remotes)
  if (kept?.target === target && kept.locals === locals && kept.bases === bases) return kept.made
  const made = makePairs(input)
  pairsOfList.set(remotes, { target, locals, remotes, bases, made })
  return made
}

function makePairs(input: PlanInput): Pairs {
  const selection = createSelection(input.target)
  const locals = new Map(input.locals.map((local) => [local.name, local]))
  const remotes = new Map(input.remotes.map((remote) => [remote.name, remote]))
  const bases = new Map(input.bases.map((base) => [base.name, base]))
  const { names, notes } = selectedNames(input, selection)
  const pairs = [...names].flatMap(([name, remoteName]): readonly Pair[] => {
    const base = bases.get(name)
    const pair = {
      name,
      remoteName,
      base: base?.remoteName === remoteName ? base : null,
      local: locals.get(name) ?? null,
      remote: remotes.get(remoteName) ?? null,
    }
    return selection.tagged(tagsOf(pair)) ? [pair] : []
  })
  return { pairs: pairs.toSorted((a, b) => (a.name < b.name ? -1 : 1)), notes }
}

/** Ours decide; theirs where we have none; else what was agreed. */
const tagsOf = ({ local, remote, base }: Pair): Tags => local?.tags ?? remote?.tags ?? base?.tags ?? {}

function selectedNames(input: PlanInput, selection: Selection) {
  const names = new Map<string, string>()
  const notes: PlanNote[] = []
  for (const { name } of [...input.locals, ...input.bases]) {
    if (names.has(name) || !selection.takes(name)) continue
    const remoteName = selection.toRemote(name)
    if (remoteName !== null) names.set(name, remoteName)
  }
  for (const local of input.locals) if (unpushable(local, input, selection)) notes.push(unpushableNote(local, input))
  const known = new Set(names.values())
  for (const { name: remoteName } of input.remotes) {
    if (known.has(remoteName)) continue
    const name = selection.toLocal(remoteName)
    if (name !== null && selection.takes(name)) names.set(name, remoteName)
    else if (name === null && unnameable(remoteName, input, selection)) {
      notes.push({ name: remoteName, message: unnameableNote })
    }
  }
  return { names, notes }
}

/** The target would take it if AWS could: nothing but the prefix is its name, or with the other prefix it is too long. */
const unpushable = ({ name, tags, deletionAt }: LocalSecret, { target }: PlanInput, selection: Selection): boolean =>
  target.direction !== 'pull' &&
  deletionAt === null &&
  selection.takes(name) &&
  selection.tagged(tags) &&
  selection.toRemote(name) === null

function unpushableNote({ name }: LocalSecret, { target: { localPrefix, remotePrefix } }: PlanInput): PlanNote {
  const length = remotePrefix.length + name.length - localPrefix.length
  if (name === localPrefix)
    return {
      name,
      message: 'Not pushed: its name is the local prefix of the target, and nothing of it would be left in AWS.',
    }
  if (length <= limits.nameLength) return { name, message: 'Not pushed: nobody but a service has such a name in AWS.' }
  const most = `more than ${limits.nameLength} characters`
  return { name, message: `Not pushed: with the remote prefix of the target its name would have ${most}.` }
}

/** Such as those of services, `rds!…`: the target would take them if the vault could. */
const unnameable = (remoteName: string, { target }: PlanInput, selection: Selection): boolean =>
  target.direction !== 'push' &&
  remoteName.startsWith(target.remotePrefix) &&
  remoteName.length > target.remotePrefix.length &&
  selection.takes(target.localPrefix + remoteName.slice(target.remotePrefix.length))

const unnameableNote =
  'Not pulled: the vault allows no secret of that name. A target with a remote and a local prefix gives it another.'

/**
 * Remote names to Describe first, because a list can lag: secrets that are missing from it though they were agreed, that
 * differ from what was agreed so recently that the list may be older, and replicated ones whose replicas are not known.
 * A list without a single agreed secret asks for a few at most, those that it may not show yet: where they are not there
 * either, the guard "side-empty" halts, unless overridden.
 */
export function confirmationsNeeded(input: PlanInput): readonly string[] {
  const { pairs } = pairUp(input)
  const needed = pairs
    .filter((pair) => !input.fresh.has(pair.remoteName))
    .filter((pair) => unsure(pair, input) || replicasUnknown(pair, input))
  const isEmpty = looksEmptyThere(pairs) && !input.overridden.includes('side-empty')
  const asked = isEmpty ? needed.filter(({ base }) => isRecent(base, input.now)).slice(0, askedOfEmpty) : needed
  return asked.map(({ remoteName }) => remoteName)
}

const askedOfEmpty = 20

/** A list may be older than what was agreed. */
const isRecent = (base: BaseState | null, now: number): boolean => base !== null && now - base.agreedAt < listLagMs

/** Something was agreed and is not scheduled, and nothing of it is listed. */
export function looksEmptyThere(pairs: readonly Pair[]): boolean {
  const expected = pairs.filter(({ base }) => base !== null && base.deletionAt === null)
  return expected.length > 0 && expected.every(({ remote }) => remote === null)
}

/** Whether the list alone is not enough to act on for this secret. The planner plans nothing for such a one. */
export function unsure(pair: Pair, { now, fresh }: Pick<PlanInput, 'now' | 'fresh'>): boolean {
  const { base, local, remote, remoteName } = pair
  if (base === null || fresh.has(remoteName)) return false
  if (remote === null) return presenceHere(local) !== 'scheduled' || base.deletionAt === null
  return isRecent(base, now) && differs(base, remote)
}

function differs(base: BaseState, remote: RemoteSecret): boolean {
  return (
    /** A list from the middle of our own push still shows its private stage. */
    at(remote.stages, privateStage) !== undefined ||
    base.current !== remote.current ||
    (base.deletionAt === null) !== (remote.deletedAt === null) ||
    base.description !== remote.description ||
    !sameEntries(userTags(base.tags), userTags(remote.tags)) ||
    !sameEntries(customStages(base.stages), customStages(remote.stages))
  )
}

const sameEntries = (one: Tags, other: Tags): boolean =>
  unionKeys(one, other).every((key) => at(one, key) === at(other, key))

/**
 * Values that only reading tells apart: both sides moved, or both are there without a base. Everything else is decided by
 * version ids, so a plan without changes reads no value. Values to pull are read when the plan is applied.
 */
export function valuesNeeded(input: PlanInput): readonly ValueNeed[] {
  return pairUp(input).pairs.flatMap((pair) => {
    const { name, remoteName, base, local, remote } = pair
    if (presenceHere(local) !== 'live' || presenceThere(remote) !== 'live' || movedSides(pair) !== 'both') return []
    if (local?.current == null || remote?.current == null) return []
    if (unsure(pair, input) || knownConflict(pair, input.conflicts) !== null) return []
    if (pullOnly(remote, input.region)?.passing) return []
    return [
      {
        name,
        remoteName,
        baseVersionId: base?.current ?? null,
        localVersionId: local.current,
        remoteVersionId: remote.current,
      },
    ]
  })
}
