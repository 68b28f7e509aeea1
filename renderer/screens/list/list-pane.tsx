import { ArrowDownWideNarrow, Menu as MenuIcon, Plus } from 'lucide-react'
import { kindTitles } from '../../../shared/limits.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Menu, MenuChoice } from '../../components/menu.tsx'
import { formatCount } from '../../lib/format.ts'
import type { Sort, View } from '../../lib/query.ts'
import { changeListing, reloadList } from '../../store/list.ts'
import { openNewSecret } from '../../store/panes.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { BulkBar } from './bulk-bar.tsx'
import { EmptyList } from './empty-list.tsx'
import { SearchBox } from './search-box.tsx'
import { SecretGrid } from './secret-grid.tsx'

/** What the view is called above its list. */
function viewTitle(view: View): string {
  switch (view.type) {
    case 'scope':
      return text.scopeTitles[view.scope]
    case 'prefix':
      return view.prefix
    case 'kind':
      return kindTitles[view.kind]
    case 'tag':
      return view.value ? `${view.key} = ${view.value}` : view.key
    case 'target':
      return view.target
  }
}

/** The middle pane: search, order, and the rows. `onNavigate` opens the navigation where it has no pane of its own. */
export function ListPane({ onNavigate }: { onNavigate?: () => void }) {
  const view = useStore((state) => state.list.view)
  const total = useStore((state) => state.list.total)
  const sort = useStore((state) => state.list.sort)
  const title = viewTitle(view)
  return (
    <section aria-label={title} className="flex h-full flex-col bg-surface">
      <header className="flex flex-col gap-1.5 border-b border-line px-3 pt-2.5 pb-1.5">
        <div className="flex items-center gap-2">
          {onNavigate && <IconButton icon={MenuIcon} label={text.sidebar.show} onClick={onNavigate} />}
          <SearchBox />
          <Button
            look="primary"
            icon={Plus}
            aria-label={text.list.newSecret}
            aria-keyshortcuts="Control+N"
            onClick={openNewSecret}
          >
            {text.list.newShort}
          </Button>
        </div>
        <div className="flex h-7 items-center gap-2 pl-1">
          <h2 className={`min-w-0 truncate font-semibold ${view.type === 'prefix' ? 'font-mono text-sm' : ''}`}>
            {title}
          </h2>
          <span className="text-sm text-faint tabular">{formatCount(total)}</span>
          <span className="grow" />
          <SortMenu sort={sort} />
        </div>
      </header>
      <ListBody />
      <BulkBar />
    </section>
  )
}

const sorts = Object.entries(text.list.sorts) as readonly (readonly [Sort, string])[]

const SortMenu = ({ sort }: { sort: Sort }) => (
  <Menu
    trigger={
      <Button
        look="ghost"
        icon={ArrowDownWideNarrow}
        className="px-1.5 text-muted"
        aria-label={`${text.list.sortBy}: ${text.list.sorts[sort]}`}
      >
        {text.list.sorts[sort]}
      </Button>
    }
  >
    <MenuChoice
      label={text.list.sortBy}
      value={sort}
      options={sorts}
      onChange={(chosen) => changeListing({ sort: chosen })}
    />
  </Menu>
)

function ListBody() {
  const status = useStore((state) => state.list.status)
  const failure = useStore((state) => state.list.failure)
  const total = useStore((state) => state.list.total)
  if (failure) {
    return (
      <div className="p-3">
        <FailureAlert title={text.list.failed} failure={failure} onRetry={reloadList} />
      </div>
    )
  }
  if (total > 0) return <SecretGrid />
  return status === 'loading' ? <LoadingRows /> : <EmptyList />
}

const LoadingRows = () => (
  <div role="status" aria-label={text.common.loading} className="animate-late px-3 pt-2">
    {[62, 48, 71, 55, 66].map((width) => (
      <div key={width} className="flex h-9 items-center gap-3 px-1">
        <span className="size-4 rounded-sm bg-press" />
        <span className="h-2.5 rounded-full bg-press" style={{ width: `${width}%` }} />
      </div>
    ))}
  </div>
)
