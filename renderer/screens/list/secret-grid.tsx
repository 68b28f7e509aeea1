import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react'
import { clearMarks, markRange, toggleMark } from '../../store/bulk.ts'
import { enterSecret } from '../../store/detail.ts'
import { ensureRows, indexOfName, rowAt } from '../../store/list.ts'
import { leaveEditor, showSecret } from '../../store/panes.ts'
import { get, useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'
import { LoadingRow, rowHeight, SecretRow } from './secret-row.tsx'

/** The rows of the listing. Only what can be seen is in the page, and only pages near it are asked for. */
export function SecretGrid() {
  const scroller = useRef<HTMLDivElement>(null)
  const { total, pages, revision, generation } = useStore((state) => state.list)
  const selected = useStore((state) => state.selected)
  const marked = useStore((state) => state.marked)
  const now = useNow()
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    paddingStart: 4,
    paddingEnd: 12,
  })
  const items = virtualizer.getVirtualItems()
  const poolSize = usePoolSize(items.length)
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => ensureRows(first, last), [first, last, revision, generation])
  /** Asked of the virtualizer, which knows: the page would have to be laid out to say where it is scrolled to. */
  useEffect(() => {
    if (virtualizer.scrollOffset !== 0) scroller.current?.scrollTo(0, 0)
  }, [virtualizer, generation])
  const { active, onKeyDown, onClick } = useActiveRow(total, (index) => virtualizer.scrollToIndex(index))
  return (
    <div
      ref={scroller}
      id="secrets"
      role="grid"
      aria-label={text.list.label}
      aria-rowcount={total}
      aria-multiselectable="true"
      aria-activedescendant={items.some(({ index }) => index === active) ? rowId(active) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onMouseDown={keepFocus}
      className={`group/grid @container min-h-0 grow overflow-x-hidden overflow-y-auto outline-none ${active >= 0 ? '' : 'focus-visible:shadow-[inset_0_0_0_2px_var(--color-accent)]'}`}
    >
      <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rowAt(pages, index)
          const place = index % poolSize
          return row ? (
            <SecretRow
              key={place}
              id={rowId(index)}
              index={index}
              top={start}
              row={row}
              now={now}
              isSelected={marked.size > 0 ? marked.has(row.name) : row.name === selected}
            />
          ) : (
            <LoadingRow key={place} index={index} top={start} />
          )
        })}
      </div>
    </div>
  )
}

/**
 * As many rows as were ever needed at once. A row that scrolls out gives its element to the one that scrolls in: making
 * new ones for each would cost more than a frame.
 */
function usePoolSize(count: number): number {
  const most = useRef(1)
  most.current = Math.max(most.current, count)
  return most.current
}

/** The grid keeps the focus when a row is pressed: rows come and go as it scrolls. */
function keepFocus(event: MouseEvent<HTMLElement>): void {
  if (event.target === event.currentTarget) return
  event.preventDefault()
  event.currentTarget.focus({ preventScroll: true })
}

const rowId = (index: number): string => `secret-row-${index}`

const pageStep = 12

/** The row the keyboard is on. It follows the selected secret, and moving it selects. */
function useActiveRow(total: number, scrollTo: (index: number) => void) {
  const pages = useStore((state) => state.list.pages)
  const selected = useStore((state) => state.selected)
  const found = indexOfName(pages, selected)
  const [moved, setMoved] = useState(-1)
  /** While a range is extended the keyboard is at its moving end, and the selected secret stays where it is. */
  const [isExtended, setExtended] = useState(false)
  const active = found >= 0 && !isExtended ? found : Math.min(moved, total - 1)
  /** Where a range begins: the row that was moved to without Shift. */
  const anchor = useRef(-1)
  const moveTo = (index: number): void => {
    const target = Math.min(total - 1, Math.max(0, index))
    anchor.current = target
    setMoved(target)
    setExtended(false)
    clearMarks()
    scrollTo(target)
    const row = rowAt(get().list.pages, target)
    if (row) showSecret(row.name)
  }
  const extendTo = (index: number): void => {
    const target = Math.min(total - 1, Math.max(0, index))
    if (anchor.current < 0) anchor.current = Math.max(0, active)
    setMoved(target)
    setExtended(true)
    scrollTo(target)
    void markRange(anchor.current, target)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      event.preventDefault()
      void markRange(0, total - 1)
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter') {
      event.preventDefault()
      const row = rowAt(get().list.pages, Math.max(0, active))
      if (row) leaveEditor(() => void enterSecret(row.name))
      return
    }
    const target = keyTarget(event.key, active, total)
    if (target === null) return
    event.preventDefault()
    if (event.shiftKey) extendTo(target)
    else moveTo(target)
  }
  const onClick = (event: MouseEvent): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
    if (!row) return
    const index = Number(row.dataset.index)
    const name = rowAt(get().list.pages, index)?.name
    if (event.shiftKey) extendTo(index)
    else if ((event.ctrlKey || event.metaKey) && name !== undefined) {
      anchor.current = index
      toggleMark(name)
    } else moveTo(index)
  }
  return { active, onKeyDown, onClick }
}

function keyTarget(key: string, active: number, total: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return active + 1
    case 'ArrowUp':
    case 'k':
      return Math.max(0, active - 1)
    case 'Home':
      return 0
    case 'End':
      return total - 1
    case 'PageDown':
      return active + pageStep
    case 'PageUp':
      return active - pageStep
    default:
      return null
  }
}
