/** PURE: merges custom stages, stage by stage, and clears away a private stage that a crash left. */
import { limits, PREVIOUS } from '../../../shared/model.ts'
import {
  at,
  customStages,
  type Draft,
  draft,
  type Flow,
  heldHere,
  heldThere,
  type Pair,
  short,
  unionKeys,
} from './plan-draft.ts'
import { type LocalSecret, privateStage } from './plan-input.ts'
import type { RemoteSecret } from './remote.ts'

export interface StageMerge {
  readonly drafts: readonly Draft[]
  readonly notes: readonly string[]
}

/** Where one stage is: on which version, or on none. */
interface Place {
  readonly stage: string
  readonly base: string | undefined
  readonly local: string | undefined
  readonly remote: string | undefined
}

/**
 * `current`: what is planned for AWSCURRENT of this secret, because a stage on that version goes with it. `local` null:
 * the secret is about to be brought here, and everything comes.
 */
export function mergeStages(pair: Pair, flow: Flow, current: Draft | null, waits: Draft['waitsFor']): StageMerge {
  const remote = pair.remote
  if (remote === null) return { drafts: [], notes: [] }
  const sides = {
    base: pair.local === null ? {} : customStages(pair.base?.stages ?? {}),
    local: customStages(pair.local?.stages ?? {}),
    remote: customStages(remote.stages),
  }
  const stages = unionKeys(sides.local, sides.remote, sides.base)
  if (stages.length === 0) return { drafts: [], notes: [] }
  const places = stages
    .map((stage) => ({
      stage,
      base: at(sides.base, stage),
      local: at(sides.local, stage),
      remote: at(sides.remote, stage),
    }))
    .toSorted((a, b) => (a.stage < b.stage ? -1 : 1))
  const room = {
    here: limits.stagesPerSecret - Object.keys(pair.local?.stages ?? {}).length,
    there: limits.stagesPerSecret - Object.keys(remote.stages).length - (leavesPrevious(remote, current) ? 1 : 0),
  }
  return placeAll(places, room, (place) => decideStage(place, { local: pair.local, remote, current, waits }, flow))
}

/** Whether moving AWSCURRENT there brings an AWSPREVIOUS that was not there. */
const leavesPrevious = ({ current, stages }: RemoteSecret, step: Draft | null): boolean =>
  (step?.action === 'push' || step?.action === 'label') && current !== null && at(stages, PREVIOUS) === undefined

/** Attaches as long as there is room for one more of the 20 stages; moves and detachments always fit. */
function placeAll(
  places: readonly Place[],
  room: { here: number; there: number },
  decide: (place: Place) => Draft | null,
): StageMerge {
  const drafts: Draft[] = []
  const notes: string[] = []
  const left = { ...room }
  for (const place of places) {
    const step = decide(place)
    if (step === null) continue
    const side = step.action === 'push' || step.action === 'label' ? 'there' : 'here'
    const growth = stageGrowth(place, step, side)
    if (growth > left[side] || (step.action === 'push' && left.there < 1 + growth)) {
      notes.push(noRoom(place.stage, side))
      continue
    }
    left[side] -= growth
    drafts.push(step)
  }
  return { drafts, notes }
}

function stageGrowth(place: Place, step: Draft, side: 'here' | 'there'): number {
  if (step.detail.moveTo === null) return -1
  return (side === 'there' ? place.remote : place.local) === undefined ? 1 : 0
}

const noRoom = (stage: string, side: 'here' | 'there'): string =>
  `The label ${stage} is not carried: a secret has at most ${limits.stagesPerSecret} staging labels ${side === 'there' ? 'in AWS' : 'here'}.`

interface Sides {
  readonly local: LocalSecret | null
  readonly remote: RemoteSecret
  readonly current: Draft | null
  readonly waits: Draft['waitsFor']
}

/** Three-way for one stage. Moved on both sides: offered where this target may write, as ours; else as theirs. */
function decideStage(place: Place, sides: Sides, flow: Flow): Draft | null {
  if (place.local === place.remote) return null
  const here = place.local !== place.base
  const there = place.remote !== place.base
  if (here && there) {
    if (flow.writes) return clash(moveThere(place, sides))
    return flow.pulls ? clash(moveHere(place, sides)) : null
  }
  if (here) return flow.writes ? moveThere(place, sides) : null
  return flow.pulls ? moveHere(place, sides) : null
}

function clash(step: Draft): Draft {
  const { stage, moveTo, removeFrom } = step.detail
  const to = moveTo == null ? 'nothing' : short(moveTo)
  const from = removeFrom == null ? 'nothing' : short(removeFrom)
  return {
    ...step,
    waitsFor: step.waitsFor === 'approval' ? 'approval' : 'decision',
    why: `The label ${stage} was moved on both sides: accept to move it from ${from} to ${to} there, or move it here.`,
  }
}

/** What brings the version of AWSCURRENT to a side, so that a stage on it can follow. */
const goesThere = new Set<Draft['action']>(['create', 'push', 'label'])
const comesHere = new Set<Draft['action']>(['pull-create', 'pull-version', 'pull-label', 'adopt'])

function moveThere(place: Place, { local, remote, current, waits }: Sides): Draft {
  const { stage } = place
  const detail = { stage, moveTo: place.local ?? null, removeFrom: place.remote ?? null }
  if (place.local === undefined) {
    return draft('label', `The label ${stage} was taken away here.`, { waitsFor: waits, detail })
  }
  const goes = current?.versionId === place.local && goesThere.has(current.action)
  const rest = { versionId: place.local, detail, waitsFor: goes ? current.waitsFor : waits }
  if (heldThere(remote, place.local) || goes) {
    return draft('label', `The label ${stage} is on version ${short(place.local)} here.`, rest)
  }
  const approved = local?.approved.includes(place.local) ?? false
  return draft(
    'push',
    `The label ${stage} is on version ${short(place.local)} here, which AWS does not have.${approved ? '' : ' It waits until you approve that version.'}`,
    { ...rest, waitsFor: approved ? waits : 'approval' },
  )
}

function moveHere(place: Place, { local, current }: Sides): Draft {
  const { stage } = place
  const detail = { stage, moveTo: place.remote ?? null, removeFrom: place.local ?? null }
  if (place.remote === undefined) return draft('pull-label', `The label ${stage} was taken away in AWS.`, { detail })
  const rest = { versionId: place.remote, detail }
  const comes = current?.versionId === place.remote && comesHere.has(current.action)
  if (heldHere(local, place.remote) || comes) {
    return draft('pull-label', `The label ${stage} is on version ${short(place.remote)} in AWS.`, rest)
  }
  const why = `The label ${stage} is on version ${short(place.remote)} in AWS, which the vault does not hold.`
  return draft('pull-version', why, { ...rest, read: 'one' })
}

/**
 * A push that a crash cut off leaves its private stage behind. The push of this plan takes it along, else it is taken away:
 * after AWSCURRENT, which may move to the very version it keeps from being deprecated, and before other pushes use it.
 */
export function leftoverStage({ remote }: Pair, flow: Flow, current: Draft | null): readonly Draft[] {
  const holder = remote === null ? undefined : at(remote.stages, privateStage)
  if (!flow.writes || holder === undefined || (current?.action === 'push' && current.waitsFor === null)) return []
  const why = `A push that was cut off left its label ${privateStage} on version ${short(holder)}.`
  return [draft('label', why, { detail: { stage: privateStage, moveTo: null, removeFrom: holder } })]
}
