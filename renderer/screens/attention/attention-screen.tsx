import { useEffect, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { DueItem } from '../../../shared/rotation-model.ts'
import type { Vetting } from '../../../shared/sync-model.ts'
import { call } from '../../bridge.ts'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { EmptyPage, Page } from '../../components/page.tsx'
import { Spinner } from '../../components/spinner.tsx'
import { type AttentionRows, type Category, categories, countNames, rowsOf } from '../../lib/attention.ts'
import { set, useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { CategoryChart } from './category-chart.tsx'
import { CategoryList } from './category-list.tsx'
import { MonthsChart } from './months-chart.tsx'

const words = text.attention

/** Everything in the vault that wants somebody, as charts and as the lists behind their bars. */
export function AttentionScreen({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const { report, due, ahead, waiting, failure, retry } = useAttention()
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
        {ahead && <MonthsChart due={ahead} />}
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
const yearDays = 366

/** Asked again whenever secrets, sync or rotation change; what was there stays until then. */
function useAttention() {
  const turn = useStore((state) => state.rotation.turn + state.sync.turn)
  const [tries, setTries] = useState(0)
  const report = useStore((state) => state.attention)
  const [due, setDue] = useState<readonly DueItem[] | null>(null)
  const [ahead, setAhead] = useState<readonly DueItem[] | null>(null)
  const [waiting, setWaiting] = useState<readonly Vetting[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    if (turn + tries < 0) return
    let isWanted = true
    const ask = async (): Promise<void> => {
      const [looked, year, unvetted] = await Promise.all([
        call('attention.report', {}),
        call('rotation.due', { withinDays: yearDays }),
        call('vet.waiting', {}),
      ])
      if (!isWanted) return
      if (!looked.ok) return setFailure(looked.failure)
      if (!year.ok) return setFailure(year.failure)
      if (!unvetted.ok) return setFailure(unvetted.failure)
      setFailure(null)
      setWaiting(unvetted.value)
      set({ attention: looked.value })
      setAhead(year.value.items)
      setDue(year.value.items.filter((item) => isNow(item)))
    }
    void ask()
    return () => {
      isWanted = false
    }
  }, [turn, tries])
  return { report, due, ahead, waiting, failure, retry: () => setTries(tries + 1) }
}

/** Rotations when they are due, ends of values a month before. */
function isNow({ reason, dueAt }: DueItem): boolean {
  const days = reason === 'expiry' ? soonDays : 0
  return dueAt <= Date.now() + days * 86_400_000
}
