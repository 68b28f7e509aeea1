/** A plan as the screen shows it: what is ticked, what it comes to, and what a run made of it. All pure. */
import { type PlanSymbol, symbolOf } from '../../shared/plan-symbols.ts'
import type { GuardName, Operation, OperationResult, Plan, PlanSet, SyncRun } from '../../shared/sync-model.ts'

/** In the order in which a summary counts. */
export const planSymbols: readonly PlanSymbol[] = ['+', '~', '→', '−', '!', '⏸']

/** What a person has chosen about a plan. Ids of steps; places of halted plans that go on all the same. */
export interface Choices {
  readonly skip: ReadonlySet<string>
  /** Merges that were accepted. */
  readonly accept: ReadonlySet<string>
  readonly passed: ReadonlySet<string>
}

export const noChoices: Choices = { skip: new Set(), accept: new Set(), passed: new Set() }

/** Names a plan within its set. */
export const placeOf = ({ target, region }: { readonly target: string; readonly region: string }): string =>
  `${target} ${region}`

/** Whether a step can be ticked at all: one that waits for an approval or is a conflict cannot. */
export const isTickable = ({ waitsFor, action }: Operation): boolean =>
  action !== 'conflict' && (waitsFor === null || waitsFor === 'decision')

/** Steps are ticked from the start, offered merges are not. A conflict is always applied: its other version is kept. */
export function isTicked(operation: Operation, { skip, accept }: Choices): boolean {
  if (operation.action === 'conflict') return true
  if (!isTickable(operation)) return false
  return operation.waitsFor === 'decision' ? accept.has(operation.id) : !skip.has(operation.id)
}

/** Whether anything of a plan can be applied. */
export const isOpen = (plan: Plan, { passed }: Choices): boolean => plan.halt === null || passed.has(placeOf(plan))

export function tick(choices: Choices, operations: readonly Operation[], on: boolean): Choices {
  const skip = new Set(choices.skip)
  const accept = new Set(choices.accept)
  for (const operation of operations.filter(isTickable)) {
    const { id } = operation
    if (operation.waitsFor === 'decision') on ? accept.add(id) : accept.delete(id)
    else on ? skip.delete(id) : skip.add(id)
  }
  return { ...choices, skip, accept }
}

export function pass(choices: Choices, plan: Plan, on: boolean): Choices {
  const passed = new Set(choices.passed)
  if (on) passed.add(placeOf(plan))
  else passed.delete(placeOf(plan))
  return { ...choices, passed }
}

/** What `sync.apply` is told. Of halted plans that were not passed every step is left out: an override names a guard, not a place. */
export function toApply(set: PlanSet, choices: Choices) {
  const open = set.plans.filter((plan) => isOpen(plan, choices))
  const ticked = open.flatMap(({ operations }) => operations).filter((operation) => isTicked(operation, choices))
  const isTaken = new Set(ticked.map(({ id }) => id))
  const override = new Set<GuardName>(open.flatMap(({ halt }) => (halt === null ? [] : [halt.guard])))
  const all = set.plans.flatMap(({ operations }) => operations)
  return {
    steps: ticked.length,
    skip: all.filter((operation) => operation.waitsFor === null && !isTaken.has(operation.id)).map(({ id }) => id),
    accept: ticked
      .filter(({ waitsFor, action }) => waitsFor === 'decision' && action !== 'conflict')
      .map(({ id }) => id),
    override: [...override],
  }
}

/** How many steps have each symbol; symbols without any are left out. */
export function countSymbols(operations: readonly Operation[]): readonly (readonly [PlanSymbol, number])[] {
  return planSymbols.flatMap((symbol) => {
    const count = operations.filter((operation) => symbolOf(operation) === symbol).length
    return count === 0 ? [] : [[symbol, count] as const]
  })
}

export interface PlanSum {
  readonly calls: number
  readonly callsMade: number
  readonly monthlyCostChangeUsd: number
  readonly unchanged: number
}

export const sumOf = (plans: readonly Plan[]): PlanSum =>
  plans.reduce(
    (sum, plan) => ({
      calls: sum.calls + plan.calls,
      callsMade: sum.callsMade + plan.callsMade,
      monthlyCostChangeUsd: sum.monthlyCostChangeUsd + plan.monthlyCostChangeUsd,
      unchanged: sum.unchanged + plan.unchanged,
    }),
    { calls: 0, callsMade: 0, monthlyCostChangeUsd: 0, unchanged: 0 },
  )

/** Runs that came to nothing, or to their end too soon, for a reason that is in no row and was not in the plan. */
export function missedBy(plan: PlanSet, runs: readonly SyncRun[]): PlanSet['problems'] {
  const halted = new Set(plan.plans.filter(({ halt }) => halt !== null).map(placeOf))
  return runs.flatMap(({ target, region, halt, message, results }): PlanSet['problems'] => {
    if (halt !== null) return halted.has(placeOf({ target, region })) ? [] : [{ target, region, message: halt.reason }]
    const isNews = message !== undefined && results.every((result) => result.message !== message)
    return isNews ? [{ target, region, message }] : []
  })
}

/** Results by place and step, to be shown in the rows of the plan that was applied. */
export function resultsOf(runs: readonly SyncRun[]): ReadonlyMap<string, OperationResult> {
  return new Map(runs.flatMap((run) => run.results.map((result) => [resultKey(run, result.id), result] as const)))
}

export const resultKey = (at: { readonly target: string; readonly region: string }, id: string): string =>
  `${placeOf(at)} ${id}`

export interface RunCounts {
  readonly done: number
  readonly skipped: number
  readonly problems: number
  readonly conflicts: number
}

export function countResults(results: readonly OperationResult[]): RunCounts {
  const count = (outcome: OperationResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length
  return { done: count('done'), skipped: count('skipped'), problems: count('problem'), conflicts: count('conflict') }
}
