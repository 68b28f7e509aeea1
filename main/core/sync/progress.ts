/** Progress as events: at most ten a second, with an estimate once there is enough to tell by. */
import type { SyncProgress } from '../../../shared/sync-model.ts'
import { type Place, placeKey } from './place.ts'

const everyMs = 100
/** Sooner than this an estimate is a guess. */
const estimateAfterMs = 1_000

export interface ProgressDesk {
  current(): SyncProgress | null
  report(place: Place, phase: SyncProgress['phase'], done: number, total: number): void
  end(): void
}

interface Part {
  readonly begunAt: number
  readonly progress: SyncProgress
}

/**
 * Several regions go on at once: the first to be begun is told until it is through, then one that is not, so that what a
 * person reads does not jump.
 */
export function createProgress(now: () => number, emit: (progress: SyncProgress | null) => void): ProgressDesk {
  const parts = new Map<string, Part>()
  let toldAt = Number.NEGATIVE_INFINITY
  let shown: string | null = null
  const current = (): SyncProgress | null => (shown === null ? null : (parts.get(shown)?.progress ?? null))
  const choose = (key: string): void => {
    const known = shown === null ? undefined : parts.get(shown)?.progress
    if (known !== undefined && (shown === key || isOpen(known))) return
    shown = key
  }
  return {
    current,
    report: ({ target, region }, phase, done, total) => {
      const at = now()
      const key = placeKey({ target, region })
      const before = parts.get(key)
      const begunAt = before?.progress.phase === phase ? before.begunAt : at
      const spentMs = at - begunAt
      const remainingMs =
        spentMs < estimateAfterMs || done === 0 || total < done ? null : Math.round((spentMs / done) * (total - done))
      parts.set(key, { begunAt, progress: { target, region, phase, done, total, remainingMs } })
      choose(key)
      if (at - toldAt < everyMs && at >= toldAt) return
      toldAt = at
      emit(current())
    },
    end: () => {
      if (shown === null) return
      shown = null
      parts.clear()
      toldAt = Number.NEGATIVE_INFINITY
      emit(null)
    },
  }
}

const isOpen = ({ done, total }: SyncProgress): boolean => total === 0 || done < total
