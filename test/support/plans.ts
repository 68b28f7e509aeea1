/** Plans and runs with the usual in every place, for tests of what is made of them. */
import type { Operation, OperationResult, Plan, PlanSet, SyncRun } from '../../shared/sync-model.ts'

export const operationOf = (over: Partial<Operation> = {}): Operation => ({
  id: `${over.action ?? 'push'}:${over.name ?? 'prod/db'}`,
  action: 'push',
  name: 'prod/db',
  remoteName: over.name ?? 'prod/db',
  versionId: '11111111-1111-1111-1111-111111111111',
  expected: null,
  why: 'It changed here.',
  waitsFor: null,
  detail: {},
  calls: 3,
  ...over,
})

export const planOf = (over: Partial<Plan> = {}): Plan => ({
  target: 'prod',
  region: 'eu-west-1',
  accountId: '111122223333',
  madeAt: 0,
  revision: 1,
  halt: null,
  operations: [],
  calls: 0,
  callsMade: 1,
  monthlyCostChangeUsd: 0,
  unchanged: 0,
  notes: [],
  ...over,
})

export const planSetOf = (plans: readonly Plan[], problems: PlanSet['problems'] = []): PlanSet => ({
  planId: 'plan-1',
  plans,
  problems,
})

export const resultOf = (over: Partial<OperationResult> = {}): OperationResult => ({
  id: `${over.action ?? 'push'}:${over.name ?? 'prod/db'}`,
  action: 'push',
  name: 'prod/db',
  outcome: 'done',
  code: null,
  message: null,
  ...over,
})

export const runOf = (over: Partial<SyncRun> = {}): SyncRun => ({
  id: 'run-1',
  target: 'prod',
  region: 'eu-west-1',
  by: 'user',
  startedAt: 1_000,
  endedAt: 1_400,
  outcome: 'done',
  halt: null,
  results: [],
  calls: 3,
  ...over,
})

export const deletionsHalt = {
  guard: 'deletions',
  reason: '40 of 100 secrets would be deleted.',
  fix: 'Look at the deletions in the plan.',
  overridable: true,
} as const
