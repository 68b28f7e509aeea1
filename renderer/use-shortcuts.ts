import { useEffect } from 'react'
import { type Command, commands, goBack } from './store/commands.ts'
import { get } from './store/store.ts'

/** Listens to the keys of every command, and to Escape, for as long as the window lives. */
export function useShortcuts(): void {
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  /** A dialog has its own keys; locking works from everywhere. */
  const { dialog, mfa, approvals } = get()
  const isUnderDialog = dialog !== null || mfa !== null || approvals.length > 0
  if (event.key === 'Escape') {
    if (!isUnderDialog) goBack()
    return
  }
  const command = commands.find((each) => each.keys !== undefined && matches(event, each.keys))
  if (!command || (isUnderDialog && command.id !== 'lock')) return
  if (isTheFields(event, command) || !command.isReady(get())) return
  event.preventDefault()
  command.run()
}

/** "mod+shift+C" against the event, by the character typed, so that it follows the keyboard's layout. */
export function matches(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  keys: string,
): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const wantsMod = parts.includes('mod')
  const hasMod = event.ctrlKey || event.metaKey
  if (event.altKey || hasMod !== wantsMod || event.key.toLowerCase() !== key.toLowerCase()) return false
  return key === '?' || event.shiftKey === parts.includes('shift')
}

/** Whether the key means something to the field it was typed into, or to a selection of text. */
function isTheFields(event: KeyboardEvent, { id, keys = '' }: Command): boolean {
  const field =
    event.target instanceof HTMLElement &&
    event.target.matches('input:not([type=radio], [type=checkbox]), textarea, select')
  if (id === 'copy') return hasSelection(event.target)
  return field && (!keys.startsWith('mod+') || id === 'undo')
}

function hasSelection(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)
    return target.selectionStart !== target.selectionEnd
  return !(document.getSelection()?.isCollapsed ?? true)
}
