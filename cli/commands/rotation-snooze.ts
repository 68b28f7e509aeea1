import { type Result, succeed } from '../../shared/failure.ts'
import { type CliFailure, usage } from '../failure.ts'
import { defineCommand, one, value } from '../line/command.ts'
import { localTime } from '../terminal/style.ts'
import { checkLookup } from '../values/checks.ts'
import { parseUntil } from '../values/times.ts'

export const rotationSnooze = defineCommand({
  name: 'rotation snooze',
  group: 'rotation',
  summary: 'No reminder of a secret for a while',
  details: ['It is not rotated by itself meanwhile either. The rule stays, and so does the date it counts from.'],
  arguments: { name: one('NAME', 'The secret', 'secret') },
  options: {
    until: value('T', 'tomorrow (when not given), week, a date, a time, 3d, or off to be reminded again', {
      completes: ['tomorrow', 'week', 'off'],
    }),
  },
  examples: [
    { line: 'coffer rotation snooze prod/db', about: 'Until tomorrow morning' },
    { line: 'coffer rotation snooze prod/db --until 2027-01-15', about: 'Until that day' },
  ],
  async run({ core, out }, { args: { name }, options }) {
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const until = readUntil(options.until, Date.now())
    if (!until.ok) return until
    const answer = await core.call('rotation.snooze', { name, until: until.value })
    if (!answer.ok) return answer
    if (out.json) await out.printJson(answer.value)
    const { snoozedUntil } = answer.value
    out.note(snoozedUntil === null ? 'Reminders are back.' : `No reminder before ${localTime(snoozedUntil)}.`)
    return succeed(0)
  },
})

/** PURE A date alone is the morning of that day: the reminder is to come then, not the day after. */
export function readUntil(
  text: string | undefined,
  now: number,
): Result<'tomorrow' | 'week' | number | null, CliFailure> {
  if (text === undefined || text === 'tomorrow') return succeed('tomorrow')
  if (text === 'week') return succeed('week')
  if (text === 'off') return succeed(null)
  const at = parseUntil('--until', /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T08:00` : text, now)
  return at.ok ? at : usage('--until is tomorrow, week, off, a date such as 2027-01-15, or a time from now such as 3d.')
}

export const rotationOff = defineCommand({
  name: 'rotation off',
  group: 'rotation',
  summary: 'Forget the rotation rule of a secret',
  arguments: { name: one('NAME', 'The secret', 'secret') },
  options: {},
  examples: [{ line: 'coffer rotation off prod/db', about: 'Neither reminders nor rotations' }],
  async run({ core, out }, { args: { name } }) {
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const answer = await core.call('rotation.off', { name })
    if (!answer.ok) return answer
    if (out.json) await out.printJson({ Name: name })
    out.note(answer.value ? `${name} has no rotation rule any more.` : `${name} had no rotation rule.`)
    return succeed(0)
  },
})
