/** PURE what a sync came to as a whole: its exit code and the sentence beside it. */
import type { Halt, Operation, OperationResult, PlanSet, SyncRun } from '../../shared/sync-model.ts'
import type { CliFailure } from '../failure.ts'
import { counted } from '../terminal/style.ts'
import { interrupted } from './progress.ts'
import { guardInWords } from './words.ts'

/**
 * Null when all is well. What went wrong comes first, then what was halted, then conflicts, then what was overtaken here,
 * then what waits for an approval, and that only if nothing else was there to do.
 */
export function verdictOf(runs: readonly SyncRun[], planned: PlanSet | null): CliFailure | null {
  if (runs.some(({ outcome }) => outcome === 'cancelled')) return interrupted
  return (
    failed(runs, planned) ?? haltedRun(runs) ?? conflicts(runs, planned) ?? outOfDate(runs) ?? unapproved(runs, planned)
  )
}

function failed(runs: readonly SyncRun[], planned: PlanSet | null): CliFailure | null {
  const unplanned = planned?.problems[0]
  if (unplanned !== undefined)
    return { kind: 'aws', code: 'NotPlanned', message: `${unplanned.target} ${unplanned.region}: ${unplanned.message}` }
  const problems = runs.flatMap((run) => run.results.filter(({ outcome }) => outcome === 'problem'))
  const [first] = problems
  if (first !== undefined) {
    const what = first.message ?? first.code ?? 'it failed'
    const more = problems.length > 1 ? ` ${counted(problems.length - 1, 'other step')} failed too.` : ''
    const again = ' What was done is kept; run it again for the rest.'
    return { kind: 'aws', code: first.code ?? 'Problem', message: `${first.name}: ${sentence(what)}${more}${again}` }
  }
  const run = runs.find(({ outcome }) => outcome === 'failed')
  if (run === undefined) return null
  const why = run.message === undefined ? 'it failed.' : sentence(run.message)
  return { kind: 'aws', code: 'Failed', message: `${run.target} ${run.region}: ${why}` }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

function haltedRun(runs: readonly SyncRun[]): CliFailure | null {
  const run = runs.find(({ halt }) => halt !== null)
  return run === undefined || run.halt === null ? null : haltFailure(run.target, run.region, run.halt)
}

export function haltFailure(target: string, region: string, { guard, reason, fix, overridable }: Halt): CliFailure {
  const way = overridable ? ` Or go on all the same: --override ${guard}` : ''
  const message = `${target} ${region} is halted, because ${guardInWords(guard)}: ${sentence(reason)} ${sentence(fix)}${way}`
  return { kind: 'refused', message }
}

function conflicts(runs: readonly SyncRun[], planned: PlanSet | null): CliFailure | null {
  const results = runs.flatMap((run) => run.results)
  const done = new Set(results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id))
  const open = openDecisions(planned?.plans ?? []).filter(({ id }) => !done.has(id))
  const met = results.filter(({ outcome }) => outcome === 'conflict')
  const names = [...met.filter(isConflict), ...open.filter(isConflict)].map(({ name }) => name)
  return names.length === 0 && met.length > 0 ? overtaken(met) : decisionFailure(names, open)
}

/** Steps that AWS refused because somebody was there first: nothing is recorded to be settled, the next plan says what it is. */
function overtaken(met: readonly OperationResult[]): CliFailure {
  const [first = '', ...more] = new Set(met.map(({ name }) => name))
  const message = `${first}${others(more.length)} changed in AWS while this ran, and was left as it is. Run it again: it looks anew.`
  return { kind: 'conflict', message }
}

/** Steps that were left because this side moved, by another region's step perhaps: done they are not. */
function outOfDate(runs: readonly SyncRun[]): CliFailure | null {
  const names = runs.flatMap(({ results }) => results.filter(({ code }) => code === 'stale').map(({ name }) => name))
  const [first, ...more] = new Set(names)
  if (first === undefined) return null
  const message = `${first}${others(more.length)} changed here while this ran, and was left as it is. Run it again: it looks anew.`
  return { kind: 'stale', currentVersionId: '', message }
}

const isConflict = ({ action }: Pick<Operation, 'action'>): boolean => action === 'conflict' || action === 'merge'

export const openDecisions = (plans: PlanSet['plans']): readonly Operation[] =>
  plans
    .flatMap((plan) => plan.operations)
    .filter(({ action, waitsFor }) => action === 'conflict' || waitsFor === 'decision')

const bothKept = 'Both values are kept; you decide'
/** A plan alone keeps nothing. */
export const bothToKeep = 'Applying keeps both values, then you decide'

/** `names` of secrets in conflict; without any, `offered` are steps that a person may accept. */
export function decisionFailure(
  names: readonly string[],
  offered: readonly Operation[],
  kept: string = bothKept,
): CliFailure | null {
  const [first, ...more] = new Set(names)
  if (first !== undefined) {
    const message = `${first}${others(more.length)} changed on both sides. ${kept}: coffer sync resolve`
    return { kind: 'conflict', message }
  }
  const [offer, ...further] = new Set(offered.map(({ name }) => name))
  if (offer === undefined) return null
  const message = `A step for ${offer}${others(further.length)} waits for your yes: coffer sync apply --accept ${offer}`
  return { kind: 'conflict', message }
}

const others = (count: number): string => (count === 0 ? '' : ` and ${counted(count, 'other')}`)

function unapproved(runs: readonly SyncRun[], planned: PlanSet | null): CliFailure | null {
  const operations = (planned?.plans ?? []).flatMap((plan) => plan.operations)
  const waiting = [...new Set(operations.filter(({ waitsFor }) => waitsFor === 'approval').map(({ name }) => name))]
  const done = runs.some(({ results }) => results.some(({ outcome }) => outcome === 'done'))
  if (waiting.length === 0 || done) return null
  const [first = '', ...more] = waiting
  const message = `Nothing was pushed: ${first}${others(more.length)} must be approved first. See them with coffer vet, approve with coffer vet NAME --approve.`
  return { kind: 'refused', message }
}
