import { useState } from 'react'
import type { CalendarDay } from '../../../shared/rotation-model.ts'
import { Card } from '../../components/card.tsx'
import { type MonthLoad, monthsFrom } from '../../lib/attention.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'
import { DayNames } from '../rotation/day-names.tsx'

const words = text.attention

/** In the units of a column's picture. */
const height = 100

/** A column a month, rotations below and ends of values on top; a column leads to its days. Nothing where the year is empty. */
export function MonthsChart({ days }: { days: readonly CalendarDay[] }) {
  const now = useNow(600_000)
  const [chosen, setChosen] = useState<string | null>(null)
  const months = monthsFrom(now, days)
  const most = Math.max(...months.map(({ rotations, expiries }) => rotations + expiries))
  if (most === 0) return null
  const shown = months.find(({ id }) => id === chosen)
  return (
    <Card title={words.months} meta={words.monthsLead} actions={<Legend />}>
      <ol className="flex items-end gap-1 border-t border-line px-3.5 pt-4 pb-2">
        {months.map((month) => (
          <li key={month.id} className="min-w-0 grow basis-0">
            <Column
              month={month}
              most={most}
              isShown={month.id === chosen}
              onChoose={() => setChosen(month.id === chosen ? null : month.id)}
            />
          </li>
        ))}
      </ol>
      {shown && (
        <ul aria-label={text.rotation.page.dueLabel} className="divide-y divide-line border-t border-line">
          {shown.days.map((day) => (
            <li key={day.day} className="px-3.5 py-2">
              <DayNames day={day} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

interface ColumnProps {
  readonly month: MonthLoad
  readonly most: number
  readonly isShown: boolean
  readonly onChoose: () => void
}

function Column({ month: { title, rotations, expiries }, most, isShown, onChoose }: ColumnProps) {
  const count = rotations + expiries
  const low = (rotations / most) * height
  const high = (expiries / most) * height
  return (
    <button
      type="button"
      aria-pressed={isShown}
      disabled={count === 0}
      onClick={onChoose}
      className={`flex w-full flex-col items-center gap-1 rounded-md px-1 py-1.5 ${isShown ? 'bg-press' : 'hover:bg-hover disabled:hover:bg-transparent'}`}
    >
      <span aria-hidden="true" className={`text-sm tabular ${count === 0 ? 'text-faint' : 'font-medium'}`}>
        {count}
      </span>
      <svg aria-hidden="true" className="h-24 w-full max-w-8" preserveAspectRatio="none" viewBox={`0 0 10 ${height}`}>
        <rect y={height - low} width="10" height={low} className="fill-accent" />
        <rect y={height - low - high} width="10" height={high} className="fill-warm" />
        <rect y={height - 1} width="10" height="1" className="fill-line-strong" />
      </svg>
      <span className="text-sm text-muted">
        {title}
        <span className="sr-only"> {words.month(rotations, expiries)}</span>
      </span>
    </button>
  )
}

const Legend = () => (
  <span className="hidden items-center gap-3 text-sm text-muted @xl:flex">
    <span className="flex items-center gap-1.5">
      <span aria-hidden="true" className="size-2.5 rounded-sm bg-accent" />
      {words.rotations}
    </span>
    <span className="flex items-center gap-1.5">
      <span aria-hidden="true" className="size-2.5 rounded-sm bg-warm" />
      {words.expiries}
    </span>
  </span>
)
