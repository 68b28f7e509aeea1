import { fail, succeed } from '../../shared/failure.ts'
import type { PlanSet } from '../../shared/sync-model.ts'
import type { Context } from '../context.ts'
import type { CliFailure } from '../failure.ts'
import { defineCommand, flag } from '../line/command.ts'
import { mfaOption, withMfa } from '../sync/mfa.ts'
import { planText } from '../sync/plan-text.ts'
import { watchSync } from '../sync/progress.ts'
import { bothToKeep, decisionFailure, haltFailure, openDecisions } from '../sync/verdict.ts'
import { readWhere, type Where, whereOptions } from '../sync/where.ts'

export const syncPlan = defineCommand({
  name: 'sync plan',
  group: 'sync',
  summary: 'Show what a sync would do; changes nothing',
  details: [
    'Looks at both sides of every target and region. Signs: + is made, ~ changes, → a label moves, − is scheduled for deletion, ! is a conflict, ⏸ waits for you. Actions that begin with pull- are done here, the others in AWS. `calls` and the cost are what applying it comes to.',
    'Exit code 8 when a region could not be looked at. With --exit-code also 6 when a guard halts the plan, and 7 when there is a conflict.',
  ],
  arguments: {},
  options: {
    ...whereOptions,
    'exit-code': flag('Tell halts and conflicts by the exit code'),
    'mfa-code': mfaOption,
  },
  examples: [
    { line: 'coffer sync plan', about: 'Every target and region' },
    { line: 'coffer sync plan --target prod --region eu-west-1', about: 'One of them' },
    {
      line: "coffer sync plan --json | jq -r '.plans[].operations[] | [.action, .name] | @tsv'",
      about: 'For a script',
    },
  ],
  async run(context, { options }) {
    const where = await readWhere(context, options)
    if (!where.ok) return where
    const planned = await makePlan(context, where.value, options['mfa-code'])
    if (!planned.ok) return planned
    if (context.out.json) await context.out.printJson(planned.value)
    else await context.out.data(planText(planned.value, context.out.style))
    await sayNoTargets(context, planned.value)
    const failure = shortcoming(planned.value, options['exit-code'])
    return failure === null ? succeed(0) : fail(failure)
  },
})

export const makePlan = (context: Context, where: Where, mfaCode: string | undefined) =>
  withMfa(context, mfaCode, (mfa) =>
    watchSync(context, (callId) =>
      context.core.call('sync.plan', { ...where, ...mfa, withoutCodes: !context.terminal.canAsk(), callId }),
    ),
  )

/** A first sync begins with a target. */
export async function sayNoTargets({ core, out }: Context, { plans, problems }: PlanSet): Promise<void> {
  if (plans.length > 0 || problems.length > 0) return
  const targets = await core.call('targets.list', {})
  if (targets.ok && targets.value.length === 0)
    out.note('There is no target yet: coffer target add NAME --profile PROFILE --region REGION')
}

/** PURE */
export function shortcoming({ plans, problems }: PlanSet, strict: boolean): CliFailure | null {
  const [problem] = problems
  if (problem !== undefined)
    return { kind: 'aws', code: 'NotPlanned', message: `${problem.target} ${problem.region}: ${problem.message}` }
  if (!strict) return null
  const halted = plans.find(({ halt }) => halt !== null)
  if (halted?.halt) return haltFailure(halted.target, halted.region, halted.halt)
  const open = openDecisions(plans)
  const conflicts = open.filter(({ action }) => action === 'conflict' || action === 'merge')
  return decisionFailure(
    conflicts.map(({ name }) => name),
    open,
    bothToKeep,
  )
}
