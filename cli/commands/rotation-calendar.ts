import { type Result, succeed } from '../../shared/failure.ts'
import type { CalendarDay, RotationTemplate } from '../../shared/rotation-model.ts'
import type { CliFailure } from '../failure.ts'
import { defineCommand, value } from '../line/command.ts'
import { layTable, type Style } from '../terminal/style.ts'
import { parseWhole } from '../values/checks.ts'

const days = value('N', 'So many days from today; 366 when not given')

function readDays(text: string | undefined): Result<number, CliFailure> {
  const read = text === undefined ? succeed(366) : parseWhole('--days', text)
  return read.ok ? succeed(Math.min(1_096, Math.max(1, read.value))) : read
}

export const rotationCalendar = defineCommand({
  name: 'rotation calendar',
  group: 'rotation',
  summary: 'Show the days on which something falls due',
  arguments: {},
  options: { days },
  examples: [{ line: 'coffer rotation calendar --days 60', about: 'The next two months, UTC' }],
  async run({ core, out }, { options }) {
    const wanted = readDays(options.days)
    if (!wanted.ok) return wanted
    const answer = await core.call('rotation.calendar', { days: wanted.value })
    if (!answer.ok) return answer
    if (out.json) await out.printJson({ days: answer.value })
    else if (answer.value.length > 0) await out.data(calendarTable(answer.value, out.style))
    if (answer.value.length === 0) out.note('Nothing falls due in that time.')
    return succeed(0)
  },
})

/** PURE */
function calendarTable(list: readonly CalendarDay[], style: Style): string {
  const columns = [{ title: 'DAY' }, { title: 'ROTATE' }, { title: 'END' }, { title: 'SECRETS', style: style.bold }]
  const shown = 4
  const rows = list.map(({ day, rotations, expiries, names }) => {
    const total = rotations + expiries
    const more = total > shown ? ` and ${total - shown} more` : ''
    return [day, String(rotations || '-'), String(expiries || '-'), `${names.slice(0, shown).join(', ')}${more}`]
  })
  return layTable(columns, rows, style)
}

export const rotationIcs = defineCommand({
  name: 'rotation ics',
  group: 'rotation',
  summary: 'Print what falls due as an iCalendar file',
  details: ['Names of secrets are in it, and no value. Of one secret at most 24 dates.'],
  arguments: {},
  options: { days },
  examples: [{ line: 'coffer rotation ics > rotations.ics', about: 'For a calendar' }],
  async run({ core, out }, { options }) {
    const wanted = readDays(options.days)
    if (!wanted.ok) return wanted
    const answer = await core.call('rotation.ics', { days: wanted.value })
    if (!answer.ok) return answer
    if (out.json) await out.printJson(answer.value)
    else await out.data(answer.value.text.endsWith('\n') ? answer.value.text : `${answer.value.text}\r\n`)
    if (!answer.value.text.includes('BEGIN:VEVENT')) out.note('Nothing falls due in that time: no date is in the file.')
    return succeed(0)
  },
})

export const rotationTemplates = defineCommand({
  name: 'rotation templates',
  group: 'rotation',
  summary: 'List the usual rule of each kind',
  arguments: {},
  options: {},
  examples: [{ line: 'coffer rotation templates', about: 'What --template would set' }],
  async run({ core, out }) {
    const answer = await core.call('rotation.templates', {})
    if (!answer.ok) return answer
    if (out.json) await out.printJson({ templates: answer.value })
    else await out.data(templateTable(answer.value, out.style))
    return succeed(0)
  },
})

/** PURE */
function templateTable(templates: readonly RotationTemplate[], style: Style): string {
  const columns = [{ title: 'KIND', style: style.bold }, { title: 'DAYS' }, { title: 'WHY', style: style.dim }]
  const rows = templates.map(({ kind, rule, why }) => [
    kind,
    rule.schedule.kind === 'days' ? String(rule.schedule.days) : rule.schedule.expression,
    why,
  ])
  return layTable(columns, rows, style)
}
