import { useEffect, useState, useSyncExternalStore } from 'react'
import type { TargetMark } from '../shared/sync-model.ts'
import { call } from './bridge.ts'
import { useStore } from './store/store.ts'

/** Rows that appear together ask together. */
const waitMs = 40
const mostNames = 500

const noMarks: readonly TargetMark[] = []
let marksByName = new Map<string, readonly TargetMark[]>()
/** What the marks were asked after: how things stood then. */
let askedOf: unknown = null
const wanted = new Set<string>()
const listeners = new Set<() => void>()
let timer = 0

/** How a secret stands in each target, for its row: asked for as rows come into view, anew after each sync. */
export function useTargetMarks(name: string): readonly TargetMark[] {
  const standing = useStore((state) => (state.sync.targets.length > 0 ? state.sync.standing : null))
  const [shown, setShown] = useState<readonly TargetMark[]>(noMarks)
  const known = useSyncExternalStore(subscribe, () => marksByName.get(name))
  useEffect(() => {
    if (standing === null) setShown(noMarks)
    else if (known === undefined || askedOf !== standing) want(name, standing)
    else setShown(known)
  }, [name, standing, known])
  return standing === null ? noMarks : shown
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function want(name: string, standing: unknown): void {
  if (askedOf !== standing) {
    askedOf = standing
    marksByName = new Map()
    wanted.clear()
  }
  wanted.add(name)
  clearTimeout(timer)
  timer = window.setTimeout(() => void ask(standing), waitMs)
}

async function ask(standing: unknown): Promise<void> {
  const names = [...wanted].slice(0, mostNames)
  for (const name of names) wanted.delete(name)
  const answer = await call('targets.ofSecrets', { names })
  if (askedOf !== standing || !answer.ok) return
  for (const name of names) marksByName.set(name, answer.value[name] ?? noMarks)
  for (const listener of listeners) listener()
}
