import { breathe } from '../vault/breathe.ts'

/** Long work in slices, so that timers, sockets and the window get their turn. */
const sliceMs = 12

/** Call it between two steps: it waits for a turn of the loop when this one has been long enough. */
export function createTurns(): () => Promise<void> | null {
  let beganAt = performance.now()
  return () => {
    if (performance.now() - beganAt < sliceMs) return null
    return breathe().then(() => {
      beganAt = performance.now()
    })
  }
}
