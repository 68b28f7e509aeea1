/** Vetting, targets and sync: each call is one of the open vault's sync service. */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { SecretTarget, TargetMark } from '../../../shared/sync-model.ts'
import type { SyncService } from '../sync/service.ts'
import type { CallContext, Procedures } from './context.ts'

type SyncCall = Extract<keyof Procedures, `vet.${string}` | `targets.${string}` | `aws.${string}` | `sync.${string}`>

export const syncProcedures: Pick<Procedures, SyncCall> = {
  'vet.check': ({ name, versionId }, context) => withSyncAsync(context, (sync) => sync.check(name, versionId)),
  'vet.approve': ({ name, versionId, accept }, context) =>
    withSyncAsync(context, (sync) => sync.approve(context.actor, name, versionId, accept)),
  'vet.draft': async ({ name, kind, bytes }) => {
    const { vetValue } = await import('../kinds/vet.ts')
    const findings = vetValue({ name, kind, bytes, nowAt: Date.now() })
    bytes.fill(0)
    return succeed(findings.map(({ field = null, ...finding }) => ({ ...finding, field })))
  },
  'vet.waiting': (_, context) => withSyncAsync(context, (sync) => sync.waiting()),
  'vet.waitingNames': (_, context) => withSync(context, (sync) => succeed(sync.waitingNames())),
  'targets.list': (_, context) => withSync(context, (sync) => succeed(sync.targets())),
  'targets.add': ({ target, mfaCode }, context) =>
    withSyncAsync(context, (sync) => sync.addTarget(context.actor, target, mfaCode)),
  'targets.change': ({ target, mfaCode }, context) =>
    withSyncAsync(context, (sync) => sync.changeTarget(context.actor, target, mfaCode)),
  'targets.remove': ({ name }, context) => withSync(context, (sync) => sync.removeTarget(context.actor, name)),
  'targets.check': ({ name, mfaCode }, context) => withSyncAsync(context, (sync) => sync.checkTarget(name, mfaCode)),
  'targets.ofSecret': ({ name }, context) => withSync(context, (sync) => sync.targetsOf(name)),
  'targets.ofSecrets': ({ names }, context) => withSync(context, (sync) => succeed(marksOf(names, sync))),
  'aws.profiles': (_, context) => withSyncAsync(context, async (sync) => succeed(await sync.profiles())),
  'aws.regions': (_, context) => withSync(context, (sync) => succeed(sync.regions())),
  'sync.plan': (where, context) => withSyncAsync(context, (sync) => sync.plan(where)),
  'sync.apply': (input, context) => withSyncAsync(context, (sync) => sync.apply(context.actor, input)),
  'sync.cancel': ({ callId }, context) =>
    withSync(context, (sync) => {
      sync.cancel(callId)
      return succeed(null)
    }),
  'sync.status': (_, context) => withSync(context, (sync) => succeed(sync.status())),
  'sync.conflicts': (_, context) => withSync(context, (sync) => succeed(sync.conflicts())),
  'sync.resolve': ({ resolution, ...at }, context) =>
    withSync(context, (sync) => sync.resolve(context.actor, at, resolution)),
  'sync.history': ({ limit }, context) => withSync(context, (sync) => succeed(sync.history(limit))),
  'sync.rotateInAws': (at, context) => withSyncAsync(context, (sync) => sync.rotateInAws(at)),
}

/** From calm to urgent. */
const urgency: readonly SecretTarget['state'][] = [
  'in-step',
  'pull-only',
  'absent',
  'ahead',
  'behind',
  'unapproved',
  'conflict',
]

function marksOf(names: readonly string[], sync: SyncService): Readonly<Record<string, readonly TargetMark[]>> {
  const marked = names.map((name) => {
    const stateByTarget = new Map<string, SecretTarget['state']>()
    const places = sync.targetsOf(name)
    for (const { target, state } of places.ok ? places.value : []) {
      const worst = stateByTarget.get(target)
      if (worst === undefined || urgency.indexOf(state) > urgency.indexOf(worst)) stateByTarget.set(target, state)
    }
    return [name, [...stateByTarget].map(([target, state]) => ({ target, state }))] as const
  })
  return Object.fromEntries(marked.filter(([, marks]) => marks.length > 0))
}

function withSync<T>({ sync }: CallContext, body: (sync: SyncService) => Result<T>): Result<T> {
  const service = sync()
  return service.ok ? body(service.value) : fail(service.failure)
}

async function withSyncAsync<T>(
  { sync }: CallContext,
  body: (sync: SyncService) => Promise<Result<T>>,
): Promise<Result<T>> {
  const service = sync()
  return service.ok ? await body(service.value) : fail(service.failure)
}
