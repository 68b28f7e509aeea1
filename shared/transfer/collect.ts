/**
 * PURE what every importer makes: secrets to store, and in words everything of the source that is not carried over. The
 * words name places and keys, never a value.
 */
import type { Kind } from '../limits.ts'
import type { Tags, ValueForm } from '../model.ts'
import { checkDescription, checkName, checkTags, checkValueSize } from '../rules.ts'

export interface ImportItem {
  /** A valid name, the prefix included. */
  readonly name: string
  /** Null: recognised from the value. */
  readonly kind: Kind | null
  /** Bring the value into its kind's own shape. */
  readonly normalise: boolean
  readonly form: ValueForm
  /** The receiver's to wipe. */
  readonly bytes: Uint8Array
  readonly description: string
  readonly tags: Tags
  /** Where it stood: "line 3", "profile default". */
  readonly from: string
}

/** Something that was in the source and is not in the vault afterwards. */
export interface Loss {
  readonly where: string
  readonly what: string
}

export interface ImportRead {
  readonly items: readonly ImportItem[]
  readonly losses: readonly Loss[]
}

export interface FoundSecret {
  /** As the source has it; made a valid name if it is none. */
  readonly title: string
  readonly from: string
  readonly bytes: Uint8Array
  readonly form?: ValueForm
  readonly kind?: Kind
  readonly normalise?: boolean
  readonly description?: string
  readonly tags?: Tags
}

export interface Collector {
  add(found: FoundSecret): void
  lose(where: string, what: string): void
  readonly read: ImportRead
}

/** `prefix` stands before every name. */
export function createCollector(prefix: string): Collector {
  const items: ImportItem[] = []
  const losses: Loss[] = []
  const taken = new Set<string>()
  /** How often a name was wanted, so that thousands of equal titles do not count from 2 each time. */
  const countByName = new Map<string, number>()
  const lose = (where: string, what: string) => void losses.push({ where, what })

  function nameFor(title: string, from: string): string | null {
    const wanted = `${prefix}${nameOf(title)}`
    let name = wanted
    let count = countByName.get(wanted) ?? 1
    while (taken.has(name)) {
      count += 1
      name = `${wanted}-${count}`
    }
    if (!checkName(name).ok) return null
    countByName.set(wanted, count)
    if (name !== `${prefix}${title}`) lose(from, `the name ${quote(title)}: it is ${name} here`)
    taken.add(name)
    return name
  }

  return {
    lose,
    read: { items, losses },
    add({ title, from, bytes, form = 'text', kind, normalise = false, description = '', tags = {} }) {
      const size = checkValueSize(bytes.length)
      if (!size.ok) return lose(from, `${quote(title)}: ${lowered(size.failure.message)}`)
      const name = nameFor(title, from)
      if (name === null) return lose(from, `${quote(title)}: no name can be made of it`)
      const described = checkDescription(description).ok ? description : ''
      if (described !== description) lose(from, `the description of ${name}: it is too long`)
      const tagged = checkTags(tags)
      if (!tagged.ok) lose(from, `the tags of ${name}: ${lowered(tagged.failure.message)}`)
      const valid = tagged.ok ? tags : {}
      items.push({ name, from, bytes, form, kind: kind ?? null, normalise, description: described, tags: valid })
    },
  }
}

/** The closest valid name: blanks and what is not allowed become "-", slashes at the ends go, and so does `https://`. */
export function nameOf(title: string): string {
  return title
    .replace(/^[a-z]+:\/\//i, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9/_+=.@-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[-/]+|[-/]+$/g, '')
    .slice(0, 512)
}

const mostShown = 60

const quote = (title: string): string => `“${title.length > mostShown ? `${title.slice(0, mostShown)}…` : title}”`

const lowered = (sentence: string): string =>
  `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`.replace(/\.$/, '')
