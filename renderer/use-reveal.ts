import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../shared/failure.ts'
import { call } from './bridge.ts'
import { textOf } from './lib/bytes.ts'
import { type Field, parseEnvLines, parseFields } from './lib/fields.ts'
import { noteRead } from './store/detail.ts'
import { useStore } from './store/store.ts'

/**
 * A value on the screen. Components keep this object, never its strings, and write them into the page themselves: when
 * it is wiped nothing in the page's memory refers to the value any more, whatever React still remembers.
 */
export interface ShownValue {
  readonly versionId: string
  readonly format: 'json' | 'env' | 'pem' | 'text' | 'binary'
  text: string | null
  fields: readonly Field[] | null
  bytes: Uint8Array | null
}

export interface Reveal {
  readonly shown: ShownValue | null
  readonly busy: boolean
  readonly failure: Failure | null
  /** When it masks itself; 0 while masked. */
  readonly endsAt: number
  readonly reveal: () => void
  readonly hide: () => void
}

function readValue(versionId: string, form: 'text' | 'binary', bytes: Uint8Array): ShownValue {
  const text = form === 'text' ? textOf(bytes) : null
  if (text === null) return { versionId, format: 'binary', text: null, fields: null, bytes }
  bytes.fill(0)
  const members = parseFields(text)
  const lines = members ? null : parseEnvLines(text)
  const format = members ? 'json' : lines ? 'env' : text.startsWith('-----BEGIN ') ? 'pem' : 'text'
  return { versionId, format, text, fields: members ?? lines, bytes: null }
}

export function wipeValue(value: ShownValue): void {
  value.bytes?.fill(0)
  value.bytes = null
  value.text = null
  value.fields = null
}

/**
 * The one place of the page that asks for a value to show it. It masks again after the time set, when the window loses
 * focus or is hidden, when the version changes, and when the component goes.
 */
export function useReveal(name: string, versionId: string | undefined): Reveal {
  const forMs = useStore((state) => (state.settings?.revealSeconds ?? 30) * 1_000)
  const [shown, setShown] = useState<ShownValue | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const [endsAt, setEndsAt] = useState(0)
  const held = useRef<ShownValue | null>(null)
  /** Rises with every hide: an answer to a question asked before is dropped. */
  const turn = useRef(0)

  const hide = useCallback((): void => {
    turn.current += 1
    if (held.current) wipeValue(held.current)
    held.current = null
    setShown(null)
    setBusy(false)
  }, [])

  const ask = async (): Promise<void> => {
    turn.current += 1
    const asked = turn.current
    setBusy(true)
    setFailure(null)
    const answer = await call('secrets.reveal', versionId === undefined ? { name } : { name, versionId })
    if (turn.current !== asked) return answer.ok ? void answer.value.bytes.fill(0) : undefined
    setBusy(false)
    if (!answer.ok) return setFailure(answer.failure)
    held.current = readValue(answer.value.versionId, answer.value.form, answer.value.bytes)
    noteRead()
    setEndsAt(Date.now() + forMs)
    setShown(held.current)
  }
  useEffect(() => hide, [hide, name, versionId])
  useMaskOnLeave(shown !== null, hide)
  useEffect(() => {
    if (shown === null) return
    const timer = setTimeout(hide, endsAt - Date.now())
    return () => clearTimeout(timer)
  }, [shown, endsAt, hide])

  return { shown, busy, failure, endsAt, reveal: () => void ask(), hide }
}

/** What is on the screen goes when the window loses focus or is hidden. */
export function useMaskOnLeave(isShown: boolean, hide: () => void): void {
  useEffect(() => {
    if (!isShown) return
    const onVisibility = (): void => {
      if (document.hidden) hide()
    }
    window.addEventListener('blur', hide)
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      window.removeEventListener('blur', hide)
      document.removeEventListener('visibilitychange', onVisibility)
    }
  }, [isShown, hide])
}
