import { Star, Tag, Trash2, Undo2, X } from 'lucide-react'
import { IconButton } from '../../components/button.tsx'
import { clearMarks, favouriteAll, restoreAll } from '../../store/bulk.ts'
import { openDialog } from '../../store/panes.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'

const words = text.bulk

/** What can be done to the marked secrets. There only while more than one is. */
export function BulkBar() {
  const marked = useStore((state) => state.marked)
  const isScheduled = useStore(({ list: { view } }) => view.type === 'scope' && view.scope === 'scheduled')
  if (marked.size < 2) return null
  const names = [...marked]
  return (
    <div
      role="toolbar"
      aria-label={words.label}
      className="flex items-center gap-1 border-t border-line bg-accent-soft px-3 py-1.5"
    >
      <p role="status" className="grow font-medium tabular">
        {words.count(names.length)}
      </p>
      {isScheduled ? (
        <IconButton icon={Undo2} label={words.restore} onClick={() => void restoreAll(names)} />
      ) : (
        <>
          <IconButton icon={Star} label={words.favourite} onClick={() => void favouriteAll(names, true)} />
          <IconButton icon={Tag} label={words.tag} onClick={() => openDialog({ type: 'bulk-tag', names })} />
          <IconButton icon={Trash2} label={words.remove} onClick={() => openDialog({ type: 'bulk-remove', names })} />
        </>
      )}
      <IconButton icon={X} label={words.clear} onClick={clearMarks} />
    </div>
  )
}
