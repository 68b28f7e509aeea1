/**
 * Client-side request rates, well below AWS's quotas (reference section 12), for each account and region: other programs
 * of the account share the quotas.
 */
export interface Rates {
  readonly readsPerSecond: number
  readonly writesPerSecond: number
}

export const awsRates: Rates = { readsPerSecond: 20, writesPerSecond: 20 }
export const localRates: Rates = { readsPerSecond: 5_000, writesPerSecond: 5_000 }

export type CallKind = 'read' | 'write'

export interface Limits {
  /** How long the next call of this kind has to wait; its place is taken by asking. */
  readonly reserve: (kind: CallKind) => number
  /** AWS throttled: nothing of this kind starts within `ms`. */
  readonly hold: (kind: CallKind, ms: number) => void
}

/** A burst of one second's calls is let through at once. `now` in epoch ms. */
export function createLimits(rates: Rates, now: () => number): Limits {
  const buckets = { read: createBucket(rates.readsPerSecond, now), write: createBucket(rates.writesPerSecond, now) }
  return {
    reserve: (kind) => buckets[kind].reserve(),
    hold: (kind, ms) => buckets[kind].hold(ms),
  }
}

const BURST_MS = 1_000

/**
 * A token bucket kept as the one moment at which it would be full of debt no more (GCRA). A clock that is set back takes
 * that moment with it: otherwise the next call would wait for the old time to come again.
 */
function createBucket(perSecond: number, now: () => number) {
  const intervalMs = 1_000 / perSecond
  let dueAt = Number.NEGATIVE_INFINITY
  let seenAt = Number.NEGATIVE_INFINITY
  const look = (): number => {
    const at = now()
    if (at < seenAt) dueAt -= seenAt - at
    seenAt = at
    return at
  }
  return {
    reserve: (): number => {
      const at = look()
      const from = Math.max(dueAt, at)
      dueAt = from + intervalMs
      return Math.max(0, dueAt - BURST_MS - at)
    },
    hold: (ms: number): void => {
      const at = look()
      dueAt = Math.max(dueAt, at + BURST_MS + ms)
    },
  }
}
