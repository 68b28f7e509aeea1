/** What is due, and the deeds of rotation: rules, snoozes, runs. */
import type { CallAnswer, CallInput, CallName } from '../../shared/contract.ts'
import type { SnoozeUntil } from '../../shared/contract-rotation.ts'
import type { Result } from '../../shared/failure.ts'
import type { DueItem, RotationRun } from '../../shared/rotation-model.ts'
import { call } from '../bridge.ts'
import { text } from '../text.ts'
import { refreshDetail } from './detail.ts'
import type { RotationState } from './rotation-state.ts'
import { get, set } from './store.ts'
import { toast, toastFailure } from './toasts.ts'

const words = text.rotation

const setRotation = (change: Partial<RotationState>): void =>
  set(({ rotation }) => ({ rotation: { ...rotation, ...change } }))

let asked = 0

export async function loadRotation(): Promise<void> {
  asked += 1
  const own = asked
  const answer = await call('rotation.due', {})
  if (own !== asked) return
  const turn = get().rotation.turn + 1
  if (!answer.ok) return setRotation({ status: 'failed', failure: answer.failure, turn })
  const due = answer.value.items
  setRotation({ status: 'ready', failure: null, due, turn, dueNames: namesDue(due) })
}

const namesDue = (due: readonly DueItem[]): ReadonlyMap<string, 'due' | 'overdue'> =>
  new Map(
    due.filter(({ reason }) => reason === 'rotation').map(({ name, overdue }) => [name, overdue ? 'overdue' : 'due']),
  )

async function change<K extends CallName>(name: K, input: CallInput<K>): Promise<Result<CallAnswer<K>>> {
  const answer = await call(name, input)
  await Promise.all([loadRotation(), refreshDetail()])
  return answer
}

/** A failure is the form's to show. */
export async function setRule(input: CallInput<'rotation.set'>): Promise<Result<unknown>> {
  const answer = await change('rotation.set', input)
  if (answer.ok) toast(words.ruleSet(input.name, answer.value.ruleInWords ?? words.ruleNone), { tone: 'ok' })
  return answer
}

export async function removeRule(name: string): Promise<void> {
  const answer = await change('rotation.off', { name })
  if (answer.ok) toast(words.offDone(name))
  else toastFailure(answer.failure)
}

export async function snooze(name: string, until: SnoozeUntil): Promise<void> {
  const answer = await change('rotation.snooze', { name, until })
  if (!answer.ok) return toastFailure(answer.failure)
  const { snoozedUntil } = answer.value
  if (snoozedUntil === null) toast(words.unsnoozed(name))
  else toast(words.snoozed(name, snoozedUntil), { undo: () => void snooze(name, null) })
}

/** Secrets whose rotation somebody ends here: what was under way then says that it failed, which is no news. */
const ending = new Set<string>()

/** Starts a rotation, goes on with one, or ends it, also while it is at work. It answers when it has ended, waits for the user, or failed. */
export async function driveRotation(
  how: 'rotation.run' | 'rotation.confirm' | 'rotation.resume' | 'rotation.cancel',
  name: string,
): Promise<void> {
  const { starting } = get().rotation
  const ends = how === 'rotation.cancel'
  if (ends ? ending.has(name) : starting.has(name)) return
  if (ends) ending.add(name)
  setRotation({ starting: new Set([...starting, name]) })
  const answer = await change(how, { name })
  setRotation({ starting: new Set([...get().rotation.starting].filter((each) => each !== name)) })
  if (ends) ending.delete(name)
  else if (ending.has(name)) return
  if (answer.ok) toldRun(answer.value)
  else toastFailure(answer.failure)
}

/** What a run that ended has to say (not undone at the service, not approved for AWS) is more than that it ended. */
function toldRun({ name, state, message }: RotationRun): void {
  const { outcome } = words
  if (message !== null && (state === 'finished' || state === 'retiring' || state === 'cancelled'))
    toast(`${name}: ${message}`, { tone: state === 'cancelled' ? 'danger' : 'plain' })
  else if (state === 'finished' || state === 'retiring') toast(outcome.finished(name), { tone: 'ok' })
  else if (state === 'waiting') toast(outcome.waiting(name))
  else if (state === 'failed') toast(outcome.failed(name), { tone: 'danger' })
  else if (state === 'cancelled') toast(outcome.cancelled(name))
}

/** Asks where to save the year as an iCalendar file. */
export async function exportCalendar(): Promise<void> {
  const answer = await call('rotation.saveIcs', {})
  if (!answer.ok) return toastFailure(answer.failure)
  if (answer.value.path !== null) toast(words.page.exported(answer.value.path), { tone: 'ok' })
}

/** Sets a rule for many secrets; with `dryRun` it only says which. */
export async function setManyRules(
  input: CallInput<'rotation.setMany'>,
): Promise<Result<CallAnswer<'rotation.setMany'>>> {
  if (input.dryRun) return await call('rotation.setMany', input)
  const answer = await change('rotation.setMany', input)
  if (answer.ok) toast(words.bulk.done(answer.value.names.length), { tone: 'ok' })
  return answer
}
