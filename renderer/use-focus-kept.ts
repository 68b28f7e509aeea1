import { useEffect } from 'react'
import { headingId } from './store/detail.ts'
import type { State } from './store/state.ts'
import { useStore } from './store/store.ts'

/** Of the heading of a page beside the list. */
export const pageHeadingId = 'page-heading'

const screens = ['page', 'selected', 'editor', 'dialog'] as const satisfies readonly (keyof State)[]

/**
 * What had the focus may go with its screen: then the keyboard goes on where the user is looking, and not from the top of
 * the window. Looked at once the new screen is there.
 */
export function useFocusKept(): void {
  useEffect(
    () =>
      useStore.subscribe((now, before) => {
        if (screens.some((part) => now[part] !== before[part])) requestAnimationFrame(keepFocus)
      }),
    [],
  )
}

function keepFocus(): void {
  if (document.activeElement !== document.body) return
  const places = [headingId, 'secrets', pageHeadingId].map((id) => document.getElementById(id))
  places.find((place) => place !== null)?.focus({ preventScroll: true })
}
