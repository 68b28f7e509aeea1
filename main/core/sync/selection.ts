/** PURE: which secrets a target syncs, and what they are called on the other side. */
import { compileGlob } from '../../../shared/glob.ts'
import type { Tags } from '../../../shared/model.ts'
import { checkName } from '../../../shared/rules.ts'
import type { Target } from '../../../shared/sync-model.ts'

type Rules = Pick<Target, 'credentials' | 'localPrefix' | 'remotePrefix' | 'include' | 'exclude' | 'tags'>

export interface Selection {
  /** The name in AWS; null when the local name is not under the target's prefix, or no name is left or it is too long. */
  toRemote(name: string): string | null
  /** The name here; null when the remote name is not under the remote prefix, or the vault allows no such name. */
  toLocal(remoteName: string): string | null
  /**
   * By globs over the local name: excluded wins over included; no include means all. Does not look at tags. Never the
   * secret that holds the target's own keys: whoever reads what it opens would hold the keys to it.
   */
  takes(name: string): boolean
  /** Whether these are all of the target's tags. */
  tagged(tags: Tags): boolean
}

/**
 * The rules of one target, compiled once. The mapping swaps one prefix for the other and nothing else, so two local
 * names never meet in one remote name of the same target.
 */
export function createSelection(rules: Rules): Selection {
  const include = rules.include.map(compileGlob)
  const exclude = rules.exclude.map(compileGlob)
  const tags = Object.entries(rules.tags)
  const ownKeys = rules.credentials.from === 'vault' ? rules.credentials.secret : null
  return {
    toRemote: (name) => validName(swapPrefix(name, rules.localPrefix, rules.remotePrefix)),
    toLocal: (remoteName) => validName(swapPrefix(remoteName, rules.remotePrefix, rules.localPrefix)),
    takes: (name) =>
      name !== ownKeys &&
      name.startsWith(rules.localPrefix) &&
      (include.length === 0 || include.some((matches) => matches(name))) &&
      !exclude.some((matches) => matches(name)),
    tagged: (given) => tags.every(([key, value]) => Object.hasOwn(given, key) && given[key] === value),
  }
}

/** Null when `name` does not begin with `from`, or nothing but the prefix is left of it. */
function swapPrefix(name: string, from: string, to: string): string | null {
  if (!name.startsWith(from) || name.length === from.length) return null
  return to + name.slice(from.length)
}

const validName = (name: string | null): string | null => (name !== null && checkName(name).ok ? name : null)
