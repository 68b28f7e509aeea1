/** Counts for the sidebar, kept in step with the index so that reading them costs nothing at 100,000 secrets. */
import type { Kind, Overview } from '../../../shared/model.ts'
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
  read(): Overview
}

export function createOverviewCounter(): OverviewCounter {
  const totals = { total: 0, favourites: 0, scheduled: 0 }
  const kinds = new Map<Kind, number>()
  const prefixes = new Map<string, number>()
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
    for (const prefix of prefixesOf(name)) bump(prefixes, prefix, by)
    for (const [key, value] of Object.entries(own)) {
      const values = tags.get(key) ?? new Map<string, number>()
      bump(values, value, by)
      if (values.size === 0) tags.delete(key)
      else tags.set(key, values)
    }
  }

  return {
    add: (body) => count(body, 1),
    remove: (body) => count(body, -1),
    read: () => ({
      ...totals,
      kinds: Object.fromEntries(kinds),
      prefixes: Object.fromEntries(prefixes),
      tags: Object.fromEntries([...tags].map(([key, values]) => [key, Object.fromEntries(values)])),
    }),
  }
}

function bump<K>(counts: Map<K, number>, key: K, by: 1 | -1): void {
  const next = (counts.get(key) ?? 0) + by
  if (next === 0) counts.delete(key)
  else counts.set(key, next)
}
