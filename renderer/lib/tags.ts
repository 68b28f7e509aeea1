/** "team=payments" as a tag; "team" is a tag without a value. Null when there is no key. */
export function parseTag(typed: string): { readonly key: string; readonly value: string } | null {
  const at = typed.indexOf('=')
  const key = (at < 0 ? typed : typed.slice(0, at)).trim()
  const value = at < 0 ? '' : typed.slice(at + 1).trim()
  return key === '' ? null : { key, value }
}
