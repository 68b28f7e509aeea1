import { useEffect, useRef, useState } from 'react'
import type { Kind } from '../../../shared/limits.ts'
import type { VettingFinding } from '../../../shared/sync-model.ts'
import { call } from '../../bridge.ts'

/** After the last keystroke. */
const waitMs = 400

/**
 * What the checks say of the value as it is typed; null while there is none to check. `notice` is to be called whenever
 * value or name changed; `whole` gives the value's bytes, which are wiped after the question.
 */
export function useDraftChecks(whole: () => Uint8Array | null, kind: Kind | null, nameOf: () => string) {
  const [findings, setFindings] = useState<readonly VettingFinding[] | null>(null)
  const timer = useRef(0)
  const asked = useRef(0)
  useEffect(() => () => clearTimeout(timer.current), [])

  const check = async (): Promise<void> => {
    asked.current += 1
    const turn = asked.current
    const bytes = kind === null ? null : whole()
    if (kind === null || bytes === null) return setFindings(null)
    const answer = await call('vet.draft', { name: nameOf(), kind, bytes })
    bytes.fill(0)
    if (turn === asked.current) setFindings(answer.ok ? answer.value : null)
  }
  const latest = useRef(check)
  useEffect(() => {
    latest.current = check
  })
  const notice = (): void => {
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => void latest.current(), waitMs)
  }
  useEffect(() => {
    if (kind !== null) void latest.current()
  }, [kind])
  return { findings, notice }
}
