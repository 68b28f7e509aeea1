import { CURRENT } from '../../shared/limits.ts'
import type { View } from '../lib/query.ts'
import { selectSecret } from './detail.ts'
import { dropDraft } from './drafts.ts'
import { changeListing } from './list.ts'
import type { Dialog, Page } from './state.ts'
import { get, set } from './store.ts'

export const openDialog = (dialog: Dialog): void => set({ dialog })
export const closeDialog = (): void => set({ dialog: null })
export const setEditorDirty = (editorDirty: boolean): void => {
  if (get().editorDirty !== editorDirty) set({ editorDirty })
}

/** Does `proceed` at once, or asks first when the editor holds something that was not saved. */
export function leaveEditor(proceed: () => void): void {
  if (get().editor === null) {
    proceed()
    return
  }
  const go = () => {
    dropDraft()
    set({ editor: null, editorDirty: false, dialog: null })
    proceed()
  }
  if (get().editorDirty) set({ dialog: { type: 'discard', proceed: go } })
  else go()
}

export const openNewSecret = (): void =>
  leaveEditor(() => set({ editor: { mode: 'new' }, editorDirty: false, page: { type: 'secrets' } }))

export function openEditor(): void {
  const { detail, editor } = get()
  if (detail.status !== 'ready' || editor !== null || detail.secret.deletionAt !== null) return
  const { secret } = detail
  set({ editor: { mode: 'edit', secret, expected: secret.stages[CURRENT] ?? null }, editorDirty: false })
}

export function closeEditor(): void {
  dropDraft()
  set({ editor: null, editorDirty: false })
}

export const showSecret = (name: string): void => leaveEditor(() => void selectSecret(name))
export const closeSecret = (): void => leaveEditor(() => void selectSecret(null))
export function showView(view: View): void {
  changeListing({ view })
  if (get().page.type !== 'secrets') showPage({ type: 'secrets' })
}
export const showPage = (page: Page): void => leaveEditor(() => set({ page }))
/** The list with a filter, as a chart's bar or a count leads to it. */
export function showQuery(query: string): void {
  changeListing({ view: { type: 'scope', scope: 'all' }, query })
  showPage({ type: 'secrets' })
}
