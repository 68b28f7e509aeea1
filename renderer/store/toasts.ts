import type { Failure } from '../../shared/failure.ts'
import { text } from '../text.ts'
import type { Toast } from './state.ts'
import { get, set } from './store.ts'

let lastId = 0

/**
 * Shows a message for a few seconds; `undo` gives it an Undo button, which Ctrl/Cmd+Z presses too. Answers its id, for who
 * takes it back before.
 */
export function toast(message: string, options: { tone?: Toast['tone']; undo?: () => void } = {}): number {
  lastId += 1
  const { tone = 'plain', undo } = options
  const added: Toast = { id: lastId, tone, message, ...(undo ? { undo } : {}) }
  set(({ toasts }) => ({ toasts: [...toasts.slice(-2), added] }))
  return lastId
}

/** Tells of a failure that has no better place on the screen. */
export const toastFailure = (failure: Failure): void => void toast(failure.message, { tone: 'danger' })

export function dismissToast(id: number): void {
  set(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }))
}

/** Presses Undo on the newest message that has one. */
export function undoLast(): void {
  const last = get().toasts.findLast((one) => one.undo)
  if (last) dismissToast(last.id)
  if (last?.undo) last.undo()
  else toast(text.undo.nothing)
}
