import { useEffect } from 'react'
import { useStore } from './store/store.ts'

/** Applies the chosen theme; while locked, or by default, the system's. */
export function useTheme(): void {
  const theme = useStore((state) => state.settings?.theme ?? 'system')
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }, [theme])
}
