import type { ListQuery } from '../../shared/contract.ts'
import type { Kind } from '../../shared/limits.ts'

/** What the sidebar has chosen. */
export type View =
  | { readonly type: 'scope'; readonly scope: 'all' | 'favourites' | 'scheduled' }
  | { readonly type: 'prefix'; readonly prefix: string }
  | { readonly type: 'kind'; readonly kind: Kind }
  | { readonly type: 'tag'; readonly key: string; readonly value: string | null }
  /** What a target takes. */
  | { readonly type: 'target'; readonly target: string }

export type Sort = NonNullable<ListQuery['sort']>

/** Everything that decides which rows the list shows, and in what order. */
export interface Listing {
  readonly view: View
  readonly query: string
  readonly sort: Sort
}

export const pageSize = 200

export const sameView = (a: View, b: View): boolean => JSON.stringify(a) === JSON.stringify(b)

function narrowing(view: View): ListQuery {
  switch (view.type) {
    case 'scope':
      return { scope: view.scope }
    case 'prefix':
      return { prefix: view.prefix }
    case 'kind':
      return { kind: view.kind }
    case 'tag':
      return { tag: view.value === null ? { key: view.key } : { key: view.key, value: view.value } }
    case 'target':
      return {}
  }
}

/** The call for one page of a listing. */
export const pageQuery = (listing: Listing, page: number): ListQuery => ({
  ...narrowing(listing.view),
  query: listing.view.type === 'target' ? `target:${listing.view.target} ${listing.query}` : listing.query,
  sort: listing.sort,
  offset: page * pageSize,
  limit: pageSize,
})
