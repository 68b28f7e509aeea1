/** Plans and applies, over all targets and regions that were asked for: looks, guards, walks, and keeps what came of it. */
import { randomUUID } from 'node:crypto'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { GuardName, Operation, PlanSet, SyncRun } from '../../../shared/sync-model.ts'
import type { Actor } from '../vault/audit.ts'
import { applyAll } from './apply-all.ts'
import { createKeptPlans } from './kept-plans.ts'
import { type EngineOptions, lookAgain, lookAtAll, lookBySelf } from './look.ts'
import type { Where } from './service.ts'

export interface ApplyInput extends Where {
  readonly planId?: string | undefined
  readonly skip: readonly string[]
  readonly accept: readonly string[]
  readonly override: readonly string[]
}

export interface Engine {
  plan(where: Where): Promise<Result<PlanSet>>
  apply(actor: Actor, input: ApplyInput): Promise<Result<readonly SyncRun[]>>
  /** By itself: without deletions and merges; nothing is kept of a run with nothing to do. */
  runBySelf(
    by: Exclude<SyncRun['by'], 'user'>,
    actor: Actor,
    targets: readonly string[],
  ): Promise<Result<readonly SyncRun[]>>
}

export function createEngine(options: EngineOptions): Engine {
  const { turns, progress } = options
  const kept = createKeptPlans()
  const inTurn = <T>(body: (signal: AbortSignal) => Promise<Result<T>>, callId?: string): Promise<Result<T>> =>
    turns.take(async (signal) => {
      try {
        return await body(signal)
      } finally {
        progress.end()
        options.onChange()
      }
    }, callId)
  return {
    plan: (where) =>
      inTurn(async (signal) => {
        const looked = await lookAtAll(options, where, [], signal)
        if (!looked.ok) return looked
        const { looks, missed } = looked.value
        const planId = randomUUID()
        kept.keep({ planId, looks })
        const problems = missed.map(({ target, region, failure }) => ({ target, region, message: failure.message }))
        return succeed({ planId, plans: looks.map(({ plan }) => plan), problems })
      }, where.callId),
    apply: (actor, input) =>
      inTurn(async (signal) => {
        const before = input.planId === undefined ? null : kept.take(input.planId)
        if (before === undefined) return fail(planGone)
        const overridden = input.override as readonly GuardName[]
        const looked =
          before === null
            ? await lookAtAll(options, input, overridden, signal)
            : await lookAgain(options, before.looks, input, overridden, signal)
        const { mfaCode, withoutCodes = false } = input
        const wishes = { skip: new Set(input.skip), accept: new Set(input.accept), mfaCode, withoutCodes }
        const applied = looked.ok
          ? await applyAll(options, looked.value, { ...wishes, actor, by: 'user' }, signal)
          : looked
        // A code is asked for before anything is done: the same plan comes again with it.
        if (before !== null && !applied.ok && applied.failure.kind === 'mfa-needed') kept.keep(before)
        if (applied.ok && applied.value.some(hasChanged)) kept.clear()
        return applied
      }, input.callId),
    runBySelf: (by, actor, names) =>
      inTurn(async (signal) => {
        const looked = await lookBySelf(options, names, signal)
        const skip = looked.looks.flatMap(({ plan }) => plan.operations.filter(isForPeople).map(({ id }) => id))
        const wishes = { skip: new Set(skip), accept: new Set<string>(), mfaCode: undefined, withoutCodes: true }
        return applyAll(options, looked, { ...wishes, actor, by }, signal)
      }),
  }
}

/** Never made by itself, whatever the plan says. A conflict is recorded, which keeps both values and moves nothing. */
const isForPeople = ({ action }: Operation): boolean => action === 'delete' || action === 'pull-delete'

const hasChanged = ({ results }: SyncRun): boolean => results.some(({ outcome }) => outcome === 'done')

const planGone: Failure = {
  kind: 'not-found',
  message: 'That plan is gone: it was applied, or something was synced since. Make a new one.',
}
