/** Pauses in long work, so that timers, sockets and ports run in between. */

/** Somebody who called so lately is likely to call again. */
const inUseMs = 200
/** About twice a slice of work: whoever calls meanwhile finds the core free, and the machine half so. */
const restMs = 10

let usedAt = Number.NEGATIVE_INFINITY

/** To be called for each call from outside. */
export function noteUse(): void {
  usedAt = performance.now()
}

/** A pause in work that somebody waits for. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A pause in work that nobody waits for: it goes on slowly while somebody is using the vault. */
export const giveWay = (): Promise<void> =>
  performance.now() - usedAt < inUseMs ? new Promise((resolve) => setTimeout(resolve, restMs)) : breathe()
