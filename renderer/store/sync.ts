/** What the window knows of targets, conflicts and approvals, asked anew whenever the core says that it changed. */
import type { CallAnswer, CallInput, CallName } from '../../shared/contract.ts'
import type { Result } from '../../shared/failure.ts'
import type { Conflict, Resolution, TargetDraft } from '../../shared/sync-model.ts'
import { call } from '../bridge.ts'
import { text } from '../text.ts'
import { refreshDetail } from './detail.ts'
import { withMfa } from './mfa.ts'
import { get, set } from './store.ts'
import type { SyncState } from './sync-state.ts'
import { toast, toastFailure } from './toasts.ts'

const words = text.sync

export const setSync = (change: Partial<SyncState>): void => set(({ sync }) => ({ sync: { ...sync, ...change } }))

/** Rises with every question, so that an answer that comes late is dropped. */
let asked = 0

export async function loadSync(): Promise<void> {
  asked += 1
  const turn = asked
  const [targets, standing, waiting, conflicts] = await Promise.all([
    call('targets.list', {}),
    call('sync.status', {}),
    call('vet.waitingNames', {}),
    call('sync.conflicts', {}),
  ])
  if (turn !== asked) return
  if (!targets.ok) return setSync({ status: 'failed', failure: targets.failure })
  if (!standing.ok) return setSync({ status: 'failed', failure: standing.failure })
  if (!waiting.ok) return setSync({ status: 'failed', failure: waiting.failure })
  if (!conflicts.ok) return setSync({ status: 'failed', failure: conflicts.failure })
  setSync({
    status: 'ready',
    failure: null,
    targets: targets.value,
    standing: standing.value,
    turn: get().sync.turn + 1,
    conflicts: conflicts.value,
    unvetted: new Set(waiting.value),
    conflicting: new Set(conflicts.value.map(({ name }) => name)),
    progress: standing.value.running,
  })
}

/** Makes a call that changes something of sync; what is shown of it is asked anew. */
async function change<K extends CallName>(name: K, input: CallInput<K>): Promise<Result<CallAnswer<K>>> {
  const answer = await call(name, input)
  if (answer.ok) await Promise.all([loadSync(), refreshDetail()])
  return answer
}

/** A failure is the form's to show. */
export async function saveTarget(how: 'targets.add' | 'targets.change', target: TargetDraft): Promise<Result<unknown>> {
  const answer = await withMfa((mfa) => change(how, { target, ...mfa }))
  if (!answer.ok) return answer
  const { name, accountId } = answer.value
  toast(how === 'targets.add' ? words.targets.added(name, accountId) : words.targets.changed(name), { tone: 'ok' })
  return answer
}

export async function removeTarget(name: string): Promise<Result<unknown>> {
  const answer = await change('targets.remove', { name })
  if (answer.ok) toast(words.targets.removed(name))
  return answer
}

/** Approves a version for pushing, with the warnings that were ticked. */
export async function approveVersion(
  name: string,
  versionId: string,
  accept: readonly string[],
): Promise<Result<unknown>> {
  const answer = await change('vet.approve', { name, versionId, accept: [...accept] })
  if (answer.ok) toast(words.vetting.done(name), { tone: 'ok' })
  return answer
}

export async function resolveConflict(
  { name, target, region, remoteVersionId }: Conflict,
  resolution: Resolution,
): Promise<boolean> {
  const answer = await change('sync.resolve', { name, target, region, remoteVersionId, resolution })
  if (answer.ok) toast(words.conflicts.resolved(name), { tone: 'ok' })
  else toastFailure(answer.failure)
  return answer.ok
}

/** Starts AWS's own rotation of a secret that AWS rotates. */
export async function rotateInAws(at: { target: string; region: string; name: string }): Promise<void> {
  const answer = await withMfa((mfa) => change('sync.rotateInAws', { ...at, ...mfa }))
  if (answer.ok) toast(words.matrix.rotating(at.name, at.region), { tone: 'ok' })
  else toastFailure(answer.failure)
}

/** Whether some sync runs, here or begun by anybody else. */
export const isSyncing = (): boolean => get().sync.work !== null || get().sync.progress !== null
