import { succeed } from '../../shared/failure.ts'
import type { DueList } from '../../shared/rotation-model.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../failure.ts'
import { defineCommand, flag, value } from '../line/command.ts'
import { dueTable } from '../rotation/words.ts'
import { counted, localTime } from '../terminal/style.ts'
import { parseWhole } from '../values/checks.ts'

export const rotationDue = defineCommand({
  name: 'rotation due',
  group: 'rotation',
  summary: 'List what is due: rotations, values that end, secrets nobody reads',
  details: [
    'Exit code 7 when something waits for somebody: a rotation is due, a value ends soon or has ended, a rotation stopped. 0 when nothing does. Secrets that were not read for 90 days are listed, but alone they are no reason for a 7, nor is what is snoozed. So a line in cron can be `coffer rotation due --quiet || notify-send …`; other codes are failures as always (3: locked).',
  ],
  arguments: {},
  options: {
    within: value('DAYS', 'Also what falls due within so many days'),
    snoozed: flag('Also what is snoozed'),
  },
  examples: [
    { line: 'coffer rotation due', about: 'What is due now' },
    { line: 'coffer rotation due --within 14', about: 'And in the next two weeks' },
    { line: "coffer rotation due --json | jq -r '.items[].name'", about: 'For a script' },
  ],
  async run(context, { options }) {
    const days = options.within === undefined ? succeed(0) : parseWhole('--within', options.within)
    if (!days.ok) return days
    const answer = await context.core.call('rotation.due', {
      withinDays: Math.min(days.value, 3_660),
      snoozed: options.snoozed,
    })
    if (!answer.ok) return answer
    await print(context, answer.value)
    return succeed(needsSomebody(answer.value, Date.now()) ? exitCodes.conflict : exitCodes.ok)
  },
})

/** PURE Whether the list is a reason for exit code 7: `--within` and `--snoozed` show more, and change nothing here. */
export const needsSomebody = ({ items }: DueList, now: number): boolean =>
  items.some(
    ({ reason, dueAt, snoozedUntil }) =>
      reason !== 'unread' && dueAt <= now && (snoozedUntil === null || snoozedUntil <= now),
  )

async function print({ out }: Context, list: DueList): Promise<void> {
  const { items, snoozed, nextAt } = list
  if (out.json) await out.printJson(list)
  else if (items.length > 0) await out.data(dueTable(items, Date.now(), out.style))
  if (items.length === 0) out.note(`Nothing is due.${nextAt === null ? '' : ` Next: ${localTime(nextAt)}.`}`)
  if (snoozed > 0) out.note(`${counted(snoozed, 'reminder')} snoozed.`)
}
