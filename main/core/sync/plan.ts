/**
 * PURE: the plan for one target in one region. Every secret is decided by itself (plan-secret.ts); here the steps get
 * their order, their names and their prices.
 */
import { CURRENT } from '../../../shared/model.ts'
import type { Operation } from '../../../shared/sync-model.ts'
import { monthlyChangeUsd, valuesPerCall, writeCalls } from './cost.ts'
import type { Draft, Pair } from './plan-draft.ts'
import { presenceHere, presenceThere } from './plan-draft.ts'
import type { PlanInput, PlanNote, Planned } from './plan-input.ts'
import { pairUp } from './plan-needs.ts'
import { decideSecret } from './plan-secret.ts'
import { skipsVersions } from './plan-skipped.ts'

interface Step {
  readonly pair: Pair
  readonly draft: Draft
}

/** Plans. Changes nothing and asks nothing: the same input gives the same plan. */
export function planTarget(input: PlanInput): Planned {
  const { pairs, notes: nameNotes } = pairUp(input)
  const steps: Step[] = []
  const notes: PlanNote[] = [...nameNotes]
  const forget: string[] = []
  let unchanged = 0
  for (const pair of pairs) {
    const decided = decideSecret(pair, input)
    steps.push(...decided.drafts.map((draft) => ({ pair, draft })))
    notes.push(...decided.notes.map((message) => ({ name: pair.name, message })))
    if (decided.forget) forget.push(pair.name)
    if (decided.drafts.length === 0 && isLive(pair)) unchanged += 1
  }
  const operations = priced(ordered(steps), input)
  return {
    operations,
    notes,
    unchanged,
    calls: operations.filter(isApplied).reduce((sum, { calls }) => sum + calls, 0),
    monthlyCostChangeUsd: monthlyChangeUsd(operations.filter(isApplied)),
    forget,
  }
}

const isLive = ({ local, remote }: Pair): boolean => presenceHere(local) === 'live' || presenceThere(remote) === 'live'

/** Applied without a person's word. A conflict waits too, but applying keeps its other version, which is read for it. */
const isApplied = ({ waitsFor, action }: Operation): boolean => waitsFor === null || action === 'conflict'

/** Secrets by name, each with its steps as decided; deletions after everything else, so that nothing made waits for them. */
function ordered(steps: readonly Step[]): readonly Step[] {
  const deletes = ({ draft: { action } }: Step): boolean => action === 'delete' || action === 'pull-delete'
  return [...steps.filter((step) => !deletes(step)), ...steps.filter(deletes)]
}

/**
 * Names and prices. Values are read 20 in one call: the first of each 20 carries that call, the others carry none, so
 * that the calls of the operations add up. Versions are listed once for each secret whose AWSCURRENT moved there. What waits is priced alone.
 */
function priced(steps: readonly Step[], place: Place): readonly Operation[] {
  let batched = 0
  const listed = new Set<string>()
  return steps.map(({ pair, draft: { read, ...rest } }) => {
    const waits = rest.waitsFor !== null && rest.action !== 'conflict'
    const reads = read === 'none' ? 0 : read === 'one' || waits || batched++ % valuesPerCall === 0 ? 1 : 0
    const known = rest.action === 'conflict' && read === 'none'
    const lists = !known && !listed.has(pair.name) && skipsVersions(rest, pair.base, pair.remote) ? 1 : 0
    if (lists > 0) listed.add(pair.name)
    return {
      ...rest,
      id: operationId(pair.name, rest, place),
      name: pair.name,
      remoteName: pair.remoteName,
      calls: writeCalls(rest.action) + reads + lists,
    }
  })
}

type Place = Pick<PlanInput, 'target' | 'region'>

/**
 * Stays the same from plan to plan, so that what a user unticked or accepted is found again. The place is part of it:
 * what is left out in one region is not left out in another. Target names hold neither @ nor /.
 */
function operationId(
  name: string,
  { action, detail, waitsFor }: Omit<Draft, 'read'>,
  { target, region }: Place,
): string {
  const stage = detail.stage === undefined || detail.stage === CURRENT ? '' : `#${detail.stage}`
  const offered = waitsFor === 'decision' && action !== 'merge' && action !== 'conflict' ? '?' : ''
  return `${action}:${name}${stage}${offered}@${target.name}/${region}`
}
