/** Making a plan, choosing of it, and applying it. */
import type { Operation, Plan, SyncRun } from '../../shared/sync-model.ts'
import { call } from '../bridge.ts'
import { countResults, noChoices, pass, resultsOf, tick, toApply } from '../lib/plan.ts'
import { text } from '../text.ts'
import { withMfa } from './mfa.ts'
import { get } from './store.ts'
import { isSyncing, loadSync, setSync } from './sync.ts'
import { toast, toastFailure } from './toasts.ts'

const words = text.sync.plan

/** Looks at both sides of every target; the plan that was on the screen goes when the new one is here. */
export async function makePlan(): Promise<void> {
  if (isSyncing()) return
  setSync({ work: 'planning', workFailure: null, cancelling: false })
  const answer = await withMfa((mfa) => call('sync.plan', mfa))
  setSync({ work: null, progress: null })
  if (!answer.ok) return setSync({ workFailure: answer.failure })
  setSync({ plan: answer.value, plannedAt: Date.now(), choices: noChoices, applied: null, results: new Map() })
  await loadSync()
}

export async function applyPlan(): Promise<void> {
  const { plan, choices, applied } = get().sync
  if (plan === null || applied !== null || isSyncing()) return
  const { skip, accept, override } = toApply(plan, choices)
  setSync({ work: 'applying', workFailure: null, cancelling: false })
  const answer = await withMfa((mfa) => call('sync.apply', { planId: plan.planId, skip, accept, override, ...mfa }))
  setSync({ work: null, progress: null })
  if (!answer.ok) return setSync({ workFailure: answer.failure })
  setSync({ applied: answer.value, results: resultsOf(answer.value) })
  toast(runsInWords(answer.value), { tone: answer.value.every(({ outcome }) => outcome === 'done') ? 'ok' : 'plain' })
  await loadSync()
}

/** "12 steps done. 1 problem: see the rows." */
export function runsInWords(runs: readonly SyncRun[]): string {
  const { done, problems, conflicts } = countResults(runs.flatMap(({ results }) => results))
  return [
    words.applied(done),
    ...(problems > 0 ? [words.appliedProblems(problems)] : []),
    ...(conflicts > 0 ? [words.appliedConflicts(conflicts)] : []),
  ].join(' ')
}

export async function cancelSync(): Promise<void> {
  setSync({ cancelling: true })
  const answer = await call('sync.cancel', {})
  if (answer.ok) return
  setSync({ cancelling: false })
  toastFailure(answer.failure)
}

export const tickSteps = (operations: readonly Operation[], on: boolean): void =>
  setSync({ choices: tick(get().sync.choices, operations, on) })

export const passHalt = (plan: Plan, on: boolean): void => setSync({ choices: pass(get().sync.choices, plan, on) })
