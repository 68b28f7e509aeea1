/**
 * Time as this process had it, in ms: what a busy machine gave to others meanwhile does not count, but waiting and
 * computing do.
 */
export interface Stopwatch {
  /** Begins to measure; the answer tells how long it has been. */
  begin(): () => number
  stop(): void
}

const tickMs = 20

export function startStopwatch(): Stopwatch {
  let ticks = 0
  // A timer that comes late does not make up for it.
  const timer = setInterval(() => {
    ticks += 1
  }, tickMs)
  return {
    begin() {
      const from = { at: performance.now(), ticks, cpu: process.cpuUsage() }
      return () => {
        const { user, system } = process.cpuUsage(from.cpu)
        const had = Math.max((ticks - from.ticks) * tickMs, (user + system) / 1_000)
        return Math.min(had, performance.now() - from.at)
      }
    },
    stop: () => clearInterval(timer),
  }
}
