import { CalendarPlus, Download } from 'lucide-react'
import { useState } from 'react'
import type { DueItem } from '../../../shared/rotation-model.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Page } from '../../components/page.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { openDialog } from '../../store/panes.ts'
import { exportCalendar, loadRotation } from '../../store/rotation.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useCall } from '../../use-call.ts'
import { useLast } from '../../use-last.ts'
import { useNow } from '../../use-now.ts'
import { DueRows } from './due-rows.tsx'
import { YearCalendar } from './year-calendar.tsx'

const words = text.rotation

/** What is due and what the year holds. */
export function RotationScreen({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const [within, setWithin] = useState<Within>('30')
  const turn = useStore((state) => state.rotation.turn)
  const list = useCall('rotation.due', { withinDays: Number(within), snoozed: true }, turn)
  const year = useCall('rotation.calendar', {}, turn)
  const failure = list.failure ?? year.failure
  const due = useLast(list.value)
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
        {year.value && <YearCalendar days={year.value} />}
      </div>
    </Page>
  )
}

/** That nobody reads a secret is worth a word when it is so, not that it might become so. */
const isListed = ({ reason, dueAt }: DueItem, now: number): boolean => reason !== 'unread' || dueAt <= now

type Within = keyof typeof words.page.withins
const withins = Object.entries(words.page.withins) as readonly (readonly [Within, string])[]
