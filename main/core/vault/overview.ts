/** Counts for the sidebar, kept in step with the index so that reading them costs nothing at 100,000 secrets. */
import type { Kind, Overview, PrefixCounts } from '../../../shared/model.ts'
import type { SecretBody } from './bodies.ts'

/** Every path prefix of a name that ends in "/": "prod/billing/db" has "prod/" and "prod/billing/". */
export function prefixesOf(name: string): readonly string[] {
  const prefixes: string[] = []
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) prefixes.push(name.slice(0, at + 1))
  return prefixes
}

export interface OverviewCounter {
  add(body: SecretBody): void
  remove(body: SecretBody): void
  /** With the prefixes at the top and those right below the given ones. */
  read(below: readonly string[]): Overview
}

export function createOverviewCounter(): OverviewCounter {
  const totals = { total: 0, favourites: 0, scheduled: 0 }
  const kinds = new Map<Kind, number>()
  /** By the prefix they are right below; those at the top are below "". */
  const prefixesBelow = new Map<string, Map<string, number>>()
  const tags = new Map<string, Map<string, number>>()

  /** What is scheduled for deletion counts as that alone. */
  function count({ name, kind, favourite, deletionAt, tags: own }: SecretBody, by: 1 | -1): void {
    if (deletionAt !== null) {
      totals.scheduled += by
      return
    }
    totals.total += by
    if (favourite) totals.favourites += by
    bump(kinds, kind, by)
    let parent = ''
    for (const prefix of prefixesOf(name)) {
      bumpIn(prefixesBelow, parent, prefix, by)
      parent = prefix
    }
    for (const [key, value] of Object.entries(own)) bumpIn(tags, key, value, by)
  }

  const countsBelow = (parent: string): readonly (readonly [string, PrefixCounts])[] =>
    [...(prefixesBelow.get(parent) ?? [])].map(([prefix, secrets]) => [
      prefix,
      { secrets, prefixes: prefixesBelow.get(prefix)?.size ?? 0 },
    ])

  return {
    add: (body) => count(body, 1),
    remove: (body) => count(body, -1),
    read: (below) => ({
      ...totals,
      kinds: Object.fromEntries(kinds),
      prefixes: Object.fromEntries(['', ...below].flatMap(countsBelow)),
      tags: Object.fromEntries([...tags].map(([key, values]) => [key, Object.fromEntries(values)])),
    }),
  }
}

function bump<K>(counts: Map<K, number>, key: K, by: 1 | -1): void {
  const next = (counts.get(key) ?? 0) + by
  if (next === 0) counts.delete(key)
  else counts.set(key, next)
}

function bumpIn(groups: Map<string, Map<string, number>>, group: string, key: string, by: 1 | -1): void {
  const counts = groups.get(group) ?? new Map<string, number>()
  bump(counts, key, by)
  if (counts.size === 0) groups.delete(group)
  else groups.set(group, counts)
}
