/** Several secrets at once: which are marked in the list, and what can be done to all of them. */
import type { CallInput, CallName } from '../../shared/contract.ts'
import type { Tags } from '../../shared/model.ts'
import { call } from '../bridge.ts'
import { pageQuery, pageSize } from '../lib/query.ts'
import { text } from '../text.ts'
import { refreshDetail, selectSecret } from './detail.ts'
import { get, set } from './store.ts'
import { toast } from './toasts.ts'

/** More than anybody checks by eye, and little enough to do one after the other. */
export const mostMarked = 5_000

export const clearMarks = (): void => {
  if (get().marked.size > 0) set({ marked: new Set() })
}

/** Marks a row, or takes its mark; the first mark takes the selected secret along. */
export function toggleMark(name: string): void {
  const { marked, selected } = get()
  const next = new Set(marked.size === 0 && selected !== null ? [selected] : marked)
  if (next.has(name)) next.delete(name)
  else next.add(name)
  set({ marked: next })
}

/** Marks the rows from one index to another, those not loaded too, in the place of what was marked. */
export async function markRange(from: number, to: number): Promise<void> {
  const [first, last] = [Math.max(0, Math.min(from, to)), Math.max(from, to)]
  const { list } = get()
  const names: string[] = []
  for (let page = Math.floor(first / pageSize); page * pageSize <= last; page += 1) {
    const loaded = list.pages.get(page)
    const rows = loaded?.revision === list.revision ? loaded.rows : await rowsOf(page)
    names.push(...rows.slice(Math.max(0, first - page * pageSize), last + 1 - page * pageSize).map(({ name }) => name))
    if (names.length > mostMarked) return void toast(text.bulk.tooMany(mostMarked), { tone: 'danger' })
  }
  if (get().list.generation === list.generation) set({ marked: new Set(names) })
}

async function rowsOf(page: number) {
  const answer = await call('secrets.list', pageQuery(get().list, page))
  return answer.ok ? answer.value.rows : []
}

/** Makes one call for each name; answers the names for which it was done, and says how many were not. */
async function forEach<K extends CallName>(
  names: readonly string[],
  name: K,
  input: (secret: string) => CallInput<K>,
): Promise<readonly string[]> {
  const done: string[] = []
  let problem = ''
  for (const secret of names) {
    const answer = await call(name, input(secret))
    if (answer.ok) done.push(secret)
    else problem = answer.failure.message
  }
  if (done.length < names.length) toast(text.bulk.failed(names.length - done.length, problem), { tone: 'danger' })
  await refreshDetail()
  return done
}

export async function favouriteAll(names: readonly string[], favourite: boolean): Promise<void> {
  const done = await forEach(names, 'secrets.update', (name) => ({ name, favourite }))
  if (done.length === 0) return
  const said = favourite ? text.bulk.favourites(done.length) : text.bulk.noFavourites(done.length)
  toast(said, { tone: 'ok', undo: () => void favouriteAll(done, !favourite) })
}

/** Undo gives each secret the value its tag had, or takes the tag off where there was none. */
export async function tagAll(names: readonly string[], key: string, value: string): Promise<void> {
  const before = new Map<string, Tags>()
  for (const name of names) {
    const secret = await call('secrets.describe', { name })
    if (secret.ok) before.set(name, secret.value.tags)
  }
  const done = await forEach(names, 'secrets.tag', (name) => ({ name, tags: { [key]: value } }))
  if (done.length > 0)
    toast(text.bulk.tagged(done.length, key), { tone: 'ok', undo: () => void untag(done, key, before) })
}

async function untag(names: readonly string[], key: string, before: ReadonlyMap<string, Tags>): Promise<void> {
  const had = names.filter((name) => before.get(name)?.[key] !== undefined)
  await forEach(had, 'secrets.tag', (name) => ({ name, tags: { [key]: before.get(name)?.[key] ?? '' } }))
  const others = names.filter((name) => !had.includes(name))
  await forEach(others, 'secrets.untag', (name) => ({ name, keys: [key] }))
}

export async function scheduleAll(names: readonly string[], recoveryWindowDays: number): Promise<void> {
  const done = await forEach(names, 'secrets.scheduleDeletion', (name) => ({ name, recoveryWindowDays }))
  clearMarks()
  await selectSecret(null)
  if (done.length > 0)
    toast(text.bulk.scheduled(done.length, recoveryWindowDays), { tone: 'ok', undo: () => void restoreAll(done) })
}

export async function restoreAll(names: readonly string[]): Promise<void> {
  const done = await forEach(names, 'secrets.restore', (name) => ({ name }))
  clearMarks()
  if (done.length > 0) toast(text.bulk.restored(done.length), { tone: 'ok' })
}
