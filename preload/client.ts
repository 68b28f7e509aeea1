/** The page's end of its port to the core: numbers calls, matches answers, passes events on. */
import type { CallAnswerMessage, CallRequest, EventMessage, EventName } from '../shared/contract.ts'
import type { Result } from '../shared/failure.ts'
import { wipe } from './wipe.ts'

/** What we use of a MessagePort. */
export interface PortLike {
  readonly onMessage: (listener: (data: unknown) => void) => void
  readonly onClose: (listener: () => void) => void
  readonly postMessage: (message: CallRequest) => void
}

export interface Client {
  /** The port has come; what waited for it is sent. */
  readonly attach: (port: PortLike) => void
  readonly call: (name: string, input: unknown) => Promise<Result<unknown>>
  readonly subscribe: (event: EventName, listener: (payload: unknown) => void) => () => void
}

const locked: Result<never> = {
  ok: false,
  failure: { kind: 'locked', message: 'Coffer was locked. Unlock it and try again.' },
}

export function createClient(): Client {
  const pending = new Map<number, (answer: Result<unknown>) => void>()
  const listeners = new Map<EventName, Set<(payload: unknown) => void>>()
  let waiting: CallRequest[] = []
  let port: PortLike | null = null
  let closed = false
  let lastId = 0

  /** The input here is our own copy; what was posted is another one, in the message. */
  const post = (to: PortLike, request: CallRequest) => {
    to.postMessage(request)
    wipe(request.input)
  }

  const receive = (message: CallAnswerMessage | EventMessage) => {
    if ('event' in message) {
      for (const listener of listeners.get(message.event) ?? []) listener(message.payload)
      return
    }
    pending.get(message.id)?.(message.answer)
    pending.delete(message.id)
    /** By then the page has its copy: promises are settled before any timer runs. */
    setTimeout(wipe, 0, message.answer)
  }

  /** The core is gone, and every answer with it. */
  const close = () => {
    closed = true
    for (const answer of pending.values()) answer(locked)
    pending.clear()
  }

  return {
    attach: (given) => {
      port = given
      given.onMessage((data) => receive(data as CallAnswerMessage | EventMessage))
      given.onClose(close)
      for (const request of waiting) post(given, request)
      waiting = []
    },
    call: (name, input) => {
      if (closed) return Promise.resolve(locked)
      const request: CallRequest = { id: ++lastId, call: name, input }
      return new Promise((resolve) => {
        pending.set(request.id, resolve)
        if (port === null) waiting.push(request)
        else post(port, request)
      })
    },
    subscribe: (event, listener) => {
      const ofEvent = listeners.get(event) ?? new Set()
      listeners.set(event, ofEvent)
      ofEvent.add(listener)
      return () => void ofEvent.delete(listener)
    },
  }
}
