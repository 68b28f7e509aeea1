/** One sync at a time, whoever asks for it; the others wait for their turn. */

export interface Turns {
  /** `callId`: what whoever asks may end it by, also while it waits. Its signal is aborted then when its turn comes. */
  take<T>(body: (signal: AbortSignal) => Promise<T>, callId?: string): Promise<T>
  /** Ends this call and no other; one that is over already is none. Without an id what runs now: what waits has its turn. */
  cancel(callId?: string): void
  isBusy(): boolean
  /** Ends what runs, and resolves when nothing does. Nothing is begun any more. */
  close(): Promise<void>
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  let running: AbortController | null = null
  let isClosed = false
  const byCallId = new Map<string, AbortController>()
  return {
    take: (body, callId) => {
      const controller = new AbortController()
      if (callId !== undefined) byCallId.set(callId, controller)
      const turn = last.then(async () => {
        if (isClosed) controller.abort()
        running = controller
        try {
          return await body(controller.signal)
        } finally {
          running = null
          if (callId !== undefined) byCallId.delete(callId)
        }
      })
      last = turn.catch(() => undefined)
      return turn
    },
    cancel: (callId) => (callId === undefined ? running : byCallId.get(callId))?.abort(),
    isBusy: () => running !== null,
    close: async () => {
      isClosed = true
      running?.abort()
      await last
    },
  }
}
