import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { Plan, PlanSet, SyncRun } from '../../shared/sync-model.ts'
import type { Context } from '../context.ts'
import type { CliFailure, Outcome } from '../failure.ts'
import { defineCommand, list, value } from '../line/command.ts'
import { type Choices, everyMerge, readChoices, readChoicesOfPlan } from '../sync/choices.ts'
import { mfaOption, withMfa } from '../sync/mfa.ts'
import { planText } from '../sync/plan-text.ts'
import { watchSync } from '../sync/progress.ts'
import { runsText } from '../sync/run-text.ts'
import { haltFailure, verdictOf } from '../sync/verdict.ts'
import { readWhere, type Where, whereOptions } from '../sync/where.ts'
import { guardWords } from '../sync/words.ts'
import { confirm, yesOption } from '../terminal/confirm.ts'
import { counted } from '../terminal/style.ts'
import { makePlan, sayNoTargets } from './sync-plan.ts'

export const syncApply = defineCommand({
  name: 'sync apply',
  group: 'sync',
  summary: 'Do what the plan says',
  details: [
    'Makes a plan, shows it on a terminal and asks; elsewhere it goes ahead, because the guards have looked. Only approved versions are pushed (`coffer vet`), each step checks that what it replaces is still there, and a run that was cut short is taken up by the next one. Ctrl-C ends it after the steps in flight.',
    'Exit codes: 5 when a secret changed here meanwhile and was left; 6 when a guard halted it, or all there was to do waits for an approval; 7 when a conflict is left; 8 when AWS or the network failed a step. The rest was done then, and is kept.',
  ],
  arguments: {},
  options: {
    ...whereOptions,
    yes: yesOption,
    skip: list('STEP', 'Leave this out: the name of a secret, or the id of a step'),
    accept: list(
      'STEP',
      `Do what is offered: the name of a secret, the id of a step, or ${everyMerge} for all merges`,
      {
        completes: [everyMerge],
      },
    ),
    override: list('GUARD', 'Go on after this guard, having read why it halted', { completes: guardWords }),
    'plan-id': value('ID', 'Apply the plan that `coffer sync plan --json` named, and no other'),
    'mfa-code': mfaOption,
  },
  examples: [
    { line: 'coffer sync apply', about: 'Shows the plan first and asks' },
    { line: 'coffer sync apply --target prod --yes', about: 'One target, without asking' },
    { line: 'coffer sync apply --skip prod/db --accept merges', about: 'Not this one; make the merges' },
    { line: 'coffer sync apply --override deletions', about: 'Yes, so many deletions are meant' },
  ],
  async run(context, { options }) {
    const planId = options['plan-id']
    if (planId !== undefined) {
      const choices = readChoicesOfPlan(options)
      if (!choices.ok) return choices
      const runs = await applyNow(context, {}, { ...choices.value, planId }, options['mfa-code'])
      return runs.ok ? finish(context, runs.value, null, false) : runs
    }
    const where = await readWhere(context, options)
    if (!where.ok) return where
    return planAndApply(context, where.value, options)
  },
})

interface ApplyOptions {
  readonly yes: boolean
  readonly skip: readonly string[]
  readonly accept: readonly string[]
  readonly override: readonly string[]
  readonly 'mfa-code': string | undefined
}

/** What comes between an unattended plan and its application, a save or another plan, makes a fresh one. */
const freshPlans = 3

const isOutOfDate = (runs: Result<readonly SyncRun[], CliFailure>): boolean =>
  runs.ok ? runs.value.some(({ halt }) => halt?.guard === 'stale-plan') : runs.failure.kind === 'not-found'

async function planAndApply(context: Context, where: Where, options: ApplyOptions): Promise<Outcome> {
  const asks = !options.yes && context.terminal.canAsk()
  for (let attempt = 1; ; attempt++) {
    const planned = await makePlan(context, where, options['mfa-code'])
    if (!planned.ok) return planned
    const choices = readChoices(options, planned.value)
    if (!choices.ok) return choices
    if (asks) {
      const sure = await ask(context, planned.value, choices.value)
      if (!sure.ok) return sure
    }
    await sayNoTargets(context, planned.value)
    const { planId } = planned.value
    const runs = await applyNow(context, where, { ...choices.value, planId }, undefined)
    if (!asks && attempt < freshPlans && isOutOfDate(runs)) continue
    if (!runs.ok) return runs
    return finish(context, runs.value, planned.value, asks)
  }
}

/** Shows the plan; a yes is asked for only when there is something to do. */
async function ask(context: Context, planned: PlanSet, choices: Choices): Promise<Result<null, CliFailure>> {
  const { out } = context
  const text = planText(planned, out.style)
  if (out.json) out.error(text)
  else await out.data(text)
  const open = planned.plans.filter(({ halt }) => halt === null || isOverridden(halt, choices))
  const halted = planned.plans.find((plan) => !open.includes(plan))
  if (open.length === 0 && halted?.halt) return fail(haltFailure(halted.target, halted.region, halted.halt))
  const steps = open.flatMap((plan) => plan.operations).filter((operation) => isReady(operation, choices))
  if (steps.length === 0) return succeed(null)
  return confirm(context, `Apply ${counted(steps.length, 'step')} to ${placesInWords(open)}?`, false)
}

const isOverridden = ({ guard, overridable }: NonNullable<Plan['halt']>, { override }: Choices): boolean =>
  overridable && override.includes(guard)

const isReady = ({ id, waitsFor }: Plan['operations'][number], { skip, accept }: Choices): boolean =>
  !skip.includes(id) && (waitsFor === null || accept.includes(id))

function placesInWords(plans: readonly Plan[]): string {
  const [first] = plans
  if (first !== undefined && plans.length === 1) return `${first.target} ${first.region}`
  return counted(plans.length, 'region')
}

function applyNow(
  context: Context,
  where: Where,
  choices: Choices & { readonly planId: string },
  mfaCode: string | undefined,
) {
  const input = { ...where, ...choices, withoutCodes: !context.terminal.canAsk() }
  return withMfa(context, mfaCode, (mfa) =>
    watchSync(context, (callId) => context.core.call('sync.apply', { ...input, ...mfa, callId })),
  )
}

async function finish(
  { out }: Context,
  runs: readonly SyncRun[],
  planned: PlanSet | null,
  wasShown: boolean,
): Promise<Outcome> {
  if (out.json) await out.printJson({ ...planned, runs })
  else await out.data(runsText(runs, !wasShown, out.style))
  sayWaiting(out, planned)
  const failure = verdictOf(runs, planned)
  return failure === null ? succeed(0) : fail(failure)
}

function sayWaiting(out: Context['out'], planned: PlanSet | null): void {
  const operations = (planned?.plans ?? []).flatMap((plan) => plan.operations)
  const names = new Set(operations.filter(({ waitsFor }) => waitsFor === 'approval').map(({ name }) => name))
  if (names.size > 0) out.note(`${counted(names.size, 'secret')} must be approved before a push: coffer vet`)
}
