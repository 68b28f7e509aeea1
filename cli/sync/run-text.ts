/** PURE what came of a plan, as people read it. */
import type { OperationResult, SyncRun } from '../../shared/sync-model.ts'
import { counted, printable, type Style } from '../terminal/style.ts'
import { paint } from './plan-text.ts'
import { guardInWords, symbolOfResult } from './words.ts'

const endings: Readonly<Record<SyncRun['outcome'], string>> = {
  done: 'done',
  partly: 'done in part',
  failed: 'failed',
  halted: 'halted, nothing was done',
  cancelled: 'ended early',
}

/** `everything`: also the steps that went as planned, for somebody who has not seen the plan. */
export const runsText = (runs: readonly SyncRun[], everything: boolean, style: Style): string =>
  runs.map((run) => runBlock(run, everything, style)).join('')

function runBlock(run: SyncRun, everything: boolean, style: Style): string {
  const shown = run.results.filter(({ outcome, message }) => everything || outcome !== 'done' || message !== null)
  const width = Math.min(48, Math.max(0, ...shown.map(({ name }) => name.length)))
  const lines = [
    `${style.bold(`${run.target} ${run.region}`)}  ${runInWords(run)}`,
    ...(isSaid(run) ? [] : [`  ${style.yellow('!')} ${printable(run.message ?? '')}`]),
    ...(run.halt === null
      ? []
      : [
          `  ${style.yellow('⏸')} Halted, because ${guardInWords(run.halt.guard)} (${run.halt.guard}): ${printable(run.halt.reason)}`,
          `    ${printable(run.halt.fix)}`,
        ]),
    ...shown.map((result) => resultLine(result, width, style)),
  ]
  return `${lines.join('\n')}\n`
}

/** Whether what ended the run stands beside one of its steps already. */
const isSaid = ({ message, results }: SyncRun): boolean =>
  message === undefined || results.some((result) => result.message === message)

export function runInWords({ outcome, results, calls, startedAt, endedAt }: SyncRun): string {
  const count = (which: OperationResult['outcome']) => results.filter((result) => result.outcome === which).length
  const [done, skipped, problems, conflicts] = [count('done'), count('skipped'), count('problem'), count('conflict')]
  if (outcome === 'done' && results.length === 0)
    return calls === 0 ? 'nothing to do' : `nothing to do · ${counted(calls, 'call')}`
  const parts = [
    endings[outcome],
    ...(done > 0 ? [counted(done, 'step')] : []),
    ...(skipped > 0 ? [`${skipped.toLocaleString('en')} left out`] : []),
    ...(problems > 0 ? [counted(problems, 'problem')] : []),
    ...(conflicts > 0 ? [counted(conflicts, 'conflict')] : []),
    counted(calls, 'call'),
    durationInWords(endedAt - startedAt),
  ]
  return parts.join(' · ')
}

/** "0.4 s", "12 s", "3 min". */
export function durationInWords(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}

/** For a step that says no more. */
const plainOutcomes: Readonly<Record<OperationResult['outcome'], string>> = {
  done: '',
  skipped: 'left out',
  problem: 'failed',
  conflict: 'both values are kept',
}

function resultLine(result: OperationResult, width: number, style: Style): string {
  const { name, action, outcome, code, message } = result
  const why = [code, message].filter((part) => part !== null).join(': ')
  const words = why === '' ? plainOutcomes[outcome] : printable(why)
  return `  ${paint(symbolOfResult(result), style)} ${printable(name).padEnd(width)}  ${action}  ${style.dim(words)}`.trimEnd()
}
