/** The page's only way out: the calls that `preload` put on `window.bridge`, each answering a Result and never throwing. */
import type { Bridge, CallAnswer, CallInput, CallName, EventName, Events } from '../shared/contract.ts'
import { fail, type Result } from '../shared/failure.ts'
import { text } from './text.ts'

declare global {
  interface Window {
    readonly bridge: Bridge
  }
}

type Send<K extends CallName> = (input: CallInput<K>) => Promise<Result<CallAnswer<K>>>

/** Makes a call. A broken port (the core was just killed) is a failure like any other: `unavailable`. */
export async function call<K extends CallName>(name: K, input: CallInput<K>): Promise<Result<CallAnswer<K>>> {
  try {
    return await (window.bridge[name] as unknown as Send<K>)(input)
  } catch {
    return fail({ kind: 'unavailable', message: text.errors.unavailable })
  }
}

/** Listens to an event of the core; answers the function that stops it. */
export function on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void {
  const subscribe = window.bridge[`on:${event}`] as unknown as (listener: (payload: Events[E]) => void) => () => void
  return subscribe(listener)
}
