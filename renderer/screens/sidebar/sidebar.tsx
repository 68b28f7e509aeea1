import {
  CalendarX2,
  Folder,
  FolderOpen,
  Keyboard,
  Layers,
  Lock,
  type LucideIcon,
  Search,
  Settings,
  Star,
  Tag,
  X,
} from 'lucide-react'
import { useMemo, useState } from 'react'
import { KINDS, kindTitles } from '../../../shared/limits.ts'
import type { Overview } from '../../../shared/model.ts'
import { IconButton } from '../../components/button.tsx'
import { Chip } from '../../components/chip.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { kindIcons } from '../../components/kind-icon.tsx'
import { Mark } from '../../components/mark.tsx'
import { buildTree, type TreeNode } from '../../lib/names.ts'
import { lockAsked } from '../../store/commands.ts'
import { openDialog, showView } from '../../store/panes.ts'
import { isReadOnly, useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { type NavItem, NavTree } from './nav-tree.tsx'

const emptyOverview: Overview = { total: 0, favourites: 0, scheduled: 0, kinds: {}, tags: {}, prefixes: {} }

/** Where to look: scopes, the name tree, kinds, tags. `onDone` closes it where it covers the window. */
export function Sidebar({ onDone }: { onDone?: () => void }) {
  const overview = useStore((state) => state.overview) ?? emptyOverview
  const view = useStore((state) => state.list.view)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const items = useMemo(() => navItems(overview, open), [overview, open])
  const toggle = (key: string): void =>
    setOpen((before) => new Set(before.has(key) ? [...before].filter((each) => each !== key) : [...before, key]))
  const show = (item: NavItem): void => {
    showView(item.view)
    onDone?.()
  }
  const tree = { view, onToggle: toggle, onShow: show }
  return (
    <nav aria-label={text.sidebar.label} className="flex h-full flex-col bg-canvas">
      <Brand {...(onDone ? { onDone } : {})} />
      <div className="min-h-0 grow overflow-y-auto px-2 pb-4">
        <NavTree label={text.list.label} items={items.scopes} {...tree} />
        {items.names.length > 0 && <NavTree heading label={text.sidebar.names} items={items.names} {...tree} />}
        {items.kinds.length > 0 && <NavTree heading label={text.sidebar.kinds} items={items.kinds} {...tree} />}
        {items.tags.length > 0 && <NavTree heading label={text.sidebar.tags} items={items.tags} {...tree} />}
      </div>
      <Foot />
    </nav>
  )
}

function Brand({ onDone }: { onDone?: () => void }) {
  const readOnly = useStore(isReadOnly)
  return (
    <div className="px-2 pt-2 pb-3">
      <div className="flex h-9 items-center gap-2 pl-2">
        <Mark />
        <span className="font-semibold tracking-tight">{text.app.name}</span>
        {readOnly && (
          <span title={text.sidebar.readOnlyWhy}>
            <Chip tone="warn">{text.sidebar.readOnly}</Chip>
          </span>
        )}
        <span className="grow" />
        <IconButton icon={Lock} label={text.sidebar.lock} shortcut="mod+L" onClick={lockAsked} />
        {onDone && <IconButton icon={X} label={text.sidebar.hide} onClick={onDone} />}
      </div>
      <button
        type="button"
        onClick={() => openDialog({ type: 'palette' })}
        className="mt-1.5 flex h-7 w-full items-center gap-2 rounded-md border border-line bg-raised px-2 text-faint shadow-raised transition-colors duration-100 hover:border-line-strong"
      >
        <Search aria-hidden="true" className="size-3.5 shrink-0" />
        <span className="grow truncate text-left">{text.sidebar.palette}</span>
        <Kbd keys="mod+K" />
      </button>
    </div>
  )
}

const Foot = () => (
  <div className="flex gap-1 border-t border-line px-2 py-1.5">
    <IconButton
      icon={Settings}
      label={text.sidebar.settings}
      shortcut="mod+,"
      onClick={() => openDialog({ type: 'settings' })}
    />
    <IconButton icon={Keyboard} label={text.sidebar.keys} shortcut="?" onClick={() => openDialog({ type: 'keys' })} />
  </div>
)

interface NavItems {
  readonly scopes: readonly NavItem[]
  readonly names: readonly NavItem[]
  readonly kinds: readonly NavItem[]
  readonly tags: readonly NavItem[]
}

function navItems(overview: Overview, open: ReadonlySet<string>): NavItems {
  const scope = (id: 'all' | 'favourites' | 'scheduled', icon: LucideIcon, count: number): NavItem => ({
    key: id,
    label: text.scopes[id],
    view: { type: 'scope', scope: id },
    icon,
    count,
    level: 1,
  })
  return {
    scopes: [
      scope('all', Layers, overview.total),
      scope('favourites', Star, overview.favourites),
      scope('scheduled', CalendarX2, overview.scheduled),
    ],
    names: buildTree(overview.prefixes).flatMap((node) => nameItems(node, 1, open)),
    kinds: KINDS.flatMap((kind) => {
      const count = overview.kinds[kind] ?? 0
      const item: NavItem = {
        key: kind,
        label: kindTitles[kind],
        view: { type: 'kind', kind },
        icon: kindIcons[kind],
        count,
        level: 1,
      }
      return count > 0 ? [item] : []
    }),
    tags: Object.entries(overview.tags)
      .sort(([a], [b]) => a.localeCompare(b))
      .flatMap(([key, counts]) => tagItems(key, counts, open)),
  }
}

function nameItems(node: TreeNode, level: number, open: ReadonlySet<string>): readonly NavItem[] {
  const isOpen = open.has(node.prefix)
  const below = isOpen ? node.children.flatMap((child) => nameItems(child, level + 1, open)) : []
  const expanded = node.children.length > 0 ? isOpen : undefined
  return [
    {
      key: node.prefix,
      label: node.label,
      view: { type: 'prefix', prefix: node.prefix },
      icon: isOpen ? FolderOpen : Folder,
      count: node.count,
      level,
      mono: true,
      ...(expanded === undefined ? {} : { expanded }),
    },
    ...below,
  ]
}

function tagItems(
  key: string,
  counts: Readonly<Record<string, number>>,
  open: ReadonlySet<string>,
): readonly NavItem[] {
  const values = Object.entries(counts).sort(([a], [b]) => a.localeCompare(b))
  const itemKey = `tag:${key}`
  const hasValues = values.some(([value]) => value !== '')
  const head: NavItem = {
    key: itemKey,
    label: key,
    view: { type: 'tag', key, value: null },
    icon: Tag,
    count: values.reduce((sum, [, count]) => sum + count, 0),
    level: 1,
    ...(hasValues ? { expanded: open.has(itemKey) } : {}),
  }
  if (!open.has(itemKey)) return [head]
  const below = values.map(
    ([value, count]): NavItem => ({
      key: `${itemKey}=${value}`,
      label: value || '–',
      view: { type: 'tag', key, value },
      count,
      level: 2,
    }),
  )
  return [head, ...below]
}
