import { parseDotenv } from '../dotenv.ts'
import { createCollector, type ImportRead } from './collect.ts'

const encoder = new TextEncoder()

export interface DotenvOptions {
  readonly prefix: string
  /** Of the one secret that holds all keys. */
  readonly title: string
  /** A secret for each key instead. */
  readonly split: boolean
}

/** A `.env` file: one env set with every key, the last of each, in their order; or a secret for each key. */
export function readDotenv(text: string, { prefix, title, split }: DotenvOptions): ImportRead {
  const collector = createCollector(prefix)
  const { entries, strayLines, commentCount, notes } = parseDotenv(text)
  const valueByKey = new Map(entries.map(({ key, value }) => [key, value]))
  for (const [key, count] of countOf(entries.map(({ key }) => key)))
    if (count > 1) collector.lose(key, `the first ${count - 1} of ${count} values: the last one counts`)
  if (commentCount > 0) collector.lose('comments', `${commentCount} of them`)
  for (const line of strayLines) collector.lose(`line ${line}`, 'it is no KEY=VALUE, comment or blank line')
  for (const note of notes) collector.lose('reading', note)
  if (split) {
    for (const [key, value] of valueByKey) collector.add({ title: key, from: key, bytes: encoder.encode(value) })
  } else if (valueByKey.size > 0) {
    const json = JSON.stringify(Object.fromEntries(valueByKey))
    const from = valueByKey.size === 1 ? '1 key' : `${valueByKey.size} keys`
    collector.add({ title, from, bytes: encoder.encode(json), kind: 'env-set' })
  }
  return collector.read
}

function countOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
