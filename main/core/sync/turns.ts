/** One sync at a time, whoever asks for it; the others wait for their turn. */

export interface Turns {
  take<T>(body: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** Ends what runs now; what waits has its turn. */
  cancel(): void
  isBusy(): boolean
  /** Ends what runs, and resolves when nothing does. Nothing is begun any more. */
  close(): Promise<void>
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  let running: AbortController | null = null
  let isClosed = false
  return {
    take: (body) => {
      const turn = last.then(async () => {
        const controller = new AbortController()
        if (isClosed) controller.abort()
        running = controller
        try {
          return await body(controller.signal)
        } finally {
          running = null
        }
      })
      last = turn.catch(() => undefined)
      return turn
    },
    cancel: () => running?.abort(),
    isBusy: () => running !== null,
    close: async () => {
      isClosed = true
      running?.abort()
      await last
    },
  }
}
