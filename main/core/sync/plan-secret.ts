/** PURE: the decision table, one secret at a time: what is here, what is there, and what was agreed. */
import { assertNever } from '../../../shared/failure.ts'
import { CURRENT, limits } from '../../../shared/model.ts'
import type { BaseState } from '../../../shared/sync-model.ts'
import { baseLags, createdByCoffer } from './plan-base.ts'
import { type CurrentDecision, decideCurrent, movedSides, pushCurrent, unseenPrevious } from './plan-current.ts'
import {
  type Decision,
  type Draft,
  decision,
  draft,
  type Flow,
  flowOf,
  heldHere,
  nothing,
  onlyNote,
  type Pair,
  presenceHere,
  presenceThere,
  short,
} from './plan-draft.ts'
import { type LocalSecret, managedTag, managedTagValue, type PlanInput, userTags } from './plan-input.ts'
import { mergeMetadata } from './plan-metadata.ts'
import { unsure } from './plan-needs.ts'
import { pullOnly } from './plan-pull-only.ts'
import { planReplicas, wantedReplicas } from './plan-replicas.ts'
import { leftoverStage, mergeStages } from './plan-stages.ts'
import type { RemoteSecret } from './remote.ts'

/** Decides about one secret. It never plans on a listed state that may be older than the last agreement. */
export function decideSecret(pair: Pair, input: PlanInput): Decision {
  if (unsure(pair, input))
    return onlyNote(
      'How it stands in AWS is not confirmed: a list lags by minutes, or these credentials may not look at it. Nothing is planned for it.',
    )
  const { local, remote } = pair
  const here = presenceHere(local)
  const there = presenceThere(remote)
  const flow = flowOf(input, pullOnly(remote, input.region) !== null)
  if (local !== null && here === 'live') {
    if (remote === null || there === 'gone') return liveHereGoneThere({ ...pair, local }, input, flow)
    if (there === 'scheduled') return liveHereScheduledThere({ ...pair, local, remote }, input, flow)
    return liveOnBoth(pair, input, flow)
  }
  if (remote !== null && there === 'live') return awayHereLiveThere({ ...pair, remote }, input, flow)
  return awayOnBoth(pair)
}

/** Both live: value, stages, metadata, replicas, each by itself. Strangers of one name share nothing until that is decided. */
function liveOnBoth(pair: Pair, input: PlanInput, flow: Flow): Decision {
  const current = decideCurrent(pair, input, flow)
  if (!current.related) return strangers(pair, input, flow, current)
  const rest = mergeRest(pair, input, flow, current.drafts[0] ?? null, null)
  const shares = current.drafts.some((step) => step.action === 'adopt')
  const agree = !shares && baseLags(pair, input.target.kmsKeyId) ? [adoptDraft(pair)] : []
  return decision(
    [...agree, ...unseenPrevious(pair, flow), ...current.drafts, ...rest.drafts],
    [...current.notes, ...rest.notes],
  )
}

/** Where a merge is offered so is the rest, to be made after it; each by itself would be one more sync to wait for. */
function strangers(pair: Pair, input: PlanInput, flow: Flow, { drafts, notes }: CurrentDecision): Decision {
  if (!drafts.some(({ action }) => action === 'merge')) return decision(drafts, notes)
  const rest = mergeRest(pair, input, flow, null, 'decision')
  const offered = rest.drafts.map((step) =>
    step.waitsFor === null ? { ...step, waitsFor: 'decision' as const } : step,
  )
  return decision([...drafts, ...offered], [...notes, ...rest.notes])
}

function adoptDraft({ base, local, remote }: Pair): Draft {
  const versionId = local?.current != null && local.current === remote?.current ? local.current : null
  const why =
    base === null
      ? 'Both sides have the same version: Coffer takes note of it.'
      : 'Both sides agree already; only the record of the last sync lags behind.'
  return draft('adopt', why, { versionId, expected: versionId })
}

/** Everything but AWSCURRENT, in the order to apply. */
function mergeRest(pair: Pair, input: PlanInput, flow: Flow, current: Draft | null, waits: Draft['waitsFor']) {
  const stages = mergeStages(pair, flow, current, waits)
  const replicas = flow.writes && waits === null ? planReplicas(pair, input) : []
  return {
    drafts: [
      ...(waits === null ? leftoverStage(pair, flow, current) : []),
      ...stages.drafts,
      ...mergeMetadata(pair, input, flow, waits),
      ...replicas,
    ],
    notes: stages.notes,
  }
}

/** A new value here since the last agreement. Only that beats a deletion there: a tag of some robot must not. */
const editedHere = (local: LocalSecret, base: BaseState): boolean =>
  local.current !== null && local.current !== base.current

