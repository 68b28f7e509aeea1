import { Button } from '../../components/button.tsx'
import type { View } from '../../lib/query.ts'
import { changeListing } from '../../store/list.ts'
import { openNewSecret, showPage } from '../../store/panes.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'

/** An empty list says why it is empty, and what to do about it. */
export function EmptyList() {
  const { query, view } = useStore((state) => state.list)
  const isEmptyVault = useStore((state) => state.overview?.total === 0 && state.overview.scheduled === 0)
  if (query !== '') {
    return (
      <Empty title={text.list.noneTitle} lead={text.list.noneLead(query)}>
        {!isEverything(view) && (
          <Button onClick={() => changeListing({ view: { type: 'scope', scope: 'all' } })}>
            {text.list.noneAction}
          </Button>
        )}
        <Button onClick={() => changeListing({ query: '' })}>{text.list.clear}</Button>
      </Empty>
    )
  }
  if (isEmptyVault && isEverything(view)) {
    return (
      <Empty title={text.list.emptyTitle} lead={text.list.emptyLead}>
        <Button look="primary" shortcut="mod+N" onClick={openNewSecret}>
          {text.list.emptyAction}
        </Button>
        <Button onClick={() => showPage({ type: 'import' })}>{text.pages.importShort}</Button>
      </Empty>
    )
  }
  return <Empty title={text.list.noneHere} lead={leadOf(view)} />
}

const isEverything = (view: View): boolean => view.type === 'scope' && view.scope === 'all'

function leadOf(view: View): string {
  if (view.type !== 'scope') return text.list.noneOther
  return view.scope === 'favourites' ? text.list.noneFavourites : text.list.noneScheduled
}

const Empty = ({ title, lead, children }: { title: string; lead: string; children?: React.ReactNode }) => (
  <div className="grid grow place-items-center p-6">
    <div className="max-w-64 text-center">
      <p className="font-semibold">{title}</p>
      <p className="mt-1 break-words text-muted text-balance">{lead}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">{children}</div>
    </div>
  </div>
)
