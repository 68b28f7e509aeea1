import { succeed } from '../../shared/failure.ts'
import { checkStage } from '../../shared/rules.ts'
import { usage } from '../failure.ts'
import { defineCommand, one, value } from '../line/command.ts'
import { checkLookup } from '../values/checks.ts'
import { resolveVersion } from '../values/versions.ts'

export const label = defineCommand({
  name: 'label',
  group: 'versions',
  summary: 'Move a staging label to a version, or take it away',
  details: [
    'As in Secrets Manager, a label that is on another version is moved only when --from names that version, so two people cannot move it at once without noticing; otherwise it is refused (exit code 6) with the version it is on. Moving AWSCURRENT also moves AWSPREVIOUS, to the version that lost it.',
    'A version is named by its id, by the beginning of its id, or by a label that is on it. --from alone takes the label away.',
  ],
  arguments: {
    name: one('NAME', 'The secret', 'secret'),
    stage: one('LABEL', 'The staging label', 'stage'),
  },
  options: {
    to: value('VERSION', 'The version that is to have the label'),
    from: value('VERSION', 'The version that has it now'),
  },
  examples: [
    { line: 'coffer label prod/db AWSCURRENT --to AWSPREVIOUS --from AWSCURRENT', about: 'Roll back' },
    { line: 'coffer label prod/db known-good --to AWSCURRENT', about: 'A label of your own' },
    { line: 'coffer label prod/db known-good --from known-good', about: 'Take it away' },
  ],
  async run(context, { args: { name, stage }, options }) {
    for (const checked of [checkLookup(name), checkStage(stage)]) if (!checked.ok) return checked
    if (options.to === undefined && options.from === undefined)
      return usage('Say where the label is to go with --to VERSION, or where it is taken from with --from VERSION.')
    const move: { moveTo?: string; removeFrom?: string } = {}
    for (const [key, text] of [
      ['moveTo', options.to],
      ['removeFrom', options.from],
    ] as const) {
      if (text === undefined) continue
      const resolved = await resolveVersion(context, name, text)
      if (!resolved.ok) return resolved
      move[key] = resolved.value
    }
    const moved = await context.core.call('secrets.moveStage', { name, stage, ...move })
    if (!moved.ok) return moved
    if (context.out.json) await context.out.printJson({ Name: name })
    context.out.note(move.moveTo === undefined ? `Took ${stage} away.` : `${stage} is on ${move.moveTo}.`)
    return succeed(0)
  },
})
