import { useEffect, useRef } from 'react'

/** Runs `body` once, when the component appears. */
export function useOnOpen(body: () => Promise<void>): void {
  const first = useRef(body)
  useEffect(() => {
    void first.current()
  }, [])
}
