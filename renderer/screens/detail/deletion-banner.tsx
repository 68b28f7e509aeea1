import { CalendarX2 } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { daysUntil } from '../../lib/format.ts'
import { restoreSecret } from '../../store/actions.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'

/** Says when a secret goes, and how to keep it. */
export function DeletionBanner({ name, deletionAt }: { name: string; deletionAt: number }) {
  const now = useNow()
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg bg-danger-soft px-3.5 py-3">
      <div className="flex min-w-48 grow basis-0 items-start gap-3">
        <CalendarX2 aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger-ink" />
        <div>
          <p className="font-medium">{text.detail.deletion(deletionAt, daysUntil(deletionAt, now))}</p>
          <p className="text-muted">{text.detail.deletionLead}</p>
        </div>
      </div>
      <Button onClick={() => void restoreSecret(name)}>{text.detail.restore}</Button>
    </div>
  )
}
