import { succeed } from '../../shared/failure.ts'
import { defineCommand, one, optional, value } from '../line/command.ts'
import { cardRows, runsTable } from '../rotation/words.ts'
import { printable } from '../terminal/style.ts'
import { checkLookup, parseWhole } from '../values/checks.ts'

export const rotationShow = defineCommand({
  name: 'rotation show',
  group: 'rotation',
  summary: 'Show the rule of a secret, when it is due, and a rotation under way',
  arguments: { name: one('NAME', 'The secret', 'secret') },
  options: {},
  examples: [{ line: 'coffer rotation show prod/db', about: 'Rule, window, rotator' }],
  async run({ core, out }, { args: { name } }) {
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const answer = await core.call('rotation.show', { name })
    if (!answer.ok) return answer
    if (out.json) {
      await out.printJson(answer.value)
      return succeed(0)
    }
    const rows = cardRows(answer.value, Date.now())
    const width = Math.max(...rows.map(([label]) => label.length)) + 1
    await out.data(
      rows.map(([label, text]) => `${out.style.dim(`${label}:`.padEnd(width))}  ${printable(text)}\n`).join(''),
    )
    return succeed(0)
  },
})

export const rotationHistory = defineCommand({
  name: 'rotation history',
  group: 'rotation',
  summary: 'List rotations that ended, newest first',
  arguments: { name: optional('NAME', 'Of this secret', 'secret') },
  options: { limit: value('N', 'At most so many; 50 when not given') },
  examples: [{ line: 'coffer rotation history prod/db', about: 'The last 20 are kept' }],
  async run({ core, out }, { args: { name }, options }) {
    const limit = options.limit === undefined ? succeed(50) : parseWhole('--limit', options.limit)
    if (!limit.ok) return limit
    const wanted = { limit: Math.min(500, Math.max(1, limit.value)) }
    const answer = await core.call('rotation.history', name === undefined ? wanted : { ...wanted, name })
    if (!answer.ok) return answer
    if (out.json) await out.printJson({ runs: answer.value })
    else if (answer.value.length > 0) await out.data(runsTable(answer.value, out.style))
    if (answer.value.length === 0) out.note('No rotation has ended yet.')
    return succeed(0)
  },
})
