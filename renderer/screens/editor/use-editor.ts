import { useEffect, useRef, useState } from 'react'
import type { Kind } from '../../../shared/limits.ts'
import type { Tags } from '../../../shared/model.ts'
import { offer } from '../../store/commands.ts'
import { setEditorDirty } from '../../store/panes.ts'
import type { Draft } from '../../store/save.ts'
import type { EditorState } from '../../store/state.ts'
import { useDraft } from './use-draft.ts'
import { useDraftChecks } from './use-draft-checks.ts'
import { useKind } from './use-kind.ts'
import { useSave } from './use-save.ts'
import { useValueForm } from './value-form.ts'

export const noteDirty = (): void => setEditorDirty(true)

/** The editor's parts wired together: the fields, the kind, the value, and saving them. */
export function useEditor(editor: EditorState) {
  const secret = editor.mode === 'edit' ? editor.secret : null
  const name = useRef<HTMLInputElement>(null)
  const description = useRef<HTMLTextAreaElement>(null)
  const note = useRef<HTMLInputElement>(null)
  const [tags, setTags] = useState<Tags>(secret?.tags ?? {})
  const form = useValueForm(secret, editor.mode === 'edit' ? editor.expected : null, noteDirty)
  const kind = useKind(secret?.kind ?? null, form.peek, () => name.current?.value.trim() ?? '')
  const checks = useDraftChecks(form.whole, kind.kind, () => name.current?.value.trim() ?? secret?.name ?? '')
  const readDraft = (): Draft => {
    const read = form.read()
    return {
      name: name.current?.value.trim() ?? '',
      kind: kind.kind,
      description: description.current?.value ?? '',
      tags,
      note: note.current?.value.trim() ?? '',
      ...(read.type === 'value' ? { value: read.value } : {}),
    }
  }
  const save = useSave(editor, readDraft)
  useDraft(editor, readDraft, (draft) => {
    if (name.current && secret === null) name.current.value = draft.name
    if (description.current) description.current.value = draft.description
    setTags(draft.tags)
    if (draft.kind !== null) kind.choose(draft.kind)
    if (draft.bytes.length > 0) form.restore(draft.form, draft.bytes)
    noteDirty()
  })
  useEffect(() => offer('save', save.submit))
  useEffect(() => {
    if (secret === null) name.current?.focus()
  }, [secret])
  return {
    secret,
    name,
    description,
    note,
    tags,
    form,
    kind,
    save,
    checks,
    /** Null leaves it to recognition. */
    chooseKind: (chosen: Kind | null): void => {
      kind.choose(chosen)
      form.adoptKind(chosen)
      noteDirty()
    },
    changeTags: (changed: Tags): void => {
      setTags(changed)
      noteDirty()
    },
    noteContent: (): void => {
      save.clear('value')
      kind.notice()
      checks.notice()
    },
  }
}

export type Editor = ReturnType<typeof useEditor>
