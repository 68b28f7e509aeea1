/** PURE what a person says about the steps of a plan: which to leave out, which merges to make, which halts to pass. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { GuardName, Operation, PlanSet } from '../../shared/sync-model.ts'
import { type CliFailure, inWords, usage } from '../failure.ts'
import { nearWords } from '../line/near.ts'
import { guardWords } from './words.ts'

export interface Choices {
  readonly skip: string[]
  readonly accept: string[]
  readonly override: GuardName[]
}

/** How `--accept` names every merge that is offered. */
export const everyMerge = 'merges'

/** Ids of steps, from ids or names of secrets. */
export function readChoices(
  options: {
    readonly skip: readonly string[]
    readonly accept: readonly string[]
    readonly override: readonly string[]
  },
  { plans }: Pick<PlanSet, 'plans'>,
): Result<Choices, CliFailure> {
  const operations = plans.flatMap((plan) => plan.operations)
  const offered = operations.filter(({ waitsFor, action }) => waitsFor === 'decision' && action !== 'conflict')
  const merges = offered.filter(({ action }) => action === 'merge')
  const override = readOverrides(options.override)
  if (!override.ok) return override
  const skip = idsOf(options.skip, operations, 'The plan has no step')
  if (!skip.ok) return skip
  const wanted = options.accept.filter((word) => word !== everyMerge)
  const named = idsOf(wanted, offered, 'The plan offers nothing')
  if (!named.ok) return named
  const all = options.accept.includes(everyMerge) ? merges.map(({ id }) => id) : []
  return succeed({ skip: skip.value, accept: [...new Set([...all, ...named.value])], override: override.value })
}

/** Of a plan that is not at hand: ids only. */
export function readChoicesOfPlan(options: {
  readonly skip: readonly string[]
  readonly accept: readonly string[]
  readonly override: readonly string[]
}): Result<Choices, CliFailure> {
  if (options.accept.includes(everyMerge))
    return usage('With --plan-id, --accept takes the ids of steps, which `coffer sync plan --json` prints.')
  const override = readOverrides(options.override)
  return override.ok
    ? succeed({ skip: [...options.skip], accept: [...options.accept], override: override.value })
    : override
}

function idsOf(words: readonly string[], operations: readonly Operation[], none: string): Result<string[], CliFailure> {
  const ids: string[] = []
  for (const word of words) {
    const meant = operations.filter(({ id, name, remoteName }) => [id, name, remoteName].includes(word))
    if (meant.length === 0) {
      const near = nearWords([...new Set(operations.map(({ name }) => name))], word)
      return fail({ kind: 'not-found', message: `${none} for ${word}.`, near })
    }
    ids.push(...meant.map(({ id }) => id))
  }
  return succeed([...new Set(ids)])
}

function readOverrides(words: readonly string[]): Result<GuardName[], CliFailure> {
  const guards: GuardName[] = []
  for (const word of words) {
    const guard = guardWords.find((one) => one === word)
    if (guard === undefined) {
      const near = nearWords(guardWords, word)
      return usage(`There is no guard ${word}.`, `Say ${inWords(near.length > 0 ? near : guardWords)}.`)
    }
    guards.push(guard)
  }
  return succeed(guards)
}
