/**
 * Why the window shows a fresh page, told by the shell in the page's address (`app://bundle/?notice=…`), because the
 * page that was there is gone together with its port. The words are closed; the sentences are the page's to show.
 */
export const pageNotices = {
  locked: 'Coffer is locked.',
  idle: 'Locked because nobody used Coffer for a while.',
  suspend: 'Locked because the computer went to sleep.',
  'screen-lock': 'Locked because the screen was locked.',
  'core-ended': 'Coffer’s vault process ended unexpectedly. Nothing is lost; unlock to go on.',
  'page-ended': 'The window’s page ended unexpectedly and was opened again.',
  'clipboard-kept': 'Locked, but the copied value is still on the clipboard: the system refused to remove it.',
} as const

export type PageNotice = keyof typeof pageNotices

/** The notice in an address' query (`?notice=idle`), or null. */
export function noticeOf(search: string): PageNotice | null {
  const word = /^\?notice=([a-z-]+)$/.exec(search)?.[1] ?? ''
  return Object.hasOwn(pageNotices, word) ? (word as PageNotice) : null
}
