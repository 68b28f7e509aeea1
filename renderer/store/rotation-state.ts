import type { Failure } from '../../shared/failure.ts'
import type { DueItem } from '../../shared/rotation-model.ts'

/** What needs somebody now, as the core lists it. */
export interface RotationState {
  readonly status: 'loading' | 'ready' | 'failed'
  readonly failure: Failure | null
  readonly due: readonly DueItem[]
  /** Rises with every answer, so that pages and cards ask for their own part anew. */
  readonly turn: number
  /** Names of secrets whose rotation is due, or past its window: what the rows of the list look up. */
  readonly dueNames: ReadonlyMap<string, 'due' | 'overdue'>
  /** Names of secrets whose rotation was started here and has not answered yet. */
  readonly starting: ReadonlySet<string>
}

export const initialRotation: RotationState = {
  status: 'loading',
  failure: null,
  due: [],
  turn: 0,
  dueNames: new Map(),
  starting: new Set(),
}
