import { useEffect, useRef } from 'react'
import type { Draft as KeptDraft } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { draftIdOf, dropDraft, keepDraft } from '../../store/drafts.ts'
import type { Draft } from '../../store/save.ts'
import type { EditorState } from '../../store/state.ts'
import { get, set } from '../../store/store.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'
import { useOnOpen } from '../../use-on-open.ts'

const keepEveryMs = 2_000

/** Keeps what is typed while it is unsaved, and brings back what an earlier editor of this secret left behind. */
export function useDraft(editor: EditorState, read: () => Draft, restore: (draft: KeptDraft) => void): void {
  const latest = useRef(read)
  latest.current = read
  useEffect(() => {
    const timer = setInterval(() => {
      if (get().editorDirty && get().editor === editor) void keepDraft(editor, latest.current())
    }, keepEveryMs)
    return () => clearInterval(timer)
  }, [editor])

  useOnOpen(async () => {
    const kept = await call('drafts.get', { id: draftIdOf(editor) })
    if (!kept.ok || kept.value === null || get().editor !== editor) return
    restore(kept.value)
    kept.value.bytes.fill(0)
    toast(text.life.drafts.restored, {
      undo: () => {
        dropDraft()
        set({ editor: null, editorDirty: false })
      },
    })
  })
}
