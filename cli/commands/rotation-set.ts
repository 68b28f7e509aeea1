import { type Result, succeed } from '../../shared/failure.ts'
import type { RotationCard, RotationRule, RotatorDraft } from '../../shared/rotation-model.ts'
import type { Context } from '../context.ts'
import { type CliFailure, type Outcome, usage } from '../failure.ts'
import { defineCommand, flag, one } from '../line/command.ts'
import { readRotator, readRule, rotatorOptions, scheduleOptions } from '../rotation/options.ts'
import { readText } from '../rotation/read-text.ts'
import { confirm, yesOption } from '../terminal/confirm.ts'
import { counted, localTime } from '../terminal/style.ts'
import { checkLookup } from '../values/checks.ts'

export const rotationSet = defineCommand({
  name: 'rotation set',
  group: 'rotation',
  summary: 'Set when a secret is to be rotated, and how',
  details: [
    'The schedule is one of AWS Secrets Manager, with its limits: `rate(…)` from 4 hours to 999 days, `cron(0 Hours DayOfMonth Month DayOfWeek *)` in UTC, windows in whole hours that stay within a UTC day. --every-days counts from the last new value; a put by hand counts.',
    'Without a rotator Coffer reminds and you put the new value. With one, `coffer rotation run NAME` does it in four steps (create, set, test, finish) on AWSPENDING; --automatic does that when it is due and the vault is open. What no option names stays as it is.',
    'NAME may be a pattern: then the rule is set for every secret that matches and has none (--replace: also for the others); --template gives each kind its usual one.',
  ],
  arguments: { name: one('NAME', 'The secret, or a pattern such as prod/**', 'secret') },
  options: {
    ...scheduleOptions,
    ...rotatorOptions,
    automatic: flag('Rotate by itself when due'),
    remind: flag('Only remind when due'),
    template: flag("Each kind's usual rule: databases 30 days, API keys 90, SSH keys 365 …"),
    replace: flag('With a pattern: change rules that are there'),
    yes: yesOption,
  },
  examples: [
    { line: 'coffer rotation set prod/api-key --every-days 90', about: 'Remind after 90 days' },
    {
      line: "coffer rotation set prod/db --schedule 'cron(0 3 1 * ? *)' --duration 3h --rotator postgres --automatic",
      about: 'On the first of each month between 3:00 and 6:00 UTC, by itself',
    },
    {
      line: 'coffer rotation set prod/app --every-days 30 --rotator postgres --strategy alternating --admin prod/admin',
      about: 'Two users take turns, so that no reader ever fails',
    },
    { line: "coffer rotation set 'prod/**' --template", about: 'Every kind its own rule' },
  ],
  async run(context, { args: { name }, options }) {
    const rule = readRule(options)
    if (!rule.ok) return rule
    const rotator = readRotator(options, readText)
    if (!rotator.ok) return rotator
    if (options.automatic && options.remind) return usage('Give one of --automatic and --remind.')
    if (/[*?]/.test(name) || options.template) {
      if (rotator.value !== undefined) return usage('A rotator is set for one secret at a time.')
      if (options.automatic || options.remind) return usage('--automatic and --remind are for one secret at a time.')
      return setMany(context, name, options.template ? 'template' : rule.value, options)
    }
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const automatic = options.automatic ? true : options.remind ? false : undefined
    return setOne(context, name, { rule: rule.value, rotator: rotator.value, automatic })
  },
})

interface Change {
  readonly rule: RotationRule | null
  readonly rotator: RotatorDraft | null | undefined
  readonly automatic: boolean | undefined
}

async function setOne(context: Context, name: string, change: Change): Promise<Outcome> {
  const before = await context.core.call('rotation.show', { name })
  if (!before.ok) return before
  const rule = change.rule ?? before.value.rule
  if (rule === null) return usage(`${name} has no rule yet: give --schedule or --every-days.`)
  const rotator = change.rotator === undefined ? before.value.rotator : change.rotator
  const automatic = change.automatic ?? (rotator !== null && before.value.automatic)
  const answer = await context.core.call('rotation.set', { name, rule, rotator, automatic })
  if (!answer.ok) return answer
  if (context.out.json) await context.out.printJson(answer.value)
  context.out.note(said(answer.value))
  return succeed(0)
}

function said({ name, ruleInWords, nextAt, standing }: RotationCard): string {
  const rule = `${name} is to be rotated: ${ruleInWords ?? ''}.`
  if (nextAt === null) return `${rule} It has no value yet.`
  if (standing === 'scheduled') return `${rule} Next: ${localTime(nextAt)}.`
  return `${rule} It is ${standing === 'overdue' ? 'overdue' : 'due'} already.`
}

async function setMany(
  context: Context,
  glob: string,
  rule: RotationRule | 'template' | null,
  options: { readonly replace: boolean; readonly yes: boolean },
): Promise<Outcome> {
  if (rule === null) return usage('Give --schedule, --every-days or --template.')
  const input = { glob, rule, replace: options.replace }
  const planned = await context.core.call('rotation.setMany', { ...input, dryRun: true })
  if (!planned.ok) return planned
  const agreed = await agree(context, planned.value.names, options.yes)
  if (!agreed.ok) return agreed
  const done = planned.value.names.length === 0 ? planned : await context.core.call('rotation.setMany', input)
  if (!done.ok) return done
  const { names, skipped } = done.value
  if (context.out.json) await context.out.printJson(done.value)
  context.out.note(`Set the rule of ${counted(names.length, 'secret')}; ${skipped.length} stay as they are.`)
  return succeed(0)
}

async function agree(context: Context, names: readonly string[], yes: boolean): Promise<Result<null, CliFailure>> {
  if (names.length === 0) return succeed(null)
  if (!yes && context.terminal.canAsk()) await context.out.data(names.map((name) => `${name}\n`).join(''))
  return confirm(context, `Set the rule of ${counted(names.length, 'secret')}?`, yes)
}
