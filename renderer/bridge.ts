/** The page's only way out: the calls that `preload` put on `window.bridge`, each answering a Result and never throwing. */
import type { CallAnswer, CallInput, CallName, EventName, Events } from '../shared/contract.ts'
import { fail, type Result } from '../shared/failure.ts'
import { text } from './text.ts'

type Send<K extends CallName> = (input: CallInput<K>) => Promise<Result<CallAnswer<K>>>
type Subscribe<E extends EventName> = (listener: (payload: Events[E]) => void) => () => void

/** A function of the bridge; its type is what `Bridge` in the contract says for that name. */
const bridged = <F>(name: string): F => Reflect.get(Reflect.get(window, 'bridge'), name)

/** Makes a call. A broken port (the core was just killed) is a failure like any other: `unavailable`. */
export async function call<K extends CallName>(name: K, input: CallInput<K>): Promise<Result<CallAnswer<K>>> {
  try {
    return await bridged<Send<K>>(name)(input)
  } catch {
    return fail({ kind: 'unavailable', message: text.errors.unavailable })
  }
}

/** Listens to an event of the core; answers the function that stops it. */
export const on = <E extends EventName>(event: E, listener: (payload: Events[E]) => void): (() => void) =>
  bridged<Subscribe<E>>(`on:${event}`)(listener)
