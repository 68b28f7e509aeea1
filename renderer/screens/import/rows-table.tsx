import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { ImportFate, ImportPreview, ImportRow } from '../../../shared/contract-transfer.ts'
import { CheckBox, Tick } from '../../components/check-box.tsx'
import { Chip, type Tone } from '../../components/chip.tsx'
import { KindIcon } from '../../components/kind-icon.tsx'
import { SecretName } from '../../components/secret-name.tsx'
import { isTickable, setReplace, tickRows } from '../../store/import.ts'
import { useStore } from '../../store/store.ts'
import { importWords as words } from '../../text-import.ts'

/** In px. */
const rowHeight = 36
const grid = 'grid grid-cols-[28px_minmax(0,3fr)_minmax(0,2fr)_minmax(0,1fr)_132px] items-center gap-x-3 px-5'

/** What would become secrets, each with its tick. Only what can be seen is in the page. */
export function RowsTable({ preview: { rows } }: { preview: ImportPreview }) {
  const scroller = useRef<HTMLDivElement>(null)
  const { unticked, replace } = useStore((state) => state.importing)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    paddingEnd: 8,
  })
  return (
    <>
      <Summary rows={rows} />
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={words.table}
        aria-rowcount={rows.length + 1}
        className="min-h-0 grow overflow-y-auto bg-surface outline-none focus-visible:shadow-[inset_0_0_0_2px_var(--color-accent)]"
      >
        <div role="row" tabIndex={-1} aria-rowindex={1} className={`${grid} h-px overflow-hidden`}>
          {Object.entries(words.heads).map(([key, head]) => (
            <span key={key} role="columnheader" tabIndex={-1} className="sr-only">
              {head}
            </span>
          ))}
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return row ? (
              <Row key={row.id} row={row} top={start} replace={replace} isTicked={!unticked.has(row.id)} />
            ) : null
          })}
        </div>
      </div>
    </>
  )
}

interface RowProps {
  readonly row: ImportRow
  readonly top: number
  readonly replace: boolean
  readonly isTicked: boolean
}

function Row({ row, top, replace, isTicked }: RowProps) {
  const { id, name, kind, summary, from, fate } = row
  const canTick = isTickable(row, replace)
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-label={name}
      aria-rowindex={id + 2}
      style={{ transform: `translateY(${top}px)`, height: rowHeight }}
      className={`absolute inset-x-0 ${grid} border-b border-line ${canTick ? '' : 'text-faint'}`}
    >
      <span role="gridcell" tabIndex={-1} className="flex">
        <CheckBox
          label={words.tick(name)}
          checked={canTick && isTicked}
          disabled={!canTick}
          onChange={(on) => tickRows([row], on)}
        />
      </span>
      <span role="gridcell" tabIndex={-1} className="flex min-w-0 items-center gap-2.5">
        <KindIcon kind={kind} className="size-4 text-muted" />
        <SecretName name={name} />
      </span>
      <span role="gridcell" tabIndex={-1} className="truncate text-sm text-muted tabular">
        {summary}
      </span>
      <span role="gridcell" tabIndex={-1} className="truncate text-sm text-faint tabular">
        {from}
      </span>
      <span role="gridcell" tabIndex={-1} className="flex justify-end">
        <FateChip fate={fate} replace={replace} />
      </span>
    </div>
  )
}

const tones: Readonly<Record<ImportFate, Tone>> = { new: 'ok', exists: 'plain', same: 'plain', scheduled: 'danger' }

function FateChip({ fate, replace }: { fate: ImportFate; replace: boolean }) {
  if (replace && (fate === 'exists' || fate === 'scheduled')) return <Chip tone="warn">{words.replaced[fate]}</Chip>
  return <Chip tone={tones[fate]}>{words.fates[fate]}</Chip>
}

/** The head of the table: tick all, what was found, and what to do with what exists. */
function Summary({ rows }: { rows: readonly ImportRow[] }) {
  const { unticked, replace } = useStore((state) => state.importing)
  const tickable = rows.filter((row) => isTickable(row, replace))
  const ticked = tickable.filter(({ id }) => !unticked.has(id)).length
  const countOf = (fate: ImportFate) => rows.filter((row) => row.fate === fate).length
  const counts = (['exists', 'same', 'scheduled'] as const).filter((fate) => countOf(fate) > 0)
  const there = countOf('exists') + countOf('scheduled')
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-sunken px-5 py-1.5">
      <CheckBox
        label={words.tickAll}
        checked={ticked > 0 && ticked === tickable.length}
        mixed={ticked > 0 && ticked < tickable.length}
        disabled={tickable.length === 0}
        onChange={(on) => tickRows(tickable, on)}
      />
      <span role="status" className="text-sm text-muted tabular">
        {[words.found(rows.length), ...counts.map((fate) => words.counts[fate](countOf(fate)))].join(' · ')}
      </span>
      <span className="grow" />
      {there > 0 && <Tick label={words.replace(there)} checked={replace} onChange={setReplace} className="text-sm" />}
    </div>
  )
}
