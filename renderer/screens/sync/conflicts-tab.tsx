import { EmptyPage } from '../../components/page.tsx'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { ConflictCard } from './conflict-card.tsx'

const words = text.sync.conflicts

/** Every conflict with both its versions side by side. */
export function ConflictsTab() {
  const conflicts = useStore((state) => state.sync.conflicts)
  if (conflicts.length === 0) return <EmptyPage title={words.none} lead={words.noneLead} />
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-4 p-5">
      <p className="text-muted">{words.lead}</p>
      {conflicts.map((conflict) => (
        <ConflictCard
          key={[
            conflict.target,
            conflict.region,
            conflict.name,
            conflict.localVersionId,
            conflict.remoteVersionId,
          ].join(' ')}
          conflict={conflict}
        />
      ))}
    </div>
  )
}
