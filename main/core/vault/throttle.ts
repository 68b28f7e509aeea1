/** PURE: how long a wrong password makes the next try wait. Counted in the file, so a restart does not help. */
const firstDelayMs = 500
const longestDelayMs = 60_000

/** The wait after this many failures in a row: 0, 0.5 s, 1 s, 2 s … 60 s. */
export const delayAfter = (failures: number): number =>
  failures === 0 ? 0 : Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs)

/** What is left of the wait. A clock set back does not shorten it, one set forward does: it only slows a guesser. */
export function remainingDelay(throttle: { readonly failures: number; readonly lastAt: number }, now: number): number {
  const elapsedMs = Math.max(0, now - throttle.lastAt)
  return Math.max(0, delayAfter(throttle.failures) - elapsedMs)
}

/** Waits up to this long are simply waited; longer ones are refused with the time left. */
export const heldDelayMs = 2_000
