/** Progress as events: at most ten a second, with an estimate once there is enough to tell by. */
import type { SyncProgress } from '../../../shared/sync-model.ts'
import type { Place } from './place.ts'

const everyMs = 100
/** Sooner than this an estimate is a guess. */
const estimateAfterMs = 1_000

export interface ProgressDesk {
  current(): SyncProgress | null
  report(place: Place, phase: SyncProgress['phase'], done: number, total: number): void
  end(): void
}

export function createProgress(now: () => number, emit: (progress: SyncProgress | null) => void): ProgressDesk {
  let current: SyncProgress | null = null
  let begunAt = 0
  let toldAt = Number.NEGATIVE_INFINITY
  return {
    current: () => current,
    report: ({ target, region }, phase, done, total) => {
      const at = now()
      const isNew =
        current === null || current.phase !== phase || current.region !== region || current.target !== target
      if (isNew) begunAt = at
      const spentMs = at - begunAt
      const remainingMs =
        spentMs < estimateAfterMs || done === 0 || total < done ? null : Math.round((spentMs / done) * (total - done))
      current = { target, region, phase, done, total, remainingMs }
      if (at - toldAt < everyMs && at >= toldAt) return
      toldAt = at
      emit(current)
    },
    end: () => {
      if (current === null) return
      current = null
      toldAt = Number.NEGATIVE_INFINITY
      emit(null)
    },
  }
}
