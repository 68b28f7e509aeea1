/** Plans, runs and conflicts for tests of what shows them. */
import type { Conflict, Operation, OperationResult, Plan, PlanSet, SyncRun, Target } from '../../shared/sync-model.ts'

export const operationOf = (change: Partial<Operation> = {}): Operation => ({
  id: 'push:prod/db@prod-eu/eu-west-1',
  action: 'push',
  name: 'prod/db',
  remoteName: 'prod/db',
  versionId: '11111111-1111-4111-8111-111111111111',
  expected: null,
  why: 'It changed here.',
  waitsFor: null,
  detail: {},
  calls: 3,
  ...change,
})

export const planOf = (change: Partial<Plan> = {}): Plan => ({
  target: 'prod-eu',
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
  ...change,
})

export const planSetOf = (...plans: readonly Plan[]): PlanSet => ({ planId: 'plan', plans, problems: [] })

export const resultOf = (change: Partial<OperationResult> = {}): OperationResult => ({
  id: 'push:prod/db@prod-eu/eu-west-1',
  action: 'push',
  name: 'prod/db',
  outcome: 'done',
  code: null,
  message: null,
  ...change,
})

export const runOf = (results: readonly OperationResult[], change: Partial<SyncRun> = {}): SyncRun => ({
  id: 'run',
  target: 'prod-eu',
  region: 'eu-west-1',
  by: 'user',
  startedAt: 0,
  endedAt: 1,
  outcome: 'done',
  halt: null,
  results,
  calls: 3,
  ...change,
})

export const conflictOf = (change: Partial<Conflict> = {}): Conflict => ({
  target: 'prod-eu',
  region: 'eu-west-1',
  name: 'prod/db',
  remoteName: 'prod/db',
  baseVersionId: 'base',
  localVersionId: 'local',
  remoteVersionId: 'remote',
  foundAt: 0,
  keys: null,
  mergeable: false,
  ...change,
})

export const targetOf = (change: Partial<Target> = {}): Target => ({
  name: 'prod-eu',
  credentials: { from: 'profile', profile: 'prod' },
  regions: ['eu-west-1'],
  localPrefix: '',
  remotePrefix: '',
  include: [],
  exclude: [],
  tags: {},
  direction: 'both',
  deletion: { kind: 'never' },
  kmsKeyId: null,
  replicas: [],
  endpointUrl: null,
  automatic: { onSave: false, everyMinutes: 0, onNetworkReturn: false },
  accountId: '111122223333',
  partition: 'aws',
  addedAt: 0,
  ...change,
})
