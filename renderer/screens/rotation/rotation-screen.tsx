import { CalendarPlus, Download } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { CalendarDay, DueItem, DueList } from '../../../shared/rotation-model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Page } from '../../components/page.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { openDialog } from '../../store/panes.ts'
import { exportCalendar, loadRotation } from '../../store/rotation.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'
import { DueRows } from './due-rows.tsx'
import { YearCalendar } from './year-calendar.tsx'

const words = text.rotation

/** What is due and what the year holds. */
export function RotationScreen({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const [within, setWithin] = useState<Within>('30')
  const { due, calendar, failure } = useRotationPage(Number(within))
  const now = useNow()
  return (
    <Page
      title={words.title}
      onNavigate={onNavigate}
      actions={
        <>
          <Button icon={CalendarPlus} onClick={() => openDialog({ type: 'rotation-bulk' })}>
            {words.page.bulk}
          </Button>
          <Button icon={Download} onClick={() => void exportCalendar()}>
            {words.page.export}
          </Button>
        </>
      }
    >
      <div className="mx-auto flex max-w-5xl flex-col gap-4 p-5">
        {failure && <FailureAlert title={words.failed} failure={failure} onRetry={() => void loadRotation()} />}
        {due && (
          <Card
            title={words.page.due}
            meta={due.snoozed > 0 ? words.page.snoozedMore(due.snoozed) : undefined}
            actions={<Segmented label={words.page.within} value={within} options={withins} onChange={setWithin} />}
          >
            <DueRows items={due.items.filter((item) => isListed(item, now))} />
          </Card>
        )}
        {calendar && <YearCalendar days={calendar} />}
      </div>
    </Page>
  )
}

/** That nobody reads a secret is worth a word when it is so, not that it might become so. */
const isListed = ({ reason, dueAt }: DueItem, now: number): boolean => reason !== 'unread' || dueAt <= now

type Within = keyof typeof words.page.withins
const withins = Object.entries(words.page.withins) as readonly (readonly [Within, string])[]

/** The page's own lists, asked again whenever something of rotation changes. What was there stays until then. */
function useRotationPage(withinDays: number) {
  const turn = useStore((state) => state.rotation.turn)
  const [due, setDue] = useState<DueList | null>(null)
  const [calendar, setCalendar] = useState<readonly CalendarDay[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    if (turn < 0) return
    let isWanted = true
    const ask = async (): Promise<void> => {
      const [list, year] = await Promise.all([
        call('rotation.due', { withinDays, snoozed: true }),
        call('rotation.calendar', {}),
      ])
      if (!isWanted) return
      if (list.ok) setDue(list.value)
      if (year.ok) setCalendar(year.value)
      setFailure(list.ok ? (year.ok ? null : year.failure) : list.failure)
    }
    void ask()
    return () => {
      isWanted = false
    }
  }, [withinDays, turn])
  return { due, calendar, failure }
}
