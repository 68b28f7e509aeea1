/**
 * When to lock because nobody is there. Pure arithmetic over two clocks: the monotonic one stands still in a sleeping
 * computer and the wall clock can be set, so the longer of the two counts. A clock set forward may lock early; no
 * clock can keep the vault open.
 */

export interface Instant {
  /** performance.now(). */
  readonly monotonicMs: number
  /** Date.now(). */
  readonly wallMs: number
}

export interface IdleClock {
  /** Somebody used the vault or the window. */
  readonly touch: (now: Instant) => void
  /** How long nobody was there. `systemIdleMs` is the OS's answer, which some desktops always give as 0. */
  readonly idleMs: (now: Instant, systemIdleMs: number) => number
}

/**
 * The OS's idle time counts only once it has been above 0: a headless process and some Wayland desktops never report
 * any, and believing their 0 would keep the vault open for ever. Until then only use of the vault keeps it open.
 */
export function createIdleClock(start: Instant): IdleClock {
  let touched = start
  let believed = false
  return {
    touch: (now) => {
      touched = now
    },
    idleMs: (now, systemIdleMs) => {
      believed ||= systemIdleMs > 0
      const unused = Math.max(0, now.monotonicMs - touched.monotonicMs, now.wallMs - touched.wallMs)
      return believed ? Math.min(unused, Math.max(0, systemIdleMs)) : unused
    },
  }
}

export interface IdleLockOptions {
  readonly now: () => Instant
  /** powerMonitor.getSystemIdleTime() in milliseconds. */
  readonly systemIdleMs: () => number
  readonly lock: () => void
}

export interface IdleLock {
  readonly touch: () => void
  /** Starts over with this limit; 0 stops watching. */
  readonly watch: (limitMs: number) => void
}

const shortestWaitMs = 1_000
/** Also the longest delay with which a sleep or a set clock is noticed. */
const longestWaitMs = 15_000

/** Watches with one timer that aims at the moment the limit would be reached. */
export function createIdleLock({ now, systemIdleMs, lock }: IdleLockOptions): IdleLock {
  const clock = createIdleClock(now())
  let timer: NodeJS.Timeout | undefined
  const check = (limitMs: number) => {
    const idleMs = clock.idleMs(now(), systemIdleMs())
    if (idleMs >= limitMs) return lock()
    timer = setTimeout(check, Math.min(Math.max(limitMs - idleMs, shortestWaitMs), longestWaitMs), limitMs)
  }
  return {
    touch: () => clock.touch(now()),
    watch: (limitMs) => {
      clearTimeout(timer)
      clock.touch(now())
      if (limitMs > 0) check(limitMs)
    },
  }
}
