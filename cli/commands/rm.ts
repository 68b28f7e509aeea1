import { type Result, succeed } from '../../shared/failure.ts'
import { checkRecoveryWindow } from '../../shared/rules.ts'
import { type CliFailure, usage } from '../failure.ts'
import { defineCommand, flag, one, value } from '../line/command.ts'
import { localTime } from '../terminal/style.ts'
import { deletion } from '../values/aws-shapes.ts'
import { checkLookup, parseWhole } from '../values/checks.ts'

export const rm = defineCommand({
  name: 'rm',
  group: 'versions',
  summary: 'Schedule a secret for deletion',
  details: [
    'Until its recovery window ends (7 to 30 days, 30 when not given) `coffer restore` brings it back whole; until then it is not found, and its name is taken. --force-delete-without-recovery removes it at once and for good.',
  ],
  arguments: { name: one('NAME', 'The secret', 'secret') },
  options: {
    'recovery-window-in-days': value('DAYS', 'How long it can be restored, 7 to 30'),
    'force-delete-without-recovery': flag('Remove it now, for good'),
  },
  examples: [
    { line: 'coffer rm old/ftp', about: 'Restorable for 30 days' },
    { line: 'coffer rm old/ftp --recovery-window-in-days 7', about: 'For a week' },
  ],
  async run({ core, out }, { args: { name }, options }) {
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const force = options['force-delete-without-recovery']
    const days = readDays(options['recovery-window-in-days'], force)
    if (!days.ok) return days
    const window = days.value === undefined ? {} : { recoveryWindowDays: days.value }
    const answer = await core.call('secrets.scheduleDeletion', { name, force, ...window })
    if (!answer.ok) return answer
    const { deletionAt } = answer.value
    if (out.json) await out.printJson(deletion(name, deletionAt))
    out.note(
      deletionAt === null
        ? `${name} is gone.`
        : `${name} will be gone on ${localTime(deletionAt)}. Until then: coffer restore ${name}`,
    )
    return succeed(0)
  },
})

function readDays(text: string | undefined, force: boolean): Result<number | undefined, CliFailure> {
  if (text === undefined) return succeed(undefined)
  if (force) return usage('A deletion without recovery has no recovery window: give one or the other.')
  const days = parseWhole('--recovery-window-in-days', text)
  return days.ok ? checkRecoveryWindow(days.value) : days
}
