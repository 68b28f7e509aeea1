import { useRef, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { enterSecret, refreshDetail } from '../../store/detail.ts'
import { closeEditor } from '../../store/panes.ts'
import { createSecret, type Draft, type SaveProgress, saveChanges } from '../../store/save.ts'
import type { EditorState } from '../../store/state.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'

export type ProblemField = 'name' | 'value' | 'description' | 'tags'
type Problems = Readonly<Partial<Record<ProblemField, string>>>

const fieldOf = (failure: Failure): ProblemField | null => {
  if (failure.kind === 'exists') return 'name'
  if (failure.kind !== 'invalid') return null
  const fields: readonly ProblemField[] = ['name', 'value', 'description', 'tags']
  return fields.find((each) => each === failure.field) ?? null
}

/**
 * Save, and where its refusals are shown: at the field they are about, else above the form. `read` reads the fields
 * anew for every attempt, so a refused save loses nothing.
 */
export function useSave(editor: EditorState, read: () => Draft) {
  const [busy, setBusy] = useState(false)
  const [problems, setProblems] = useState<Problems>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isPartial, setPartial] = useState(false)
  const [triedName, setTriedName] = useState('')
  const [expected, setExpected] = useState(editor.mode === 'edit' ? editor.expected : null)
  const running = useRef(false)

  const run = async (over: string | null): Promise<void> => {
    if (running.current) return
    running.current = true
    setBusy(true)
    setFailure(null)
    setProblems({})
    const draft = read()
    setTriedName(draft.name)
    const progress = await attempt(editor, draft, over)
    running.current = false
    setBusy(false)
    if (progress.answer.ok) return finish(editor, draft)
    if (progress.savedVersionId) {
      setPartial(true)
      setExpected(progress.savedVersionId)
    }
    show(progress.answer.failure)
  }
  const show = (refused: Failure): void => {
    const field = fieldOf(refused)
    if (refused.kind === 'stale') void refreshDetail()
    else if (field) setProblems({ [field]: refused.message })
    if (field === null || refused.kind === 'exists') setFailure(refused)
  }
  const clear = (field: ProblemField): void => {
    if (problems[field] !== undefined) setProblems({ ...problems, [field]: undefined } as Problems)
  }
  return {
    busy,
    problems,
    failure,
    isPartial,
    triedName,
    expected,
    clear,
    /** What is in the form takes this version into account: saving goes on from it. */
    rebase: setExpected,
    submit: () => void run(expected),
    /** Saves over a version that came meanwhile: a newer version on top of it. */
    submitOver: (versionId: string) => void run(versionId),
  }
}

async function attempt(editor: EditorState, draft: Draft, expected: string | null): Promise<SaveProgress> {
  if (editor.mode === 'edit') return await saveChanges(editor.secret, draft, expected)
  const answer = await createSecret(draft)
  return { answer: answer.ok ? { ok: true, value: null } : answer, savedVersionId: null }
}

function finish(editor: EditorState, draft: Draft): void {
  const name = editor.mode === 'edit' ? editor.secret.name : draft.name
  closeEditor()
  toast(editor.mode === 'edit' ? text.editor.saved(name) : text.editor.created(name), { tone: 'ok' })
  void enterSecret(name)
}
