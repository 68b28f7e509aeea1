import { call } from '../bridge.ts'
import { type Listing, pageQuery, pageSize, sameView } from '../lib/query.ts'
import type { LoadedPage } from './state.ts'
import { get, set } from './store.ts'

/** Pages on their way, as "generation:revision:page", so that scrolling asks for each once. */
const inFlight = new Set<string>()

/** Begins another listing. What is shown stays until the first page of the new one is here, so nothing flickers. */
export function changeListing(change: Partial<Listing>): void {
  const { list, marked } = get()
  const next = { ...list, ...change }
  const same = sameView(list.view, next.view) && list.query === next.query && list.sort === next.sort
  if (same && list.status === 'ready') return
  set({ list: { ...next, generation: list.generation + 1 }, ...(marked.size > 0 ? { marked: new Set() } : {}) })
  void loadPage(0)
}

export function reloadList(): void {
  set(({ list }) => ({ list: { ...list, generation: list.generation + 1, status: 'loading', failure: null } }))
  void loadPage(0)
}

/** The vault changed: pages of older revisions are fetched anew as they come into view, the first at once. */
export function refreshList(revision: number): void {
  const { list } = get()
  if (revision <= list.revision) return
  set({ list: { ...list, revision } })
  void loadPage(0)
}

/** Makes sure that the rows from `first` to `last` are here, or on their way. */
export function ensureRows(first: number, last: number): void {
  const { list } = get()
  if (list.total === 0) return
  for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page += 1) {
    if (list.pages.get(page)?.revision !== list.revision) void loadPage(page)
  }
}

async function loadPage(page: number): Promise<void> {
  const { list } = get()
  const token = `${list.generation}:${list.revision}:${page}`
  if (inFlight.has(token)) return
  inFlight.add(token)
  const answer = await call('secrets.list', pageQuery(list, page))
  inFlight.delete(token)
  if (get().list.generation !== list.generation) return
  if (!answer.ok) return set((state) => ({ list: { ...state.list, status: 'failed', failure: answer.failure } }))
  const { rows, revision, total } = answer.value
  keepPage(page, { rows, revision }, total, list.generation)
}

/** The generation whose pages are in the store; on the first page of another the old ones go. */
let shownGeneration = 0

function keepPage(page: number, loaded: LoadedPage, total: number, generation: number): void {
  set(({ list }) => {
    if (loaded.revision < list.revision && list.pages.get(page)?.revision === list.revision) return {}
    const pages = new Map(generation === shownGeneration ? list.pages : [])
    pages.set(page, loaded)
    shownGeneration = generation
    const revision = Math.max(list.revision, loaded.revision)
    return { list: { ...list, pages, total, revision, status: 'ready', failure: null } }
  })
}

/** The row at an index, if its page is here. */
export function rowAt(pages: ReadonlyMap<number, LoadedPage>, index: number) {
  return pages.get(Math.floor(index / pageSize))?.rows[index % pageSize]
}

/** Where a secret stands in the loaded pages; -1 when it is in none. */
export function indexOfName(pages: ReadonlyMap<number, LoadedPage>, name: string | null): number {
  if (name === null) return -1
  for (const [page, { rows }] of pages) {
    const at = rows.findIndex((row) => row.name === name)
    if (at >= 0) return page * pageSize + at
  }
  return -1
}
