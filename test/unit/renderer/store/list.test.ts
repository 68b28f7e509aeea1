import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ListQuery } from '../../../../shared/contract.ts'
import { succeed } from '../../../../shared/failure.ts'
import type { SecretPage } from '../../../../shared/model.ts'
import { summaryOf } from '../../../support/secret-rows.ts'

/** A core of `total` secrets whose answers wait until they are let go, in any order. */
function fakeCore(total: number) {
  const waiting: (() => void)[] = []
  const asked: ListQuery[] = []
  const core = { revision: 1, total, waiting, asked }
  const list = (query: ListQuery) => {
    asked.push(query)
    const offset = query.offset ?? 0
    const count = Math.max(0, Math.min(200, core.total - offset))
    const rows = Array.from({ length: count }, (_, at) => summaryOf(`${query.query}secret-${offset + at}`))
    const page: SecretPage = { total: core.total, revision: core.revision, rows }
    return new Promise((resolve) => waiting.push(() => resolve(succeed(page))))
  }
  vi.stubGlobal('window', { bridge: { 'secrets.list': list } })
  return core
}

async function answerAll(core: { waiting: (() => void)[] }): Promise<void> {
  for (const answer of core.waiting.splice(0)) answer()
  await new Promise((resolve) => setTimeout(resolve, 0))
}

async function freshStore() {
  vi.resetModules()
  const [list, { get }] = await Promise.all([
    import('../../../../renderer/store/list.ts'),
    import('../../../../renderer/store/store.ts'),
  ])
  return { ...list, get }
}

describe('the list', () => {
  let core: ReturnType<typeof fakeCore>
  let store: Awaited<ReturnType<typeof freshStore>>
  beforeEach(async () => {
    core = fakeCore(1_000)
    store = await freshStore()
    store.reloadList()
    await answerAll(core)
  })

  test('fetches the first page, and others only when their rows come near', async () => {
    expect(store.get().list).toMatchObject({ total: 1_000, status: 'ready' })
    store.ensureRows(0, 40)
    expect(core.asked).toHaveLength(1)
    store.ensureRows(190, 230)
    store.ensureRows(195, 235)
    await answerAll(core)
    expect(core.asked.map(({ offset }) => offset)).toEqual([0, 200])
    expect(store.rowAt(store.get().list.pages, 230)?.name).toBe('secret-230')
    expect(store.rowAt(store.get().list.pages, 999)).toBeUndefined()
  })

  test('keeps what it shows until the first page of another listing is here', async () => {
    store.changeListing({ query: 'x ' })
    expect(store.rowAt(store.get().list.pages, 0)?.name).toBe('secret-0')
    await answerAll(core)
    expect(store.rowAt(store.get().list.pages, 0)?.name).toBe('x secret-0')
  })

  test('drops the answer to a question that was replaced meanwhile', async () => {
    store.changeListing({ query: 'a ' })
    store.changeListing({ query: 'b ' })
    const [first, second] = core.waiting.splice(0)
    second?.()
    await answerAll(core)
    first?.()
    await answerAll(core)
    expect(store.rowAt(store.get().list.pages, 0)?.name).toBe('b secret-0')
  })

  test('shows the rows it has after a change, and fetches them anew as they are seen', async () => {
    store.ensureRows(200, 230)
    await answerAll(core)
    core.revision = 2
    core.total = 999
    store.refreshList(2)
    expect(store.rowAt(store.get().list.pages, 210)?.name).toBe('secret-210')
    await answerAll(core)
    expect(store.get().list).toMatchObject({ total: 999, revision: 2 })
    store.ensureRows(200, 230)
    await answerAll(core)
    expect(core.asked.map(({ offset }) => offset)).toEqual([0, 200, 0, 200])
    expect(store.get().list.pages.get(1)?.revision).toBe(2)
  })

  test('finds where a loaded secret stands', () => {
    expect(store.indexOfName(store.get().list.pages, 'secret-17')).toBe(17)
    expect(store.indexOfName(store.get().list.pages, 'elsewhere')).toBe(-1)
    expect(store.indexOfName(store.get().list.pages, null)).toBe(-1)
  })

  test('tells a failure, and is well again after the next answer', async () => {
    vi.stubGlobal('window', { bridge: { 'secrets.list': () => Promise.reject(new Error('port closed')) } })
    store.reloadList()
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(store.get().list).toMatchObject({ status: 'failed', failure: { kind: 'unavailable' } })
    core = fakeCore(3)
    store.reloadList()
    await answerAll(core)
    expect(store.get().list).toMatchObject({ status: 'ready', failure: null, total: 3 })
  })
})
