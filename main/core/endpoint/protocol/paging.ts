/** NextToken: where the last page ended, bound to the request it belongs to. */
import { createHash } from 'node:crypto'
import { fail, type Result, succeed } from '../../../../shared/failure.ts'
import { type AwsError, invalidNextToken, texts } from './aws-error.ts'

export type PageRequest = {
  readonly nextToken: string | undefined
  readonly size: number
  /** Everything that decides which items there are and in what order: a token only fits the same request. */
  readonly about: unknown
}

export type Page<T> = { readonly items: readonly T[]; readonly nextToken: string | undefined }

/**
 * The page after the token. `key` identifies an item for ever; if the item that ended the last page is gone, its number
 * is used instead, so that a deletion between two pages skips at most what moved up.
 */
export function pageOf<T>(
  items: readonly T[],
  key: (item: T) => string,
  request: PageRequest,
): Result<Page<T>, AwsError> {
  const about = digest(JSON.stringify(request.about))
  const start = request.nextToken === undefined ? 0 : startOf(items, key, request.nextToken, about)
  if (start === undefined) return fail(invalidNextToken(texts.badNextToken))
  const page = items.slice(start, start + request.size)
  const last = page.at(-1)
  const more = last !== undefined && start + page.length < items.length
  return succeed({ items: page, nextToken: more ? encode(start + page.length, key(last), about) : undefined })
}

function startOf<T>(items: readonly T[], key: (item: T) => string, token: string, about: string): number | undefined {
  const place = decode(token, about)
  if (!place) return undefined
  const before = items[place.index - 1]
  if (before !== undefined && key(before) === place.last) return place.index
  const moved = items.findIndex((item) => key(item) === place.last)
  return moved >= 0 ? moved + 1 : Math.min(place.index, items.length)
}

/** The token is opaque to callers and carries its own check: an altered or foreign one is refused. */
function encode(index: number, last: string, about: string): string {
  const body = JSON.stringify([index, last, about])
  return Buffer.from(JSON.stringify([index, last, about, digest(body)])).toString('base64url')
}

function decode(token: string, about: string): { readonly index: number; readonly last: string } | undefined {
  const parsed = parse(Buffer.from(token, 'base64url').toString('utf8'))
  if (!Array.isArray(parsed) || parsed.length !== 4) return undefined
  const [index, last, of, check] = parsed as readonly unknown[]
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 1 || typeof last !== 'string')
    return undefined
  return of === about && check === digest(JSON.stringify([index, last, of])) ? { index, last } : undefined
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16)