/**
 * Not in AWS. Agreed there once and confirmed gone: the deletion comes here, with a window and the value kept, unless
 * this side wants it (a new value, or restored after an agreed deletion): then it is made anew.
 */
function liveHereGoneThere(pair: Pair & { local: LocalSecret }, input: PlanInput, flow: Flow): Decision {
  const { base, local } = pair
  const wanted = base === null || base.deletionAt !== null || editedHere(local, base)
  if (!wanted) return deleteHere(local, input, flow, 'is gone from AWS')
  if (!flow.writes) {
    return base === null ? nothing : onlyNote(`Gone from AWS; ${input.target.name} only pulls, so it is not made anew.`)
  }
  if (local.current === null) return onlyNote('It has no value yet: it is created in AWS with its first one.')
  const create = createDraft(local, input, base !== null)
  const stages = mergeStages({ ...pair, base: null, remote: emptyRemote(pair) }, flow, create, create.waitsFor)
  return decision([create, ...stages.drafts], stages.notes)
}

/** What AWS has right after a create, as far as stages go. */
function emptyRemote({ remoteName, local }: Pair): RemoteSecret {
  const stages: RemoteSecret['stages'] = local?.current == null ? {} : { [CURRENT]: local.current }
  return {
    name: remoteName,
    arn: '',
    current: local?.current ?? null,
    stages,
    description: '',
    tags: {},
    kmsKeyId: null,
    changedAt: null,
    deletedAt: null,
    owningService: null,
    rotation: null,
    primaryRegion: null,
  }
}

function createDraft(local: LocalSecret, input: PlanInput, again: boolean): Draft {
  const versionId = local.current
  const approved = versionId !== null && local.approved.includes(versionId)
  const why = again
    ? 'It is gone from AWS, but changed or restored here since: the edit wins, and it is created anew.'
    : 'It is here and not in AWS yet.'
  const replicas = wantedReplicas(input)
  const own = userTags(local.tags)
  const marked = Object.keys(own).length < limits.tagCount
  const unmarked = marked ? '' : ` ${noMark}`
  return draft('create', approved ? `${why}${unmarked}` : `${why}${unmarked} It waits until you approve its version.`, {
    versionId,
    waitsFor: approved ? null : 'approval',
    detail: {
      description: local.description,
      tags: marked ? { ...own, [managedTag]: managedTagValue } : own,
      kmsKeyId: input.target.kmsKeyId,
      ...(replicas.length === 0 ? {} : { replicas }),
    },
  })
}

const noMark = `It has ${limits.tagCount} tags already, so there is no room for the mark of Coffer, and Coffer will never delete it there.`

/** Scheduled for deletion in AWS. */
function liveHereScheduledThere(
  pair: Pair & { local: LocalSecret; remote: RemoteSecret },
  input: PlanInput,
  flow: Flow,
): Decision {
  const { base, local, remote } = pair
  if (base !== null && base.deletionAt === null && !editedHere(local, base)) {
    return deleteHere(local, input, flow, 'is scheduled for deletion in AWS')
  }
  if (!flow.writes) return onlyNote(notRestored(input, remote))
  if (local.current === null)
    return onlyNote('A secret of this name is scheduled for deletion in AWS; here it has no value.')
  const approved = local.approved.includes(local.current) || local.current === remote.current
  /** A stranger's deleted secret is brought back only by a person; one that was agreed, by the edit itself. */
  const offered = base === null ? ('decision' as const) : null
  const restoredHere = base !== null && base.deletionAt !== null
  const waits = approved || restoredHere ? offered : ('approval' as const)
  const restore = draft('restore', restoreWhy(base), { waitsFor: waits })
  /** Where AWS moved too before it was deleted, its value can be read once it is restored: the next plan decides. */
  const push = base === null || movedSides(pair) === 'here' ? pushCurrent(pair, input, flow, waits).drafts : []
  const rest = mergeRest(pair, input, flow, push[0] ?? null, waits)
  /** Before the push, which takes the label away from it. */
  const unseen = waits === null ? unseenPrevious(pair, flow) : []
  return decision([restore, ...unseen, ...push, ...(base === null ? [] : rest.drafts)], base === null ? [] : rest.notes)
}

const restoreWhy = (base: BaseState | null): string =>
  base === null
    ? 'A secret of this name is inside its recovery window in AWS: accept to restore it and push this version to it.'
    : base.deletionAt === null
      ? 'It is scheduled for deletion in AWS, but changed here since: the edit wins, and it is restored.'
      : 'Its deletion was taken back here, so it is restored in AWS.'

