/** Links of the form `coffer://NAME`, which open a secret in the window. They come from anywhere, a web page included. */
import { checkName } from '../shared/rules.ts'

export const linkScheme = 'coffer'

/** What looks like a link of ours, so that a malformed one is refused rather than passed over. */
export const isLink = (word: string): boolean => word.toLowerCase().startsWith(`${linkScheme}:`)

/**
 * PURE: the secret's name in a link, null where it is none. Nothing but a name is understood: no query, no fragment, no
 * user. A browser may have put a `/` behind a name without one, and percent signs into it.
 */
export function linkedName(link: string): string | null {
  const written = /^coffer:\/\/([^?#\s]+)$/i.exec(link)?.[1]
  if (written === undefined) return null
  const name = decoded(/^[^/]+\/$/.test(written) ? written.slice(0, -1) : written)
  return name !== null && checkName(name).ok ? name : null
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
