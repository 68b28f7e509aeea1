import { type KeyboardEvent, useRef, useState } from 'react'
import type { CalendarDay } from '../../../shared/rotation-model.ts'
import { Card } from '../../components/card.tsx'
import { dayOf, type Load, loadOf, type Month, titleOfDay, yearFrom } from '../../lib/calendar.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'
import { DayNames } from './day-names.tsx'

const words = text.rotation.page

/** One hue from light to dark; the words of a day say the same. */
const loads: Readonly<Record<Load, string>> = {
  0: 'text-faint',
  1: 'bg-load-1 text-ink',
  2: 'bg-load-2 text-ink',
  3: 'bg-load-3 text-on-accent',
  4: 'bg-load-4 text-on-accent',
}

interface YearCalendarProps {
  readonly days: readonly CalendarDay[]
}

/** Twelve months with the load of each day. Days that hold something are buttons: one stop for Tab, arrows between them. */
export function YearCalendar({ days }: YearCalendarProps) {
  const now = useNow(600_000)
  const [chosen, setChosen] = useState<string | null>(null)
  const grid = useRef<HTMLDivElement>(null)
  const loaded = days.filter((day) => day.rotations + day.expiries > 0)
  const byDay = new Map(loaded.map((day) => [day.day, day] as const))
  const shown = chosen !== null && byDay.has(chosen) ? chosen : null
  const stop = shown ?? loaded[0]?.day ?? null
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = loaded.findIndex(({ day }) => day === (document.activeElement as HTMLElement | null)?.dataset.day)
    const target = at < 0 ? undefined : loaded[keyTarget(event.key, at, loaded.length)]
    if (!target) return
    event.preventDefault()
    setChosen(target.day)
    grid.current?.querySelector<HTMLElement>(`[data-day="${target.day}"]`)?.focus()
  }
  return (
    <Card title={words.calendar} meta={words.calendarLead} actions={<Legend />}>
      <div className="border-t border-line px-3.5 py-3.5">
        {loaded.length === 0 && <p className="mb-3 text-muted">{words.calendarNone}</p>}
        <div
          ref={grid}
          role="group"
          aria-label={words.calendar}
          onKeyDown={onKeyDown}
          className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-5 gap-y-4"
        >
          {yearFrom(now).map((month) => (
            <MonthTable
              key={month.id}
              month={month}
              today={dayOf(now)}
              byDay={byDay}
              chosen={shown}
              stop={stop}
              onChoose={setChosen}
            />
          ))}
        </div>
        {loaded.length > 0 && <DayDetail day={shown === null ? undefined : byDay.get(shown)} />}
      </div>
    </Card>
  )
}

function keyTarget(key: string, at: number, count: number): number {
  if (key === 'ArrowRight' || key === 'ArrowDown') return Math.min(count - 1, at + 1)
  if (key === 'ArrowLeft' || key === 'ArrowUp') return Math.max(0, at - 1)
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : -1
}

interface MonthTableProps {
  readonly month: Month
  readonly today: string
  readonly byDay: ReadonlyMap<string, CalendarDay>
  readonly chosen: string | null
  /** The day that Tab comes to. */
  readonly stop: string | null
  readonly onChoose: (day: string) => void
}

const MonthTable = ({ month, today, byDay, chosen, stop, onChoose }: MonthTableProps) => (
  <table className="w-full table-fixed border-separate border-spacing-0.5 self-start">
    <caption className="pb-1 text-left font-medium">{month.title}</caption>
    <tbody>
      {month.weeks.map((week) => (
        <tr key={week.find((day) => day !== null)}>
          {week.map((day, at) => (
            <td key={day ?? at} className="h-6 p-0 text-center text-xs tabular">
              {day !== null && (
                <Day
                  day={day}
                  load={byDay.get(day)}
                  isToday={day === today}
                  isChosen={day === chosen}
                  isStop={day === stop}
                  onChoose={onChoose}
                />
              )}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)

interface DayProps {
  readonly day: string
  readonly load: CalendarDay | undefined
  readonly isToday: boolean
  readonly isChosen: boolean
  readonly isStop: boolean
  readonly onChoose: (day: string) => void
}

function Day({ day, load, isToday, isChosen, isStop, onChoose }: DayProps) {
  const number = String(Number(day.slice(8)))
  const ring = isChosen ? 'ring-2 ring-accent ring-inset' : isToday ? 'ring-1 ring-edge ring-inset font-semibold' : ''
  const look = `grid h-6 w-full place-items-center rounded-sm ${loads[loadOf(load)]} ${ring}`
  if (!load) {
    return (
      <span className={look} {...(isToday ? { 'aria-current': 'date' as const } : {})}>
        {number}
      </span>
    )
  }
  return (
    <button
      type="button"
      data-day={day}
      aria-label={words.day(titleOfDay(day), load.rotations, load.expiries)}
      aria-pressed={isChosen}
      {...(isToday ? { 'aria-current': 'date' as const } : {})}
      tabIndex={isStop ? 0 : -1}
      onClick={() => onChoose(day)}
      className={look}
    >
      {number}
    </button>
  )
}

/** What falls due on the chosen day. */
const DayDetail = ({ day }: { day: CalendarDay | undefined }) => (
  <div role="status" className="mt-4 min-h-14 rounded-lg bg-sunken px-3.5 py-2.5">
    {day === undefined ? <p className="text-muted">{words.noDay}</p> : <DayNames day={day} />}
  </div>
)

const Legend = () => (
  <ul aria-label={words.legendLabel} className="hidden items-center gap-2.5 text-sm text-muted @2xl:flex">
    {words.legend.map((title, at) => (
      <li key={title} className="flex items-center gap-1">
        <span
          aria-hidden="true"
          className={`size-3 rounded-sm ${at === 0 ? 'border border-line-strong' : loads[at as Load]}`}
        />
        {title}
      </li>
    ))}
  </ul>
)
