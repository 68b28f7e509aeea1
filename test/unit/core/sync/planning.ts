/** What the planner's tests are made of: a secret that both sides agreed on, its versions, and plans as short text. */
import type { ValueDigest } from '../../../../main/core/sync/plan-input.ts'
import { type LocalSecret, managedTag, type PlanInput, type Planned } from '../../../../main/core/sync/plan-input.ts'
import type { RemoteSecret } from '../../../../main/core/sync/remote.ts'
import { type BaseState, type Target, targetDraft } from '../../../../shared/sync-model.ts'

export const now = Date.UTC(2026, 10, 24, 12)
const dayMs = 86_400_000

/** A version id that begins with the letter it is called by. */
export const version = (letter: string): string => `${letter.padEnd(8, '0')}-0000-4000-8000-000000000000`

export const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/db-AbCdEf'

export function makeTarget(change: Partial<Target> = {}): Target {
  const { expectedAccountId: _, ...draft } = targetDraft.parse({
    name: 'prod',
    credentials: { from: 'profile', profile: 'prod' },
    regions: ['eu-west-1'],
    deletion: { kind: 'schedule', days: 7 },
  })
  return { ...draft, accountId: '111122223333', partition: 'aws', addedAt: now - dayMs, ...change }
}

export function makeLocal(change: Partial<LocalSecret> = {}): LocalSecret {
  const stages = change.stages ?? { AWSCURRENT: change.current ?? version('B') }
  return {
    name: 'app/db',
    kind: 'database',
    changedAt: now - dayMs,
    deletionAt: null,
    sizeBytes: 20,
    current: version('B'),
    description: '',
    tags: {},
    approved: Object.values(stages),
    alsoHeld: [],
    pushedAt: [],
    ...change,
    stages,
  }
}

export function makeRemote(change: Partial<RemoteSecret> = {}): RemoteSecret {
  const current = change.current === undefined ? version('B') : change.current
  return {
    name: 'app/db',
    arn,
    current,
    stages: current === null ? {} : { AWSCURRENT: current },
    description: '',
    tags: { [managedTag]: 'true' },
    kmsKeyId: null,
    changedAt: now - dayMs,
    deletedAt: null,
    owningService: null,
    rotation: null,
    primaryRegion: null,
    ...change,
  }
}

export function makeBase(change: Partial<BaseState> = {}): BaseState {
  const current = change.current === undefined ? version('B') : change.current
  return {
    name: 'app/db',
    remoteName: 'app/db',
    arn,
    created: true,
    deletionAt: null,
    agreedAt: now - dayMs,
    current,
    stages: {},
    description: '',
    tags: {},
    kmsKeyId: null,
    ...change,
  }
}

/** Every remote name that occurs counts as described, so that nothing waits for a confirmation; override `fresh` to test that. */
export function makeInput(change: Partial<PlanInput> = {}): PlanInput {
  const target = change.target ?? makeTarget()
  const names = [
    ...(change.remotes ?? []).map(({ name }) => name),
    ...(change.bases ?? []).map(({ remoteName }) => remoteName),
  ]
  return {
    target,
    region: 'eu-west-1',
    identity: { accountId: target.accountId, partition: target.partition },
    now,
    revision: 1,
    vaultId: 'vault-1',
    baseVaultId: 'vault-1',
    bases: [],
    locals: [],
    remotes: [],
    fresh: new Set(names),
    digests: new Map(),
    replicas: new Map(),
    conflicts: [],
    otherTargets: [],
    clock: { serverAt: now, localAt: now },
    overridden: [],
    ...change,
  }
}

export const jsonDigest = (fields: Readonly<Record<string, string>>): ValueDigest => ({
  whole: JSON.stringify(fields),
  fields,
})
export const textDigest = (text: string): ValueDigest => ({ whole: text, fields: null })

/**
 * The operations in order, as "restore, push"; a custom stage follows as "label BLUE"; "?" waits for a decision, "!" for
 * an approval. Without operations "note" when something is said, else "nothing".
 */
export function outcome({ operations, notes }: Pick<Planned, 'operations' | 'notes'>): string {
  if (operations.length === 0) return notes.length > 0 ? 'note' : 'nothing'
  return operations
    .map(({ action, detail: { stage }, waitsFor }) => {
      const custom = stage === undefined || stage === 'AWSCURRENT' ? '' : ` ${stage}`
      return action + custom + (waitsFor === null ? '' : { decision: '?', approval: '!' }[waitsFor])
    })
    .join(', ')
}
