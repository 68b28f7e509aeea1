import { useEffect, useRef, useState } from 'react'
import type { Strength } from './lib/strength.ts'

const waitMs = 120

/** Judges a password shortly after the last keystroke. The estimator and its words are loaded on first need. */
export function useStrength(): { strength: Strength | null; judge: (password: string) => void } {
  const [strength, setStrength] = useState<Strength | null>(null)
  const timer = useRef(0)
  useEffect(() => {
    void import('./lib/strength.ts')
    return () => clearTimeout(timer.current)
  }, [])
  const judge = (password: string): void => {
    clearTimeout(timer.current)
    if (password === '') {
      setStrength(null)
      return
    }
    timer.current = window.setTimeout(async () => {
      const { estimateStrength } = await import('./lib/strength.ts')
      setStrength(estimateStrength(password))
    }, waitMs)
  }
  return { strength, judge }
}
