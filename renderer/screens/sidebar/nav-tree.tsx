import { ChevronRight, type LucideIcon } from 'lucide-react'
import { type KeyboardEvent, useId, useRef } from 'react'
import { type DotLook, StateDot } from '../../components/state-dot.tsx'
import { formatCount } from '../../lib/format.ts'
import type { View } from '../../lib/query.ts'
import type { Page } from '../../store/state.ts'

export interface NavItem {
  readonly key: string
  readonly label: string
  /** What it leads to: rows of the list, or another page. */
  readonly to: { readonly view: View } | { readonly page: Page }
  readonly icon?: LucideIcon
  /** Absent where there is nothing to count, or nothing there. */
  readonly count?: number
  /** Instead of an icon, the state of what it leads to. */
  readonly dot?: { readonly look: DotLook; readonly label: string }
  /** Said quietly instead of a count. */
  readonly note?: string
  readonly level: number
  /** Absent where nothing is below. */
  readonly expanded?: boolean
  readonly mono?: boolean
}

interface NavTreeProps {
  readonly label: string
  readonly heading?: boolean
  /** The visible items, flat, in their order. */
  readonly items: readonly NavItem[]
  readonly isShown: (item: NavItem) => boolean
  readonly onShow: (item: NavItem) => void
  readonly onToggle: (key: string) => void
}

/** One section of the sidebar as a tree: one stop for Tab, arrows inside, left and right fold and unfold. */
export function NavTree({ label, heading = false, items, isShown, onShow, onToggle }: NavTreeProps) {
  const labelId = useId()
  const list = useRef<HTMLDivElement>(null)
  const shown = items.findIndex(isShown)
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    const item = items[at]
    const target = item && keyTarget(event.key, at, items)
    if (!item || target === null || target === undefined) return
    event.preventDefault()
    if (target === 'show') onShow(item)
    else if (target === 'toggle') onToggle(item.key)
    else list.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[target]?.focus()
  }
  return (
    <>
      <h2 id={labelId} className={heading ? 'mt-4 mb-1 px-2 text-sm font-medium text-faint' : 'sr-only'}>
        {label}
      </h2>
      <div ref={list} role="tree" aria-labelledby={labelId} className="flex flex-col gap-px">
        {items.map((item, at) => (
          <NavRow
            key={item.key}
            item={item}
            isShown={at === shown}
            isStop={at === Math.max(0, shown)}
            onKeyDown={(event) => onKeyDown(event, at)}
            onShow={() => onShow(item)}
            onToggle={() => onToggle(item.key)}
          />
        ))}
      </div>
    </>
  )
}

type KeyTarget = number | 'show' | 'toggle' | null

function keyTarget(key: string, at: number, items: readonly NavItem[]): KeyTarget {
  const item = items[at]
  if (key === 'ArrowDown') return Math.min(items.length - 1, at + 1)
  if (key === 'ArrowUp') return Math.max(0, at - 1)
  if (key === 'Home') return 0
  if (key === 'End') return items.length - 1
  if (key === 'Enter' || key === ' ') return 'show'
  if (key === 'ArrowRight') return item?.expanded === false ? 'toggle' : null
  if (key !== 'ArrowLeft') return null
  if (item?.expanded) return 'toggle'
  const parent = items.slice(0, at).findLastIndex((each) => each.level < (item?.level ?? 1))
  return parent < 0 ? null : parent
}

interface NavRowProps {
  readonly item: NavItem
  readonly isShown: boolean
  readonly isStop: boolean
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onShow: () => void
  readonly onToggle: () => void
}

function NavRow({ item, isShown, isStop, onKeyDown, onShow, onToggle }: NavRowProps) {
  const { icon: Icon, label, count, level, expanded, mono, dot, note } = item
  return (
    <div
      role="treeitem"
      aria-selected={isShown}
      aria-level={level}
      aria-expanded={expanded}
      tabIndex={isStop ? 0 : -1}
      onKeyDown={onKeyDown}
      onClick={onShow}
      style={{ paddingLeft: 8 + (level - 1) * 16 }}
      className={`group flex h-7 items-center gap-1.5 rounded-md pr-2 ${isShown ? 'bg-press font-medium text-ink' : 'text-muted hover:bg-hover hover:text-ink'}`}
    >
      {Icon ? (
        <Icon aria-hidden="true" strokeWidth={1.75} className={`size-4 shrink-0 ${isShown ? 'text-accent-ink' : ''}`} />
      ) : (
        <span className="grid w-4 shrink-0 place-items-center">{dot && <StateDot look={dot.look} />}</span>
      )}
      <span
        title={label}
        className={`truncate ${note === undefined ? 'min-w-0' : 'max-w-[70%] shrink-0'} ${mono ? 'font-mono text-sm' : ''}`}
      >
        {label}
      </span>
      {dot && <span className="sr-only">{dot.label}</span>}
      {expanded !== undefined && (
        <span
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation()
            onToggle()
          }}
          className="grid size-5 shrink-0 place-items-center rounded-sm text-faint hover:bg-press"
        >
          <ChevronRight className={`size-3.5 transition-transform duration-100 ${expanded ? 'rotate-90' : ''}`} />
        </span>
      )}
      {note !== undefined && (
        <span className={`ml-auto min-w-0 truncate text-xs tabular ${isShown ? 'text-muted' : 'text-faint'}`}>
          {note}
        </span>
      )}
      {count !== undefined && (
        <span className={`ml-auto text-sm tabular ${isShown ? 'text-muted' : 'text-faint'}`}>{formatCount(count)}</span>
      )}
    </div>
  )
}