function notRestored({ target, region }: PlanInput, remote: RemoteSecret): string {
  const reason = pullOnly(remote, region)
  return reason === null
    ? `Scheduled for deletion in AWS; ${target.name} only pulls, so it is not restored.`
    : `Scheduled for deletion in AWS, and pull-only: ${reason.reason}.`
}

/** A deletion comes here as a schedule: the value stays readable until the window ends, and a restore takes it back. */
function deleteHere(local: LocalSecret, { target }: PlanInput, flow: Flow, what: string): Decision {
  if (!flow.pulls) return onlyNote(`It ${what}; ${target.name} only pushes, so it stays here.`)
  const days = target.deletion.kind === 'schedule' ? target.deletion.days : limits.recoveryWindowDays.default
  const why = `It ${what} and did not change here: it is scheduled for deletion here, its value is kept for ${days} days.`
  return decision([draft('pull-delete', why, { expected: local.current, detail: { recoveryWindowDays: days } })])
}

/** Deleted or absent here, live in AWS. */
function awayHereLiveThere(pair: Pair & { remote: RemoteSecret }, input: PlanInput, flow: Flow): Decision {
  const { base, local, remote } = pair
  const name = input.target.name
  if (base === null) {
    if (local !== null)
      return onlyNote('Scheduled for deletion here, and in AWS there is one: restore it here to sync them.')
    return flow.pulls ? bringHere(pair, input, flow, 'It is in AWS and not here yet.') : nothing
  }
  const restoredThere = base.deletionAt !== null
  if (!restoredThere && remote.current === base.current) return deleteThere(pair, base, input, flow)
  const why = restoredThere
    ? 'Its deletion was taken back in AWS, so it comes back here.'
    : 'It was deleted here, but changed in AWS since: the edit wins, and it comes back.'
  return flow.pulls
    ? bringHere(pair, input, flow, why)
    : onlyNote(`Deleted here, but changed or restored in AWS; ${name} only pushes, so both stay.`)
}

function bringHere(pair: Pair & { remote: RemoteSecret }, input: PlanInput, flow: Flow, why: string): Decision {
  const { local, remote } = pair
  const versionId = remote.current
  const read = versionId === null || heldHere(local, versionId) ? 'none' : 'batch'
  const fresh = local === null ? { description: remote.description, tags: userTags(remote.tags) } : {}
  const bring = draft('pull-create', why, { versionId, expected: local?.current ?? null, detail: fresh, read })
  const rest = mergeRest(pair, input, flow, bring, null)
  return decision([bring, ...unseenPrevious(pair, flow), ...rest.drafts], rest.notes)
}

/** A deletion here goes there only where Coffer made the secret, the target allows it, and nobody changed it there. */
function deleteThere(pair: Pair & { remote: RemoteSecret }, base: BaseState, input: PlanInput, flow: Flow): Decision {
  const { remote } = pair
  const { deletion } = input.target
  const keeps = keepsInAws(base, remote, input, flow)
  if (keeps !== null || deletion.kind === 'never') {
    return onlyNote(`Deleted here; it stays in AWS, because ${keeps ?? `${input.target.name} never deletes there`}.`)
  }
  const why = `It was deleted here and did not change in AWS since ${short(remote.current ?? 'its creation')}: it is scheduled there with ${deletion.days} days to restore it.`
  const detail = { recoveryWindowDays: deletion.days }
  return decision([draft('delete', why, { versionId: null, expected: remote.current, detail })])
}

/** The end of "it stays in AWS, because …"; null when it may be deleted. */
function keepsInAws(base: BaseState, remote: RemoteSecret, { target, region }: PlanInput, flow: Flow): string | null {
  const reason = pullOnly(remote, region)
  if (reason !== null) return reason.reason
  if (!flow.writes) return `${target.name} only pulls`
  if (!createdByCoffer(base, remote)) return 'Coffer did not create it there'
  if (remote.primaryRegion !== null) return 'it has replicas, which AWS wants removed first'
  return null
}

/** Deleted on both sides: only the record is to follow. */
function awayOnBoth({ base, local, remote }: Pair): Decision {
  if (base === null) return nothing
  const here = presenceHere(local)
  const there = presenceThere(remote)
  if (here === 'gone' && there === 'gone') return { drafts: [], notes: [], forget: true }
  if (base.deletionAt !== null) return nothing
  switch (there) {
    case 'scheduled':
      return decision([draft('adopt', 'It was deleted on both sides: Coffer takes note of it.')])
    case 'gone':
      return decision([draft('adopt', 'It was deleted here and is gone from AWS: Coffer takes note of it.')])
    case 'live':
      return nothing
    default:
      return assertNever(there)
  }
}
