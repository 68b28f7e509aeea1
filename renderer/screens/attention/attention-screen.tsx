import { useEffect, useState } from 'react'
import type { DueItem } from '../../../shared/rotation-model.ts'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { EmptyPage, Page } from '../../components/page.tsx'
import { Spinner } from '../../components/spinner.tsx'
import { type AttentionRows, type Category, categories, countNames, rowsOf } from '../../lib/attention.ts'
import { set, useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useCall } from '../../use-call.ts'
import { CategoryChart } from './category-chart.tsx'
import { CategoryList } from './category-list.tsx'
import { MonthsChart } from './months-chart.tsx'

const words = text.attention

/** Everything in the vault that wants somebody, as charts and as the lists behind their bars. */
export function AttentionScreen({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const { report, due, year, waiting, failure, retry } = useAttention()
  const conflicts = useStore((state) => state.sync.conflicts)
  const [chosen, setChosen] = useState<Category | null>(null)
  const rows = report && due && waiting ? rowsOf({ report, due, waiting, conflicts }) : null
  return (
    <Page
      title={words.title}
      onNavigate={onNavigate}
      lead={rows && report ? words.lead(countNames(rows), report.checked) : undefined}
    >
      <div className="mx-auto flex max-w-5xl flex-col gap-4 p-5">
        {failure && <FailureAlert title={words.failed} failure={failure} onRetry={retry} />}
        {rows === null && failure === null && (
          <p role="status" className="flex animate-late items-center gap-2 text-muted">
            <Spinner />
            {words.looking}
          </p>
        )}
        {rows && <Found rows={rows} chosen={chosen} onChoose={setChosen} />}
        {year && <MonthsChart days={year} />}
      </div>
    </Page>
  )
}

interface FoundProps {
  readonly rows: AttentionRows
  readonly chosen: Category | null
  readonly onChoose: (category: Category) => void
}

function Found({ rows, chosen, onChoose }: FoundProps) {
  const first = categories.find((category) => rows[category].length > 0)
  if (first === undefined) return <EmptyPage title={words.calm} lead={words.calmLead} />
  const shown = chosen !== null && rows[chosen].length > 0 ? chosen : first
  return (
    <>
      <CategoryChart rows={rows} shown={shown} onChoose={onChoose} />
      <CategoryList key={shown} category={shown} rows={rows[shown]} />
    </>
  )
}

/** Days ahead in which the end of a value counts as soon. */
const soonDays = 30

/** Asked again whenever secrets, sync or rotation change; what was there stays until then. */
function useAttention() {
  const turn = useStore((state) => state.rotation.turn + state.sync.turn)
  const [tries, setTries] = useState(0)
  const report = useCall('attention.report', {}, turn + tries)
  const soon = useCall('rotation.due', { withinDays: soonDays }, turn + tries)
  const year = useCall('rotation.calendar', {}, turn + tries)
  const waiting = useCall('vet.waiting', {}, turn + tries)
  useEffect(() => {
    if (report.value) set({ attention: report.value })
  }, [report.value])
  return {
    report: report.value,
    due: soon.value?.items.filter(isNow),
    year: year.value,
    waiting: waiting.value,
    failure: report.failure ?? soon.failure ?? year.failure ?? waiting.failure,
    retry: () => setTries(tries + 1),
  }
}

/** Rotations when they are due, ends of values a month before. */
function isNow({ reason, dueAt }: DueItem): boolean {
  const days = reason === 'expiry' ? soonDays : 0
  return dueAt <= Date.now() + days * 86_400_000
}
