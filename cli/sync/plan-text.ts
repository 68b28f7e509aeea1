/** PURE a plan as people read it: a block for each target and region, a line for each step, and what it comes to. */
import { type PlanSymbol, symbolOf } from '../../shared/plan-symbols.ts'
import type { Halt, Operation, Plan, PlanSet } from '../../shared/sync-model.ts'
import { counted, printable, type Style } from '../terminal/style.ts'
import { costInWords, countsInWords, guardInWords } from './words.ts'

/** Empty when no target was looked at. */
export function planText({ plans, problems }: PlanSet, style: Style): string {
  const blocks = [
    ...plans.map((plan) => planBlock(plan, style)),
    ...problems.map(
      ({ target, region, message }) =>
        `${style.bold(`${target} ${region}`)}\n  ${style.yellow('!')} ${printable(message)}\n`,
    ),
  ]
  const total = plans.length > 1 ? [`${totalLine(plans)}\n`] : []
  return [...blocks, ...total].join('\n')
}

function planBlock(plan: Plan, style: Style): string {
  const lines = [
    `${style.bold(`${plan.target} ${plan.region}`)}  ${style.dim(`account ${plan.accountId}`)}`,
    ...(plan.halt === null ? [] : haltLines(plan.halt, style)),
    ...operationLines(plan.operations, style),
    ...plan.notes.map(({ name, message }) => `  ${style.dim(`· ${printable(name)}: ${printable(message)}`)}`),
    `  ${summary(plan)}`,
  ]
  return `${lines.join('\n')}\n`
}

function haltLines({ guard, reason, fix, overridable }: Halt, style: Style): readonly string[] {
  return [
    `  ${style.yellow('⏸')} Halted, because ${guardInWords(guard)} (${guard}): ${printable(reason)}`,
    `    ${printable(fix)}`,
    ...(overridable ? [`    To go on all the same: coffer sync apply --override ${guard}`] : []),
  ]
}

function operationLines(operations: readonly Operation[], style: Style): readonly string[] {
  const cells = operations.map((operation) => [shownName(operation), shownAction(operation)] as const)
  const widths = [0, 1].map((at) => Math.min(48, Math.max(0, ...cells.map((row) => (row[at] ?? '').length))))
  return operations.map((operation, at) => {
    const symbol = symbolOf(operation)
    const [name = '', action = ''] = cells[at] ?? []
    const why = style.dim(printable(operation.why))
    return `  ${paint(symbol, style)} ${name.padEnd(widths[0] ?? 0)}  ${action.padEnd(widths[1] ?? 0)}  ${why}`.trimEnd()
  })
}

/** The name here, and the one there where they differ. */
const shownName = ({ name, remoteName }: Operation): string =>
  printable(name === remoteName || remoteName === '' ? name : `${name} → ${remoteName}`)

function shownAction({ action, detail }: Operation): string {
  if ((action === 'label' || action === 'pull-label') && detail.stage !== undefined)
    return printable(`${action} ${detail.stage}`)
  return action
}

export function paint(symbol: PlanSymbol, style: Style): string {
  if (symbol === '+') return style.green(symbol)
  return symbol === '−' || symbol === '!' || symbol === '⏸' ? style.yellow(symbol) : style.bold(symbol)
}

function summary({ operations, unchanged, calls, monthlyCostChangeUsd }: Plan): string {
  const cost = costInWords(monthlyCostChangeUsd)
  const parts = [
    operations.length === 0 ? 'Nothing to do' : countsInWords(operations),
    ...(unchanged > 0 ? [`${unchanged.toLocaleString('en')} unchanged`] : []),
    ...(calls > 0 ? [counted(calls, 'call')] : []),
    ...(cost === null ? [] : [cost]),
  ]
  return parts.join(' · ')
}

function totalLine(plans: readonly Plan[]): string {
  const operations = plans.flatMap((plan) => plan.operations)
  const sum = (value: (plan: Plan) => number) => plans.reduce((total, plan) => total + value(plan), 0)
  const calls = sum((plan) => plan.calls)
  const cost = costInWords(sum((plan) => plan.monthlyCostChangeUsd))
  const halted = plans.filter(({ halt }) => halt !== null).length
  const parts = [
    operations.length === 0 ? 'Nothing to do' : countsInWords(operations),
    ...(calls > 0 ? [counted(calls, 'call')] : []),
    ...(cost === null ? [] : [cost]),
    ...(halted > 0 ? [`${counted(halted, 'plan')} halted`] : []),
  ]
  return `All together: ${parts.join(' · ')}`
}
