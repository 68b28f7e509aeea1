import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { RotationRun } from '../../shared/rotation-model.ts'
import type { Context } from '../context.ts'
import { type CliFailure, type Outcome, usage } from '../failure.ts'
import { defineCommand, one } from '../line/command.ts'
import { readRotator, rotatorOptions } from '../rotation/options.ts'
import { readText } from '../rotation/read-text.ts'
import { runFailure } from '../rotation/words.ts'
import { during } from '../terminal/progress.ts'
import { localTime, printable } from '../terminal/style.ts'
import { checkLookup } from '../values/checks.ts'

const name = one('NAME', 'The secret', 'secret')

export const rotationRun = defineCommand({
  name: 'rotation run',
  group: 'rotation',
  summary: 'Rotate a secret now',
  details: [
    'Four steps, as in AWS: create puts the new value under AWSPENDING, set tells the service, test uses it, finish moves AWSCURRENT. Until finish nobody sees the new value; a failure leaves AWSCURRENT where it is and says what to do, and the exit code is 6, or 8 when the network was at fault. Killed half way it goes on at the next unlock.',
    'Where you have to do something yourself it says what and stops; `coffer rotation confirm NAME` goes on. Without a rule, or to use another way than the rule says, name the rotator here.',
  ],
  arguments: { name },
  options: rotatorOptions,
  examples: [
    { line: 'coffer rotation run prod/db', about: 'By the rotator of its rule' },
    { line: 'coffer rotation run prod/api --rotator generate --length 40', about: 'Once, without a rule' },
  ],
  async run(context, { args, options }) {
    const rotator = readRotator(options, readText)
    if (!rotator.ok) return rotator
    if (rotator.value === null) return usage('To rotate without a rotator, put the new value: coffer put NAME.')
    const given = rotator.value === undefined ? {} : { rotator: rotator.value }
    return go(context, args.name, 'Rotating…', () => context.core.call('rotation.run', { name: args.name, ...given }))
  },
})

export const rotationConfirm = defineCommand({
  name: 'rotation confirm',
  group: 'rotation',
  summary: 'Say that you have done what a rotation waits for',
  details: ['The new value is then tested, where its rotator can, and becomes AWSCURRENT.'],
  arguments: { name },
  options: {},
  examples: [{ line: 'coffer rotation confirm prod/api', about: 'I have set it at the provider' }],
  run: (context, { args }) =>
    go(context, args.name, 'Testing…', () => context.core.call('rotation.confirm', { name: args.name })),
})

export const rotationResume = defineCommand({
  name: 'rotation resume',
  group: 'rotation',
  summary: 'Go on with a rotation that failed, at the step that failed',
  details: ['A rotation that has ended but for the old value, which is retired later, retires it now.'],
  arguments: { name },
  options: {},
  examples: [{ line: 'coffer rotation resume prod/db', about: 'The server is reachable again' }],
  run: (context, { args }) =>
    go(context, args.name, 'Rotating…', () => context.core.call('rotation.resume', { name: args.name })),
})

export const rotationCancel = defineCommand({
  name: 'rotation cancel',
  group: 'rotation',
  summary: 'End a rotation; AWSCURRENT stays where it is',
  details: [
    'AWSPENDING is taken away, and what was changed at the service is undone as far as that can be done. The value that was made stays as a version without a label.',
  ],
  arguments: { name },
  options: {},
  examples: [{ line: 'coffer rotation cancel prod/db', about: 'As if it had not begun' }],
  run: (context, { args }) =>
    go(context, args.name, 'Cancelling…', () => context.core.call('rotation.cancel', { name: args.name })),
})

async function go(
  context: Context,
  secret: string,
  sentence: string,
  call: () => Promise<Result<RotationRun, CliFailure>>,
): Promise<Outcome> {
  const checked = checkLookup(secret)
  if (!checked.ok) return checked
  const answer = await during(context, sentence, call())
  if (!answer.ok) return answer
  const run = answer.value
  if (context.out.json) await context.out.printJson(run)
  else if (run.show !== null) await context.out.data(`${printable(run.show)}\n`)
  const failure = runFailure(run)
  if (failure !== null) return fail(failure)
  for (const sentence of ended(run)) context.out.note(sentence)
  return succeed(0)
}

/** PURE */
function ended({ name: secret, state, id, message, laterAt }: RotationRun): readonly string[] {
  const told = message === null ? [] : [printable(message)]
  if (state === 'waiting')
    return [
      ...told,
      `Read the new value with coffer get ${secret} --stage AWSPENDING, then: coffer rotation confirm ${secret}`,
    ]
  if (state === 'cancelled') return [`Cancelled the rotation of ${secret}.`, ...told]
  const later = laterAt === null ? '' : ` The old value is retired on ${localTime(laterAt)}.`
  return [`Rotated ${secret}: AWSCURRENT is on ${id}.${later}`, ...told]
}
