/** PURE: name patterns. `*` stops at `/`, `**` does not, `?` is one character but `/`; everything else is itself. */

/**
 * A matcher for one pattern. Written by hand because a regular expression with many stars can take minutes on one long
 * name: this one goes back to the last `*` and the last `**` only, which is enough, since the leftmost match of what
 * follows a star leaves the most room for the rest.
 */
export function compileGlob(glob: string): (name: string) => boolean {
  // `prod/**`, the usual one, asked of thousands of names.
  const prefix = /^([^*?]*)\*\*$/.exec(glob)?.[1]
  if (prefix !== undefined) return (name) => name.startsWith(prefix)
  const tokens = glob.match(/\*\*|[\s\S]/g) ?? []
  const end = tokens.findLastIndex((token) => token !== '*' && token !== '**') + 1

  return function matches(name) {
    let at = 0
    let token = 0
    let star = { token: -1, at: 0 }
    let deep = { token: -1, at: 0 }
    for (;;) {
      const wanted = tokens[token]
      if (at === name.length && token >= end) return true
      if (wanted === '**') {
        deep = { token, at }
        star = { token: -1, at: 0 }
        token += 1
      } else if (wanted === '*') {
        star = { token, at }
        token += 1
      } else if (at < name.length && (wanted === '?' ? name[at] !== '/' : wanted === name[at])) {
        at += 1
        token += 1
      } else if (star.token >= 0 && star.at < name.length && name[star.at] !== '/') {
        star.at += 1
        at = star.at
        token = star.token + 1
      } else if (deep.token >= 0 && deep.at < name.length) {
        deep.at += 1
        at = deep.at
        token = deep.token + 1
        star = { token: -1, at: 0 }
      } else return false
    }
  }
}
