import { useSyncExternalStore } from 'react'

const narrow = window.matchMedia('(max-width: 759px)')

function subscribe(onChange: () => void): () => void {
  narrow.addEventListener('change', onChange)
  return () => narrow.removeEventListener('change', onChange)
}

/** Whether the window is too narrow for three panes: a small window, or a large zoom. */
export const useCompact = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches)
