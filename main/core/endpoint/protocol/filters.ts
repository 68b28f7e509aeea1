/** Filters of ListSecrets and BatchGetSecretValue (reference section 8). */
import { fail, type Result, succeed } from '../../../../shared/failure.ts'
import type { SecretRecord } from '../port.ts'
import { type AwsError, invalidParameter } from './aws-error.ts'
import { list, record, text } from './shape.ts'

export const FILTER_KEYS = [
  'description',
  'name',
  'tag-key',
  'tag-value',
  'primary-region',
  'owning-service',
  'all',
] as const

const VALUE = /^!?[a-zA-Z0-9 :_@/+=.\-!]*$/
const VALUE_TEXT = '^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$'

const filterShape = record({
  Key: text({ oneOf: FILTER_KEYS }),
  Values: list(text({ max: 512, pattern: VALUE, patternText: VALUE_TEXT }), { min: 1, max: 10 }),
})

export const filtersShape = list(filterShape, { max: 10 })
export type Filter = { readonly Key: string; readonly Values: readonly string[] }
type RawFilter = { readonly Key: string | undefined; readonly Values: readonly string[] | undefined }

/** Both members may be left out as far as the model goes; a filter is of no use without them. */
export function completeFilters(filters: readonly RawFilter[]): Result<readonly Filter[], AwsError> {
  const complete: Filter[] = []
  for (const { Key, Values } of filters) {
    if (Key === undefined) return fail(invalidParameter('Invalid filter key'))
    if (Values === undefined) return fail(invalidParameter(`Invalid filter values for key: ${Key}`))
    complete.push({ Key, Values })
  }
  return succeed(complete)
}

/** Every filter has to match, also two with the same key; one value of a filter is enough. */
export function matchesFilters(secret: SecretRecord, filters: readonly Filter[]): boolean {
  return filters.every((filter) => filter.Values.some((value) => matchesValue(secret, filter.Key, value)))
}

/** `!` in front turns the match around. */
function matchesValue(secret: SecretRecord, key: string, value: string): boolean {
  return value.startsWith('!') ? !matchesPlain(secret, key, value.slice(1)) : matchesPlain(secret, key, value)
}

function matchesPlain(secret: SecretRecord, key: string, value: string): boolean {
  switch (key) {
    case 'description':
      return wordsMatch(cutWords(value), cutWords(secret.description ?? ''))
    case 'name':
      return secret.name.startsWith(value)
    case 'tag-key':
      return (secret.tags ?? []).some((tag) => tag.Key.startsWith(value))
    case 'tag-value':
      return (secret.tags ?? []).some((tag) => tag.Value.startsWith(value))
    case 'primary-region':
      return secret.primaryRegion?.startsWith(value) ?? false
    case 'owning-service':
      return secret.owningService?.startsWith(value) ?? false
    default:
      return wordsMatch(cutWords(value), attributesOf(secret).flatMap(cutWords))
  }
}

/** Each word that is asked for begins some word that is there, in any order, whatever the case. No word: no match. */
const wordsMatch = (wanted: readonly string[], there: readonly string[]): boolean =>
  wanted.length > 0 && wanted.every((word) => there.some((candidate) => candidate.startsWith(word)))

const attributesOf = (secret: SecretRecord): readonly string[] => [
  secret.name,
  secret.description ?? '',
  ...(secret.tags ?? []).flatMap((tag) => [tag.Key, tag.Value]),
  secret.primaryRegion ?? '',
  secret.owningService ?? '',
]

/**
 * Words in lower case. What holds one kind of separator is cut there and then by case; what mixes two kinds is one word,
 * as it was seen that AWS never finds the parts of `prod-AppBeta/x`.
 */
const cutWords = (value: string): readonly string[] => value.split(/\s+/).filter(Boolean).flatMap(cutWord)

function cutWord(word: string): readonly string[] {
  const separators = new Set(word.match(/[/_+=.@-]/g))
  if (separators.size > 1) return [word.toLowerCase()]
  const [separator] = separators
  return (separator === undefined ? [word] : word.split(separator)).flatMap(cutAtCase)
}

/** `SecretFTag` → secret, f, tag; `COMPANYthings` → compan, ythings (both recorded). */
const cutAtCase = (word: string): readonly string[] =>
  word
    .split(/([A-Z][a-z]+)/)
    .filter(Boolean)
    .map((part) => part.toLowerCase())
