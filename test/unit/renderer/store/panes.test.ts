import { beforeEach, describe, expect, test } from 'vitest'
import { goBack } from '../../../../renderer/store/commands.ts'
import { closeDialog, leaveEditor, openNewSecret, setEditorDirty } from '../../../../renderer/store/panes.ts'
import { initialState } from '../../../../renderer/store/state.ts'
import { get, set } from '../../../../renderer/store/store.ts'
import { dismissToast, toast, undoLast } from '../../../../renderer/store/toasts.ts'

beforeEach(() => set(initialState, true))

describe('leaving the editor', () => {
  test('is free while nothing was typed', () => {
    openNewSecret()
    let left = false
    leaveEditor(() => {
      left = true
    })
    expect([left, get().editor, get().dialog]).toEqual([true, null, null])
  })

  test('asks first when something was typed, and keeps it when the answer is no', () => {
    openNewSecret()
    setEditorDirty(true)
    let left = false
    leaveEditor(() => {
      left = true
    })
    expect([left, get().dialog?.type]).toEqual([false, 'discard'])
    closeDialog()
    expect([get().editor, get().editorDirty]).toEqual([{ mode: 'new' }, true])
  })

  test('drops what was typed when the answer is yes', () => {
    openNewSecret()
    setEditorDirty(true)
    let left = false
    leaveEditor(() => {
      left = true
    })
    const { dialog } = get()
    if (dialog?.type === 'discard') dialog.proceed()
    expect([left, get().editor, get().editorDirty, get().dialog]).toEqual([true, null, false, null])
  })

  test('by Escape asks as well', () => {
    openNewSecret()
    setEditorDirty(true)
    goBack()
    expect([get().editor, get().dialog?.type]).toEqual([{ mode: 'new' }, 'discard'])
  })
})

describe('messages', () => {
  test('are three at most, the newest last', () => {
    for (const word of ['a', 'b', 'c', 'd']) toast(word)
    expect(get().toasts.map(({ message }) => message)).toEqual(['b', 'c', 'd'])
  })

  test('are undone newest first, each once', () => {
    const undone: string[] = []
    toast('first', { undo: () => void undone.push('first') })
    toast('second', { undo: () => void undone.push('second') })
    toast('plain')
    undoLast()
    undoLast()
    expect(undone).toEqual(['second', 'first'])
    undoLast()
    expect(get().toasts.at(-1)?.message).toBe('Nothing to undo')
  })

  test('go when dismissed', () => {
    toast('here')
    dismissToast(get().toasts[0]?.id ?? -1)
    expect(get().toasts).toEqual([])
  })
})
