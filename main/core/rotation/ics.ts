/** What is ahead as an iCalendar file (RFC 5545). It holds names of secrets, and no value. */
import type { SecretBody } from '../vault/bodies.ts'
import { upcomingOf } from './calendar.ts'
import { type DueRules, dayInWords } from './due.ts'
import { entryOf } from './entry.ts'
import { dayMs, ruleInWords, startOfDay } from './schedule.ts'

/** Of one secret: a rule of every four hours would fill any calendar. */
const mostPerSecret = 24

/** The library is loaded when somebody asks for the file. */
export async function icsOf(
  bodies: readonly SecretBody[],
  rules: Pick<DueRules, 'now' | 'createdAtOf'>,
  days: number,
): Promise<string> {
  const { default: createCalendar, ICalEventTransparency } = await import('ical-generator')
  const calendar = createCalendar({
    name: 'Coffer rotations',
    prodId: { company: 'Coffer', product: 'Coffer', language: 'EN' },
  })
  const untilAt = startOfDay(rules.now) + days * dayMs
  for (const body of bodies) {
    for (const { what, startAt, endAt } of upcomingOf(body, rules, untilAt, mostPerSecret)) {
      const allDay = what === 'expiry' || endAt - startAt >= dayMs
      const from = allDay ? startOfDay(startAt) : startAt
      calendar.createEvent({
        id: `${what}-${from}-${body.arnSuffix}-${body.name}@coffer`,
        summary: what === 'expiry' ? `${body.name} expires` : `Rotate ${body.name}`,
        description: what === 'expiry' ? `The value ends on ${dayInWords(startAt)}.` : ruleText(body),
        start: new Date(from),
        end: new Date(allDay ? from + dayMs : endAt),
        stamp: new Date(rules.now),
        allDay,
        transparency: ICalEventTransparency.TRANSPARENT,
      })
    }
  }
  return calendar.toString()
}

const ruleText = (body: SecretBody): string => {
  const { rule } = entryOf(body)
  return rule === null ? '' : `Rule: ${ruleInWords(rule)} (UTC).`
}
