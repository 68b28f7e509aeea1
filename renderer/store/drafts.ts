/** Drafts: what an editor holds unsaved is kept sealed in the vault, so that a crash or a lock loses nothing. */
import { call } from '../bridge.ts'
import type { Draft } from './save.ts'
import type { EditorState } from './state.ts'
import { get } from './store.ts'

/** A draft belongs to a secret's name; there is one of a new secret, under the empty name. */
export const draftIdOf = (editor: EditorState): string => (editor.mode === 'edit' ? editor.secret.name : '')

/** Keeps a draft. Single fields of a value that was not looked at are no whole value, and are not kept. */
export async function keepDraft(editor: EditorState, draft: Draft): Promise<void> {
  const { name, kind, description, tags, value } = draft
  if (value?.form === 'fields') return
  const content = value ?? { form: 'text' as const, bytes: new Uint8Array(0) }
  await call('drafts.put', {
    id: draftIdOf(editor),
    name,
    kind,
    description,
    tags,
    ...content,
    expected: editor.mode === 'edit' ? editor.expected : null,
  })
}

/** The draft of the editor that is open is done with: saved, or given up by the user. */
export function dropDraft(): void {
  const { editor } = get()
  if (editor !== null) void call('drafts.drop', { id: draftIdOf(editor) })
}
