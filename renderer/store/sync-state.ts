import type { Failure } from '../../shared/failure.ts'
import type {
  Conflict,
  OperationResult,
  PlanSet,
  SyncProgress,
  SyncRun,
  SyncStatus,
  Target,
} from '../../shared/sync-model.ts'
import { type Choices, noChoices } from '../lib/plan.ts'

/** What the core says of sync, and the plan on the screen with what the user chose about it. Never a value. */
export interface SyncState {
  readonly status: 'loading' | 'ready' | 'failed'
  readonly failure: Failure | null
  readonly targets: readonly Target[]
  readonly standing: SyncStatus | null
  /** Rises with every answer, so that pages and cards ask for their own part anew. */
  readonly turn: number
  readonly conflicts: readonly Conflict[]
  /** Names of secrets with a version that some target would push and that is not approved; with a conflict. The rows look them up. */
  readonly unvetted: ReadonlySet<string>
  readonly conflicting: ReadonlySet<string>
  readonly progress: SyncProgress | null
  /** What this window waits for. */
  readonly work: 'planning' | 'applying' | null
  readonly cancelling: boolean
  readonly workFailure: Failure | null
  readonly plan: PlanSet | null
  readonly plannedAt: number
  readonly choices: Choices
  /** Of the plan on the screen; null until it was applied. */
  readonly applied: readonly SyncRun[] | null
  /** Of the plan on the screen, by `resultKey`. */
  readonly results: ReadonlyMap<string, OperationResult>
}

export const initialSync: SyncState = {
  status: 'loading',
  failure: null,
  targets: [],
  standing: null,
  turn: 0,
  conflicts: [],
  unvetted: new Set(),
  conflicting: new Set(),
  progress: null,
  work: null,
  cancelling: false,
  workFailure: null,
  plan: null,
  plannedAt: 0,
  choices: noChoices,
  applied: null,
  results: new Map(),
}
