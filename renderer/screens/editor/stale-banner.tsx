import { GitCompareArrows } from 'lucide-react'
import { useEffect, useState } from 'react'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { formatAgo, shortId } from '../../lib/format.ts'
import { closeEditor, openEditor } from '../../store/panes.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'

const words = text.editor

interface StaleBannerProps {
  /** The version AWSCURRENT is on now. */
  readonly movedTo: string
  /** Null where the values have no keys to merge. */
  readonly onMerge: (() => void) | null
  readonly onSaveAnyway: () => void
}

/** Something else changed the secret since the editor opened. What was typed stays; the user decides which is newer. */
export function StaleBanner({ movedTo, onMerge, onSaveAnyway }: StaleBannerProps) {
  const now = useNow()
  const version = useStore((state) =>
    state.detail.status === 'ready' ? state.detail.versions.find((each) => each.versionId === movedTo) : undefined,
  )
  const who = useWho(movedTo)
  const reload = (): void => {
    closeEditor()
    openEditor()
  }
  return (
    <div role="alert" className="flex gap-3 rounded-lg bg-warn-soft px-3.5 py-3">
      <GitCompareArrows aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn-ink" />
      <div className="min-w-0 grow">
        <p className="font-semibold">{words.staleTitle}</p>
        <p>{words.stale(shortId(movedTo), version ? formatAgo(version.createdAt, now) : '', who)}</p>
        {version && version.note !== '' && <p className="text-muted">{words.staleNote(version.note)}</p>}
        <div className="mt-2 flex flex-wrap gap-2">
          {onMerge && (
            <Button look="primary" onClick={onMerge}>
              {words.staleMerge}
            </Button>
          )}
          <Button onClick={onSaveAnyway}>{words.staleSave}</Button>
          <Button look="ghost" onClick={reload}>
            {words.staleReload}
          </Button>
        </div>
      </div>
    </div>
  )
}

/** Who made the version, as the audit log has it; empty until that is known, or where it does not say. */
function useWho(versionId: string): string {
  const name = useStore((state) => state.selected)
  const [who, setWho] = useState('')
  useEffect(() => {
    let isWanted = true
    if (name === null) return
    void call('audit.list', { secret: name, limit: 50 }).then((log) => {
      const entry = log.ok ? log.value.entries.findLast((each) => each.versionId === versionId) : undefined
      if (isWanted && entry) setWho(text.activity.who[entry.actor.door])
    })
    return () => {
      isWanted = false
    }
  }, [name, versionId])
  return who
}
