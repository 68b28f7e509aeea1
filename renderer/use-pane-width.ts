import { useState, useSyncExternalStore } from 'react'
import { changeSettings } from './store/session.ts'
import { useStore } from './store/store.ts'

function subscribe(onChange: () => void): () => void {
  window.addEventListener('resize', onChange)
  return () => window.removeEventListener('resize', onChange)
}

interface DefaultWidth {
  /** Of the window's width. */
  readonly share: number
  /** In px. */
  readonly most: number
}

/** A pane's width in px: as the user left it, else its share of the window. It is kept when a drag ends. */
export function usePaneWidth(setting: 'sidebarWidth' | 'listWidth', { share, most }: DefaultWidth) {
  const kept = useStore((state) => state.settings?.[setting] ?? 0)
  const windowWidth = useSyncExternalStore(subscribe, () => window.innerWidth)
  const [dragged, setDragged] = useState<number | null>(null)
  const width = dragged ?? (kept > 0 ? kept : Math.round(Math.min(most, windowWidth * share)))
  const onDone = async (): Promise<void> => {
    if (dragged === null) return
    if (dragged !== kept) await changeSettings({ [setting]: dragged })
    setDragged(null)
  }
  return { width, onWidth: setDragged, onDone: () => void onDone() }
}
