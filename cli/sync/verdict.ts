/** PURE what a sync came to as a whole: its exit code and the sentence beside it. */
import type { Halt, PlanSet, SyncRun } from '../../shared/sync-model.ts'
import type { CliFailure } from '../failure.ts'
import { counted } from '../terminal/style.ts'
import { interrupted } from './progress.ts'
import { guardInWords } from './words.ts'

/**
 * Null when all is well. What went wrong comes first, then what was halted, then conflicts, then what waits for an
 * approval, and that only if nothing else was there to do.
 */
export function verdictOf(runs: readonly SyncRun[], planned: PlanSet | null): CliFailure | null {
  if (runs.some(({ outcome }) => outcome === 'cancelled')) return interrupted
  return failed(runs, planned) ?? haltedRun(runs) ?? conflicts(runs, planned) ?? unapproved(runs, planned)
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
  return run === undefined ? null : { kind: 'aws', code: 'Failed', message: `${run.target} ${run.region} failed.` }
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
  const met = runs.flatMap((run) => run.results.filter(({ outcome }) => outcome === 'conflict')).map(({ name }) => name)
  const merged = new Set(
    runs.flatMap((run) => run.results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)),
  )
  const open = (planned?.plans ?? [])
    .flatMap((plan) => plan.operations)
    .filter(({ id, action, waitsFor }) => action === 'conflict' || (waitsFor === 'decision' && !merged.has(id)))
  const names = [...new Set([...met, ...open.map(({ name }) => name)])]
  return names.length === 0 ? null : { kind: 'conflict', message: conflictSentence(names) }
}

export function conflictSentence(names: readonly string[]): string {
  const [first = '', ...more] = names
  const others = more.length === 0 ? '' : ` and ${counted(more.length, 'other')}`
  return `${first}${others} changed on both sides; both values are kept, and you decide.`
}

function unapproved(runs: readonly SyncRun[], planned: PlanSet | null): CliFailure | null {
  const operations = (planned?.plans ?? []).flatMap((plan) => plan.operations)
  const waiting = [...new Set(operations.filter(({ waitsFor }) => waitsFor === 'approval').map(({ name }) => name))]
  const done = runs.some(({ results }) => results.some(({ outcome }) => outcome === 'done'))
  if (waiting.length === 0 || done) return null
  const [first = ''] = waiting
  const others = waiting.length === 1 ? '' : ` and ${counted(waiting.length - 1, 'other')}`
  const message = `Nothing was pushed: ${first}${others} must be approved first. See them with coffer vet, approve with coffer vet NAME --approve.`
  return { kind: 'refused', message }
}
