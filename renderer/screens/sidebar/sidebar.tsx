import { Import, Keyboard, Lock, Search, Settings, X } from 'lucide-react'
import { type ComponentProps, useMemo } from 'react'
import type { Overview } from '../../../shared/model.ts'
import type { TargetStatus } from '../../../shared/sync-model.ts'
import { IconButton } from '../../components/button.tsx'
import { Chip } from '../../components/chip.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { Mark } from '../../components/mark.tsx'
import { sameView } from '../../lib/query.ts'
import { lockAsked } from '../../store/commands.ts'
import { openDialog, showPage, showView } from '../../store/panes.ts'
import { toggleNode } from '../../store/session.ts'
import { isReadOnly, useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'
import { type Calls, navItems, targetItems } from './nav-items.ts'
import { type NavItem, NavTree } from './nav-tree.tsx'

const emptyOverview: Overview = { total: 0, favourites: 0, scheduled: 0, kinds: {}, tags: {}, prefixes: {} }

/** Where to look: scopes, the name tree, kinds, tags. `onDone` closes it where it covers the window. */
export function Sidebar({ onDone }: { onDone?: () => void }) {
  const overview = useStore((state) => state.overview) ?? emptyOverview
  const view = useStore((state) => state.list.view)
  const open = useStore((state) => state.unfolded)
  const page = useStore((state) => state.page)
  const calls = useCalls()
  const items = useMemo(() => navItems(overview, open, calls), [overview, open, calls])
  const show = (item: NavItem): void => {
    if ('page' in item.to) showPage(item.to.page)
    else showView(item.to.view)
    onDone?.()
  }
  const isShown = ({ to }: NavItem): boolean =>
    'page' in to ? to.page.type === page.type : page.type === 'secrets' && sameView(to.view, view)
  const tree = { isShown, onToggle: toggleNode, onShow: show }
  return (
    <nav aria-label={text.sidebar.label} className="flex h-full flex-col bg-canvas">
      <Brand {...(onDone ? { onDone } : {})} />
      <div className="min-h-0 grow overflow-y-auto px-2 pb-4 [&::-webkit-scrollbar]:w-2 [&::-webkit-scrollbar-thumb]:border-2">
        <NavTree label={text.list.label} items={items.scopes} {...tree} />
        {items.names.length > 0 && <NavTree heading label={text.sidebar.names} items={items.names} {...tree} />}
        {items.kinds.length > 0 && <NavTree heading label={text.sidebar.kinds} items={items.kinds} {...tree} />}
        {items.tags.length > 0 && <NavTree heading label={text.sidebar.tags} items={items.tags} {...tree} />}
        <TargetTree tree={tree} />
      </div>
      <Foot
        onImport={() => {
          showPage({ type: 'import' })
          onDone?.()
        }}
      />
    </nav>
  )
}

type TreeParts = Omit<ComponentProps<typeof NavTree>, 'label' | 'items'>

const noTargets: readonly TargetStatus[] = []

function TargetTree({ tree }: { tree: TreeParts }) {
  const targets = useStore((state) => state.sync.targets)
  const statuses = useStore((state) => state.sync.standing?.targets ?? noTargets)
  const now = useNow()
  if (targets.length === 0) return null
  return <NavTree heading label={text.pages.targets} items={targetItems(targets, statuses, now)} {...tree} />
}

/** How much wants the user, each secret counted once; weak and reused values once somebody looked. */
function useCalls(): Calls {
  const { unvetted, conflicting } = useStore((state) => state.sync)
  const due = useStore((state) => state.rotation.due)
  const report = useStore((state) => state.attention)
  return useMemo(() => {
    const named = [...due, ...(report?.weak ?? []), ...(report?.reused ?? [])].map(({ name }) => name)
    const rotating = due.filter(({ reason }) => reason === 'rotation' || reason === 'run').map(({ name }) => name)
    return {
      attention: new Set([...unvetted, ...conflicting, ...named]).size,
      rotation: new Set(rotating).size,
      conflicts: conflicting.size,
    }
  }, [unvetted, conflicting, due, report])
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

const Foot = ({ onImport }: { onImport: () => void }) => (
  <div className="flex gap-1 border-t border-line px-2 py-1.5">
    <IconButton
      icon={Settings}
      label={text.sidebar.settings}
      shortcut="mod+,"
      onClick={() => openDialog({ type: 'settings' })}
    />
    <IconButton icon={Keyboard} label={text.sidebar.keys} shortcut="?" onClick={() => openDialog({ type: 'keys' })} />
    <IconButton icon={Import} label={text.pages.import} onClick={onImport} />
  </div>
)
