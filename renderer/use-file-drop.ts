import { useEffect, useState } from 'react'
import { showPage } from './store/panes.ts'
import { get, isReadOnly } from './store/store.ts'

const hasFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true

/** A file dropped anywhere is imported. True while one is held over the window. */
export function useFileDrop(): boolean {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.defaultPrevented || !hasFile(event) || !mayImport()) return
      event.preventDefault()
      setOver(true)
    }
    // It leaves each element it is moved over; only out of the window there is none it goes to.
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent): void => {
      setOver(false)
      const file = event.dataTransfer?.files[0]
      if (event.defaultPrevented || file === undefined || !mayImport()) return
      event.preventDefault()
      showPage({ type: 'import' })
      void import('./screens/import/import-screen.tsx').then(({ openDropped }) => openDropped(file))
    }
    const listeners = [
      ['dragover', over],
      ['dragleave', leave],
      ['drop', drop],
    ] as const
    for (const [name, listener] of listeners) window.addEventListener(name, listener)
    return () => {
      for (const [name, listener] of listeners) window.removeEventListener(name, listener)
    }
  }, [])
  return isOver
}

/** Not under a dialog, and not while an editor may hold something: a drop asks nothing. */
const mayImport = (): boolean => get().dialog === null && get().editor === null && !isReadOnly(get())
