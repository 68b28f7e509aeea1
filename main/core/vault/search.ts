/**
 * PURE search over the decrypted metadata: free text and `key:value` terms, all of which must hold. Free text matches
 * names, descriptions, tags and public facts, without regard to case. A value is never searched.
 */
import type { ParsedListQuery } from '../../../shared/contract.ts'
import { compileGlob } from '../../../shared/glob.ts'
import { CURRENT, PENDING, PREVIOUS } from '../../../shared/model.ts'
import type { SecretBody } from './bodies.ts'
import type { IndexedEntry } from './secret-index.ts'

type BodyPredicate = (body: SecretBody) => boolean
type Searched = Pick<IndexedEntry, 'body' | 'searchText'>

/** Splits a query into words; double quotes keep spaces together. */
export function splitQuery(query: string): readonly string[] {
  return [...query.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)].map(([word]) => word.replaceAll('"', ''))
}

/** Maps, not objects: `constructor:x` is a text to search for, not a member every object has. */
const predicateByKey: ReadonlyMap<string, (wanted: string) => BodyPredicate> = new Map(
  Object.entries({
    kind: (wanted) => (body) => body.kind === wanted,
    name: (wanted) => (body) => body.name.toLowerCase().includes(wanted),
    tag: (wanted) => {
      const [key = '', value] = wanted.split('=', 2)
      return ({ tags }) =>
        Object.entries(tags).some(
          ([k, v]) => k.toLowerCase() === key && (value === undefined || v.toLowerCase() === value),
        )
    },
    stage: (wanted) => (body) => Object.keys(body.stages).some((stage) => stage.toLowerCase() === wanted),
    is: (wanted) => (body) => isStates.get(wanted)?.(body) ?? false,
  }),
)

const own = new Set([CURRENT, PREVIOUS, PENDING])
const isStates: ReadonlyMap<string, BodyPredicate> = new Map(
  Object.entries({
    favourite: (body) => body.favourite,
    scheduled: (body) => body.deletionAt !== null,
    pending: (body) => PENDING in body.stages,
    labelled: (body) => Object.keys(body.stages).some((stage) => !own.has(stage)),
    empty: (body) => body.current === null,
    binary: (body) => body.current?.form === 'binary',
  }),
)

/** What rooms beside the vault know of secrets: a term such as `is:due`, lower case, and which names it holds for. */
export type OutsideTerms = ReadonlyMap<string, (name: string) => boolean>
const noTerms: OutsideTerms = new Map()

/** The terms of a filter text without their negation, lower case, for whoever has to prepare some of them. */
export const termsOf = (query: string): readonly string[] =>
  splitQuery(query.toLowerCase()).map((word) => (isNegated(word) ? word.slice(1) : word))

const isNegated = (word: string): boolean => word.startsWith('-') && word.length > 1

/** The predicate of a word of free text, which is in lower case. */
type WordPredicate<E> = (word: string) => (entry: E) => boolean
const inSearchText: WordPredicate<Searched> = (word) => (entry) => entry.searchText().includes(word)

/**
 * The predicate of a filter text; an unknown `key:` is free text, so a URL finds what it should. `holding` is how a word
 * is looked for where it can be had quicker than text by text.
 */
export function compileQuery<E extends Searched>(
  query: string,
  outside: OutsideTerms = noTerms,
  holding: WordPredicate<E> = inSearchText,
): (entry: E) => boolean {
  const predicates = splitQuery(query.toLowerCase()).map((word) => compileTerm(word, outside, holding))
  const [only] = predicates
  if (only !== undefined && predicates.length === 1) return only
  return (entry) => predicates.every((predicate) => predicate(entry))
}

/** One term; a `-` before it negates. */
function compileTerm<E extends Searched>(
  word: string,
  outside: OutsideTerms,
  holding: WordPredicate<E>,
): (entry: E) => boolean {
  const negated = isNegated(word)
  const term = negated ? word.slice(1) : word
  const colon = term.indexOf(':')
  const ofName = outside.get(term)
  const ofBody: BodyPredicate | undefined = ofName
    ? ({ name }) => ofName(name)
    : colon > 0
      ? predicateByKey.get(term.slice(0, colon))?.(term.slice(colon + 1))
      : undefined
  const matches = ofBody === undefined ? holding(term) : ({ body }: E) => ofBody(body)
  return negated ? (entry) => !matches(entry) : matches
}

type Narrowing = Pick<ParsedListQuery, 'query' | 'scope' | 'prefix' | 'kind' | 'tag' | 'glob'>

/** Everything a list call asks for, as one predicate. Scheduled secrets show only when asked for. */
export function compileList<E extends Searched>(
  narrowing: Narrowing,
  outside: OutsideTerms = noTerms,
  holding: WordPredicate<E> = inSearchText,
): (entry: E) => boolean {
  const { query, scope, prefix, kind, tag, glob } = narrowing
  const pattern = glob === undefined ? null : compileGlob(glob)
  const matches = compileQuery(query, outside, holding)
  const asksScheduled = scope === 'scheduled' || /(^|\s)is:scheduled(\s|$)/i.test(query)
  return (entry) => matches(entry) && narrows(entry.body)

  function narrows(body: SecretBody): boolean {
    return (
      (body.deletionAt !== null) === asksScheduled &&
      (scope !== 'favourites' || body.favourite) &&
      (prefix === undefined || body.name.startsWith(prefix)) &&
      (kind === undefined || body.kind === kind) &&
      (tag === undefined ||
        (Object.hasOwn(body.tags, tag.key) && (tag.value === undefined || body.tags[tag.key] === tag.value))) &&
      (pattern === null || pattern(body.name))
    )
  }
}
