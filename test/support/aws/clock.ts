/** The test server's time and everything that happens later in it: replication, purges, rotations, list lag. */

export type Clock = {
  /** Epoch ms as the service sees it: the machine's time plus what was advanced. */
  readonly now: () => number
  /** Runs `event` once `now` has reached `at`; events of one moment run in the order they were made. */
  readonly schedule: (at: number, event: () => void) => void
  /** Runs what is due, and what that makes due. Called before each request. */
  readonly settle: () => void
  /** Lets time pass in an instant. Signatures are checked against the machine's time, not this one. */
  readonly advance: (ms: number) => void
}

export function createClock(machineNow: () => number = Date.now): Clock {
  let advanced = 0
  let order = 0
  let events: { readonly at: number; readonly order: number; readonly run: () => void }[] = []
  const now = (): number => machineNow() + advanced
  const settle = (): void => {
    for (;;) {
      const due = events.filter((event) => event.at <= now())
      if (due.length === 0) return
      events = events.filter((event) => event.at > now())
      for (const event of due.sort((a, b) => a.at - b.at || a.order - b.order)) event.run()
    }
  }
  return {
    now,
    settle,
    schedule: (at, run) => {
      order += 1
      events.push({ at, order, run })
    },
    advance: (ms) => {
      advanced += ms
      settle()
    },
  }
}

/** A repeatable source of chance, so that a failing run can be run again: 0 ≤ x < 1 (mulberry32). */
export function createChance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
