/** PURE judgements about an edited value. */
import { readMembers } from '../../shared/json-members.ts'

/** So that the editor colours it: the ending that fits the text. */
export function endingOf(text: string): string {
  if (isJson(text)) return '.json'
  if (/^-----BEGIN /.test(text)) return '.pem'
  return /^(?:export )?[A-Za-z_][A-Za-z0-9_]*=/m.test(text) ? '.env' : '.txt'
}

export function isJson(text: string): boolean {
  if (readMembers(text) !== null) return true
  try {
    JSON.parse(text)
    return /^\s*[[{]/.test(text)
  } catch {
    return false
  }
}

/** Editors end the last line; a value that did not end it is not to change by being looked at. */
export function withLineEndAsBefore(edited: string, before: string | null): string {
  const wasOpen = before !== null && !before.endsWith('\n')
  return wasOpen && edited.endsWith('\n') ? edited.slice(0, edited.endsWith('\r\n') ? -2 : -1) : edited
}

/** What is wrong with the edited text, as a question's first half; null when nothing is. */
export function doubtAbout(edited: string, before: string | null): string | null {
  if (edited === '') return 'The text is empty, and a value has at least one byte.'
  if (before !== null && isJson(before) && !isJson(edited)) return 'The value was JSON, and this is none.'
  return null
}
