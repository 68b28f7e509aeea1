import { useEffect, useState } from 'react'
import type { CallAnswer, CallInput, CallName } from '../shared/contract.ts'
import type { Failure, Result } from '../shared/failure.ts'
import { call } from './bridge.ts'

export interface Asked<T> {
  /** Null while the first answer to this question is on its way, or it failed. */
  readonly value: T | null
  readonly failure: Failure | null
}

/**
 * What a call that changes nothing answers, asked again whenever its input or `turn` does. What was there stays while the
 * same question is asked again; late answers are dropped. It is not asked while `turn` is null. Never for values.
 */
export function useCall<K extends Exclude<CallName, 'secrets.reveal'>>(
  name: K,
  input: CallInput<K>,
  turn: number | null = 0,
): Asked<CallAnswer<K>> {
  const question = JSON.stringify(input)
  const [given, setGiven] = useState<{ question: string; answer: Result<CallAnswer<K>> } | null>(null)
  useEffect(() => {
    if (turn === null) return
    let isWanted = true
    void call(name, JSON.parse(question)).then((answer) => {
      if (isWanted) setGiven({ question, answer })
    })
    return () => {
      isWanted = false
    }
  }, [name, question, turn])
  const answer = given?.question === question ? given.answer : null
  return { value: answer?.ok ? answer.value : null, failure: answer && !answer.ok ? answer.failure : null }
}
