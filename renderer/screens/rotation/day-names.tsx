import type { CalendarDay } from '../../../shared/rotation-model.ts'
import { titleOfDay } from '../../lib/calendar.ts'
import { showSecret } from '../../store/panes.ts'
import { text } from '../../text.ts'

const words = text.rotation.page

/** What falls due on a day: how much, and the secrets, each leading to its own page. */
export function DayNames({ day: { day, rotations, expiries, names } }: { day: CalendarDay }) {
  const more = rotations + expiries - names.length
  return (
    <>
      <p className="font-medium">{words.day(titleOfDay(day), rotations, expiries)}</p>
      <p className="mt-1 flex flex-wrap gap-x-3 gap-y-1">
        {names.map((name) => (
          <button
            key={name}
            type="button"
            onClick={() => showSecret(name)}
            className="font-mono text-sm text-accent-ink hover:underline"
          >
            {name}
          </button>
        ))}
        {more > 0 && <span className="text-sm text-muted">{words.moreNames(more)}</span>}
      </p>
    </>
  )
}
