import { Star } from 'lucide-react'
import { memo } from 'react'
import { PENDING } from '../../../shared/limits.ts'
import type { SecretSummary } from '../../../shared/model.ts'
import { Chip } from '../../components/chip.tsx'
import { KindIcon } from '../../components/kind-icon.tsx'
import { SecretName } from '../../components/secret-name.tsx'
import { StateDot } from '../../components/state-dot.tsx'
import { daysUntil } from '../../lib/format.ts'
import { dotOfSecret } from '../../lib/target-state.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useTargetMarks } from '../../use-target-marks.ts'

/** In px. */
export const rowHeight = 36

/** More targets than these are in the secret's own matrix. */
const mostDots = 5

interface SecretRowProps {
  readonly id: string
  readonly index: number
  readonly top: number
  readonly row: SecretSummary
  readonly now: number
  readonly isSelected: boolean
}

/** One secret: what it is, its name, what is public about it, and whether something is pending. */
export const SecretRow = memo(function SecretRow({ id, index, top, row, now, isSelected }: SecretRowProps) {
  return (
    <div
      id={id}
      role="row"
      aria-label={row.name}
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      data-index={index}
      tabIndex={-1}
      style={{ transform: `translateY(${top}px)`, height: rowHeight }}
      className={`absolute inset-x-1.5 flex items-center gap-2.5 rounded-md px-2.5 ${isSelected ? 'bg-accent-soft group-focus-visible/grid:shadow-[inset_0_0_0_2px_var(--color-accent)]' : 'hover:bg-hover'}`}
    >
      <span role="gridcell" tabIndex={-1} className={isSelected ? 'text-accent-ink' : 'text-muted'}>
        <KindIcon kind={row.kind} />
      </span>
      <span role="gridcell" tabIndex={-1} className="min-w-0 grow">
        <SecretName name={row.name} />
      </span>
      {row.favourite && (
        <span role="gridcell" tabIndex={-1} className="shrink-0">
          <Star role="img" aria-label={text.list.favourite} className="size-3 fill-current text-faint" />
        </span>
      )}
      <RowState row={row} now={now} />
      <TargetDots name={row.name} />
    </div>
  )
})

/** What is out of the ordinary as chips, and the public fact in what room they leave. */
function RowState({ row, now }: { row: SecretSummary; now: number }) {
  const isConflict = useStore((state) => state.sync.conflicting.has(row.name))
  const isUnvetted = useStore((state) => state.sync.unvetted.has(row.name))
  const due = useStore((state) => state.rotation.dueNames.get(row.name))
  const own = Object.keys(row.stages).filter((stage) => !stage.startsWith('AWS'))
  const chips = [
    row.deletionAt !== null && (
      <Chip key="deletion" tone="danger">
        {text.list.deletedIn(daysUntil(row.deletionAt, now))}
      </Chip>
    ),
    isConflict && (
      <Chip key="conflict" tone="danger">
        {text.sync.chips.conflict}
      </Chip>
    ),
    due !== undefined && (
      <Chip key="due" tone={due === 'overdue' ? 'danger' : 'warn'}>
        {text.sync.chips[due]}
      </Chip>
    ),
    isUnvetted && !isConflict && (
      <Chip key="unvetted" tone="warn">
        {text.sync.chips.unvetted}
      </Chip>
    ),
    PENDING in row.stages && (
      <Chip key="pending" tone="warn">
        {text.list.pending}
      </Chip>
    ),
    own[0] !== undefined && (
      <span key="own" className="hidden min-w-0 @xs:inline-flex">
        <Chip tone="ok" canShrink>
          {own.length > 1 ? `${own[0]} +${own.length - 1}` : own[0]}
        </Chip>
      </span>
    ),
    Object.keys(row.stages).length === 0 && <Chip key="none">{text.list.noValue}</Chip>,
  ].filter((chip) => chip !== false)
  if (chips.length === 0 && !row.facts.summary) return null
  return (
    <span
      role="gridcell"
      tabIndex={-1}
      className={`flex items-center justify-end gap-1.5 overflow-hidden ${chips.length > 0 ? 'max-w-[58%] shrink-0' : 'min-w-10 shrink-[9999]'}`}
    >
      {chips}
      {row.facts.summary && (
        <span className={`min-w-0 truncate text-sm text-faint tabular ${chips.length > 0 ? 'hidden @lg:inline' : ''}`}>
          {row.facts.summary}
        </span>
      )}
    </span>
  )
}

/** A dot for each target that takes the secret; nothing where none does. */
function TargetDots({ name }: { name: string }) {
  const marks = useTargetMarks(name)
  if (marks.length === 0) return null
  return (
    <span role="gridcell" tabIndex={-1} className="flex shrink-0 items-center gap-1">
      {marks.slice(0, mostDots).map(({ target, state }) => (
        <StateDot key={target} look={dotOfSecret(state)} label={`${target}: ${text.sync.secretStates[state]}`} />
      ))}
    </span>
  )
}

export const LoadingRow = ({ index, top }: { index: number; top: number }) => (
  <div
    role="row"
    tabIndex={-1}
    aria-label={text.list.loadingRow}
    aria-rowindex={index + 1}
    style={{ transform: `translateY(${top}px)`, height: rowHeight }}
    className="absolute inset-x-1.5 flex items-center gap-2.5 px-2.5"
  >
    <span role="gridcell" tabIndex={-1} className="size-4 rounded-sm bg-hover" />
    <span role="gridcell" tabIndex={-1} className="h-2.5 w-1/2 rounded-full bg-hover" />
  </div>
)
