/** The items of the sidebar's sections, from the overview's counts and from how sync stands. Pure. */
import {
  CalendarClock,
  CalendarX2,
  Folder,
  FolderOpen,
  Layers,
  type LucideIcon,
  RefreshCw,
  Star,
  Tag,
  TriangleAlert,
} from 'lucide-react'
import { KINDS, kindTitles } from '../../../shared/limits.ts'
import type { Overview } from '../../../shared/model.ts'
import type { Target, TargetStatus } from '../../../shared/sync-model.ts'
import { kindIcons } from '../../components/kind-icon.tsx'
import { formatAgoShort } from '../../lib/format.ts'
import { buildTree, type TreeNode } from '../../lib/names.ts'
import { dotOfTarget, worstOf } from '../../lib/target-state.ts'
import type { Page } from '../../store/state.ts'
import { text } from '../../text.ts'
import type { NavItem } from './nav-tree.tsx'

export interface NavItems {
  readonly scopes: readonly NavItem[]
  readonly names: readonly NavItem[]
  readonly kinds: readonly NavItem[]
  readonly tags: readonly NavItem[]
}

/** What wants the user: shown with its count beside the scopes. */
export interface Calls {
  readonly attention: number
  readonly rotation: number
  readonly conflicts: number
}

export function navItems(overview: Overview, open: ReadonlySet<string>, calls: Calls): NavItems {
  const scope = (id: 'all' | 'favourites' | 'scheduled', icon: LucideIcon, count: number): NavItem => ({
    key: id,
    label: text.scopes[id],
    to: { view: { type: 'scope', scope: id } },
    icon,
    count,
    level: 1,
  })
  return {
    scopes: [
      scope('all', Layers, overview.total),
      scope('favourites', Star, overview.favourites),
      pageItem({ type: 'attention' }, TriangleAlert, calls.attention),
      pageItem({ type: 'rotation' }, CalendarClock, calls.rotation),
      pageItem({ type: 'sync', tab: 'plan' }, RefreshCw, calls.conflicts),
      scope('scheduled', CalendarX2, overview.scheduled),
    ],
    names: buildTree(overview.prefixes).flatMap((node) => nameItems(node, 1, open)),
    kinds: KINDS.flatMap((kind) => {
      const count = overview.kinds[kind] ?? 0
      const item: NavItem = {
        key: kind,
        label: kindTitles[kind],
        to: { view: { type: 'kind', kind } },
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
  const expanded = node.below > 0 ? isOpen : undefined
  return [
    {
      key: node.prefix,
      label: node.label,
      to: { view: { type: 'prefix', prefix: node.prefix } },
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
    to: { view: { type: 'tag', key, value: null } },
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
      to: { view: { type: 'tag', key, value } },
      count,
      level: 2,
    }),
  )
  return [head, ...below]
}

const pageItem = (page: Exclude<Page, { type: 'secrets' }>, icon: LucideIcon, count: number): NavItem => ({
  key: `page:${page.type}`,
  label: text.pages[page.type],
  to: { page },
  icon,
  level: 1,
  ...(page.type === 'sync' && count === 0 ? {} : { count }),
})

/** The targets with how they stand. */
export function targetItems(
  targets: readonly Target[],
  statuses: readonly TargetStatus[],
  now: number,
): readonly NavItem[] {
  return targets.map(({ name }): NavItem => {
    const stands = worstOf(name, statuses) ?? { state: 'never' as const, syncedAt: null }
    return {
      key: `target:${name}`,
      label: name,
      to: { view: { type: 'target', target: name } },
      level: 1,
      dot: { look: dotOfTarget(stands.state), label: text.sync.states[stands.state] },
      note: stands.syncedAt === null ? text.sync.never : text.sync.synced(formatAgoShort(stands.syncedAt, now)),
    }
  })
}
