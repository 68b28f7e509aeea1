import { useEffect, useRef, useState } from 'react'
import type { Recognition } from '../../../shared/contract.ts'
import type { Kind } from '../../../shared/limits.ts'
import { call } from '../../bridge.ts'

/** After the last keystroke; a paste is recognised as soon as this has passed. */
const waitMs = 200

/**
 * The kind of what is being entered: the user's choice, else what the core recognises in the value. `notice` is to be
 * called whenever the value changed; `peek` gives its bytes, which are wiped after the question.
 */
export function useKind(start: Kind | null, peek: () => Uint8Array | null, nameOf: () => string) {
  const [chosen, setChosen] = useState<Kind | null>(start)
  const [recognition, setRecognition] = useState<Recognition | null>(null)
  const timer = useRef(0)
  const asked = useRef(0)
  useEffect(() => () => clearTimeout(timer.current), [])

  const recognise = async (): Promise<void> => {
    asked.current += 1
    const turn = asked.current
    const bytes = peek()
    if (bytes === null) return setRecognition(null)
    const name = nameOf()
    const answer = await call('kinds.recognise', name === '' ? { bytes } : { bytes, name })
    bytes.fill(0)
    if (turn === asked.current) setRecognition(answer.ok ? answer.value : null)
  }
  const notice = (): void => {
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => void recognise(), waitMs)
  }
  return {
    kind: chosen ?? recognition?.kind ?? null,
    isChosen: chosen !== null,
    recognition,
    choose: setChosen,
    notice,
  }
}
