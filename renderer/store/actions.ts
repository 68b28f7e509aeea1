import type { CallAnswer, CallInput, CallName } from '../../shared/contract.ts'
import { fail, type Result } from '../../shared/failure.ts'
import { CURRENT } from '../../shared/limits.ts'
import { checkTags } from '../../shared/rules.ts'
import { call } from '../bridge.ts'
import { shortId } from '../lib/format.ts'
import { text } from '../text.ts'
import { noteRead, refreshDetail, selectSecret } from './detail.ts'
import { get } from './store.ts'
import { toast, toastFailure } from './toasts.ts'

/** Makes a call that changes a secret; a failure is told in a toast. Answers whether it was done. */
async function change<K extends CallName>(name: K, input: CallInput<K>): Promise<Result<CallAnswer<K>>> {
  const answer = await call(name, input)
  if (answer.ok) await refreshDetail()
  else toastFailure(answer.failure)
  return answer
}

export async function setFavourite(name: string, favourite: boolean): Promise<void> {
  const { ok } = await change('secrets.update', { name, favourite })
  const said = favourite ? text.favourites.added(name) : text.favourites.removed(name)
  if (ok) toast(said, { undo: () => void setFavourite(name, !favourite) })
}

/** Puts the value, or one key of it, on the clipboard; it does not pass through the page. */
export async function copyValue(name: string, field?: string): Promise<void> {
  const answer = await call('secrets.copy', field === undefined ? { name } : { name, field })
  if (!answer.ok) return toastFailure(answer.failure)
  noteRead()
  const left = Math.max(0, Math.round((answer.value.clearsAt - Date.now()) / 1_000))
  toast(field === undefined ? text.value.copied(left) : text.value.copiedField(field, left), { tone: 'ok' })
}

/** Puts the one-time code of this moment on the clipboard; it does not pass through the page. */
export async function copyTotp(name: string): Promise<void> {
  const answer = await call('secrets.copyTotp', { name })
  if (!answer.ok) return toastFailure(answer.failure)
  noteRead()
  toast(text.totp.copied(Math.max(0, Math.round((answer.value.clearsAt - Date.now()) / 1_000))), { tone: 'ok' })
}

/** Writes the value to a file the user chooses; it does not pass through the page. Nothing is said when none is chosen. */
export async function saveValue(name: string): Promise<void> {
  const answer = await call('secrets.saveToFile', { name })
  if (!answer.ok) return toastFailure(answer.failure)
  noteRead()
  if (answer.value.path !== null) toast(text.value.savedTo(answer.value.path), { tone: 'ok' })
}

/** Moves a stage to a version, from wherever it is; Undo moves it back, or takes it off where it was nowhere. */
export async function moveStage(name: string, stage: string, versionId: string): Promise<boolean> {
  const from = stageHolder(name, stage)
  const { ok } = await change('secrets.moveStage', {
    name,
    stage,
    moveTo: versionId,
    ...(from === undefined ? {} : { removeFrom: from }),
  })
  const said = stage === CURRENT || from !== undefined ? text.versions.moved : text.versions.labelled
  const undo = from === undefined ? () => void removeStage(name, stage) : () => void moveStage(name, stage, from)
  if (ok) toast(said(stage, shortId(versionId)), { tone: 'ok', undo })
  return ok
}

export async function removeStage(name: string, stage: string): Promise<void> {
  const from = stageHolder(name, stage)
  if (from === undefined) return
  const { ok } = await change('secrets.moveStage', { name, stage, removeFrom: from })
  if (ok) toast(text.versions.unlabelled(stage, shortId(from)), { undo: () => void moveStage(name, stage, from) })
}

/** Writes a version's note, or takes it away where it is empty; Undo writes the old one. */
export async function noteVersion(name: string, versionId: string, note: string): Promise<boolean> {
  const { detail } = get()
  const versions = detail.status === 'ready' && detail.name === name ? detail.versions : []
  const before = versions.find((version) => version.versionId === versionId)?.note ?? ''
  if (note === before) return true
  const { ok } = await change('secrets.note', { name, versionId, note })
  if (!ok) return false
  noteRead()
  toast(text.versions.noted(shortId(versionId)), { tone: 'ok', undo: () => void noteVersion(name, versionId, before) })
  return true
}

function stageHolder(name: string, stage: string): string | undefined {
  const { detail } = get()
  return detail.status === 'ready' && detail.name === name ? detail.secret.stages[stage] : undefined
}

/** Adds a tag, or replaces its value. The rules of AWS are checked before the call, the reason is in the answer. */
export async function addTag(name: string, key: string, value: string): Promise<Result<null>> {
  const { detail } = get()
  const before = detail.status === 'ready' && detail.name === name ? detail.secret.tags : {}
  const checked = checkTags({ ...before, [key]: value })
  if (!checked.ok) return fail(checked.failure)
  const answer = await call('secrets.tag', { name, tags: { [key]: value } })
  if (answer.ok) await refreshDetail()
  return answer
}

export async function removeTag(name: string, key: string, value: string): Promise<void> {
  const { ok } = await change('secrets.untag', { name, keys: [key] })
  if (ok) toast(text.tags.removed(key), { undo: () => void change('secrets.tag', { name, tags: { [key]: value } }) })
}

export async function scheduleDeletion(name: string, recoveryWindowDays: number): Promise<Result<unknown>> {
  const answer = await call('secrets.scheduleDeletion', { name, recoveryWindowDays })
  if (!answer.ok) return answer
  await selectSecret(null)
  const { deletionAt } = answer.value
  if (deletionAt !== null) toast(text.remove.done(name, deletionAt), { undo: () => void restoreSecret(name) })
  return answer
}

export async function restoreSecret(name: string): Promise<void> {
  const { ok } = await change('secrets.restore', { name })
  if (!ok) return
  toast(text.detail.restored(name), { tone: 'ok' })
  await selectSecret(name)
}

/** Copies words that are no secret (a name, an id) without the asynchronous clipboard, which the shell refuses. */
export function copyPlain(plain: string, said: string): void {
  const write = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', plain)
    event.preventDefault()
  }
  document.addEventListener('copy', write, { once: true, capture: true })
  const done = document.execCommand('copy')
  document.removeEventListener('copy', write, { capture: true })
  if (done) toast(said)
}
