/** Conflicts and targets with the usual in every place, for tests of what shows them; plans are in plans.ts. */
import type { Conflict, Target } from '../../shared/sync-model.ts'

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
