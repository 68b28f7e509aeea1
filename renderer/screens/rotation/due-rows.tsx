import { RefreshCw } from 'lucide-react'
import type { DueItem } from '../../../shared/rotation-model.ts'
import { Button } from '../../components/button.tsx'
import { Chip } from '../../components/chip.tsx'
import { KindIcon } from '../../components/kind-icon.tsx'
import { SecretLink } from '../../components/secret-link.tsx'
import { SnoozeMenu } from '../../components/snooze-menu.tsx'
import { formatDay } from '../../lib/format.ts'
import { showSecret } from '../../store/panes.ts'
import { driveRotation } from '../../store/rotation.ts'
import { isReadOnly, useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'

const words = text.rotation

/** What needs somebody, the most urgent first, each with the ways to deal with it. */
export function DueRows({ items }: { items: readonly DueItem[] }) {
  if (items.length === 0) {
    return (
      <div className="border-t border-line px-3.5 py-4">
        <p className="font-medium">{words.page.dueNone}</p>
        <p className="text-muted text-pretty">{words.page.dueNoneLead}</p>
      </div>
    )
  }
  return (
    <ul aria-label={words.page.dueLabel} className="divide-y divide-line border-t border-line">
      {items.map((item) => (
        <DueRow key={`${item.name} ${item.reason}`} item={item} />
      ))}
    </ul>
  )
}

function DueRow({ item }: { item: DueItem }) {
  const { name, kind, reason, overdue, message, rotator, snoozedUntil } = item
  const busy = useStore((state) => state.rotation.starting.has(name))
  const readOnly = useStore(isReadOnly)
  const now = useNow()
  const isSnoozed = snoozedUntil !== null && snoozedUntil > now
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2 @3xl:grid @3xl:grid-cols-[1rem_minmax(0,1fr)_minmax(0,1.35fr)_12.5rem]">
      <span className="text-muted">
        <KindIcon kind={kind} />
      </span>
      <SecretLink name={name} />
      <span className="flex min-w-0 grow basis-52 flex-wrap items-center gap-x-2 gap-y-0.5">
        <Chip tone={overdue ? 'danger' : 'warn'}>{words.reasons[reason]}</Chip>
        <span className="text-muted">{message}</span>
        {isSnoozed && (
          <span className="text-sm text-faint">
            {words.facts.snoozed} {formatDay(snoozedUntil)}
          </span>
        )}
      </span>
      <span className="flex items-center justify-end gap-1.5">
        <SnoozeMenu name={name} snoozedUntil={isSnoozed ? snoozedUntil : null} disabled={readOnly} />
        {rotator !== null && reason === 'rotation' ? (
          <Button
            icon={RefreshCw}
            aria-label={words.rotateNowOf(name)}
            busy={busy}
            disabled={readOnly}
            onClick={() => void driveRotation('rotation.run', name)}
          >
            {words.rotateNow}
          </Button>
        ) : (
          <Button onClick={() => showSecret(name)}>{words.page.open}</Button>
        )}
      </span>
    </li>
  )
}
