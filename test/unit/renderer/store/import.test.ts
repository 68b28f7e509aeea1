import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { CallInput } from '../../../../shared/contract.ts'
import type { ImportFate, ImportOptions, ImportPreview, ImportReport } from '../../../../shared/contract-transfer.ts'
import { succeed } from '../../../../shared/failure.ts'

const options: ImportOptions = { source: 'csv', prefix: '', name: '', split: false, map: {} }
const fates: readonly ImportFate[] = ['new', 'exists', 'same', 'scheduled', 'new']

const previewOf = (given: ImportOptions, token: string): ImportPreview => ({
  token,
  path: '/home/ada/a.csv',
  options: given,
  columns: null,
  rows: fates.map((fate, id) => ({ id, name: `${given.prefix}${id}`, kind: 'login', summary: '', from: '', fate })),
  losses: [],
  problem: null,
})

/** A core that reads at once or when it is let go, and keeps what it was asked. */
function fakeCore() {
  const core = {
    waits: false,
    waiting: [] as (() => void)[],
    applied: [] as CallInput<'import.apply'>[],
    undone: 0,
    cancelled: 0,
  }
  let reads = 0
  const report = (results: ImportReport['results']): ImportReport => ({
    path: '/home/ada/a.csv',
    finishedAt: 1,
    results,
    range: { from: 3, to: 4, pid: null },
    failure: null,
    stopped: false,
  })
  const bridge = {
    'import.open': async () => succeed(previewOf(options, 'opened')),
    'import.read': (input: CallInput<'import.read'>) => {
      reads += 1
      const answer = succeed(previewOf(input.options, `read-${reads}`))
      if (!core.waits) return Promise.resolve(answer)
      return new Promise((resolve) => core.waiting.push(() => resolve(answer)))
    },
    'import.apply': async (input: CallInput<'import.apply'>) => {
      core.applied.push(input)
      return succeed(report([{ name: 'a', outcome: 'new' }]))
    },
    'import.undo': async () => {
      core.undone += 1
      return succeed([{ name: 'a', fate: 'removed' }])
    },
    'import.cancel': async () => {
      core.cancelled += 1
      return succeed(null)
    },
  }
  vi.stubGlobal('window', { bridge, setTimeout })
  return core
}

async function freshStore() {
  vi.resetModules()
  const [deeds, { get }] = await Promise.all([
    import('../../../../renderer/store/import.ts'),
    import('../../../../renderer/store/store.ts'),
  ])
  return { ...deeds, importing: () => get().importing, toasts: () => get().toasts }
}

const letTimersRun = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('the import page', () => {
  let core: ReturnType<typeof fakeCore>
  let store: Awaited<ReturnType<typeof freshStore>>
  const tickedIds = () => store.tickedRows(store.importing()).map(({ id }) => id)

  beforeEach(async () => {
    core = fakeCore()
    store = await freshStore()
    await store.openImport('file')
  })

  test('ticks what is new, and with "replace" what exists or comes back, but never what is the same', () => {
    expect(tickedIds()).toEqual([0, 4])
    store.setReplace(true)
    expect(tickedIds()).toEqual([0, 1, 3, 4])
    store.tickRows(store.importing().preview?.rows.slice(0, 1) ?? [], false)
    expect(tickedIds()).toEqual([1, 3, 4])
  })

  test('imports what was typed last, though it was not read yet', async () => {
    store.changeOptions({ prefix: 'w' })
    store.changeOptions({ prefix: 'web/' })
    expect(store.importing().preview?.options.prefix).toBe('web/')
    await store.applyImport()
    expect(core.applied).toEqual([{ token: 'read-1', rows: [0, 4], replace: false }])
    expect(store.importing()).toMatchObject({ preview: null, report: { path: '/home/ada/a.csv' } })
    expect(store.toasts()).toHaveLength(1)
  })

  test('keeps ticks under other names, and drops an answer that comes too late', async () => {
    store.tickRows(store.importing().preview?.rows.slice(4) ?? [], false)
    core.waits = true
    store.changeOptions({ prefix: 'a/' })
    await vi.waitFor(() => expect(core.waiting).toHaveLength(1), 60_000)
    store.changeOptions({ prefix: 'b/' })
    await vi.waitFor(() => expect(core.waiting).toHaveLength(2), 60_000)
    core.waiting[1]?.()
    await letTimersRun()
    core.waiting[0]?.()
    await letTimersRun()
    expect(store.importing().preview?.token).toBe('read-2')
    expect(tickedIds()).toEqual([0])
  })

  test('takes an import back once, and its message goes with it', async () => {
    await store.applyImport()
    const { report } = store.importing()
    if (report === null) throw new Error('nothing was imported')
    await store.undoImport(report)
    expect(store.importing()).toMatchObject({ undone: [{ name: 'a', fate: 'removed' }], report: { range: null } })
    expect(store.toasts().some(({ undo }) => undo !== undefined)).toBe(false)
    await store.undoImport(store.importing().report ?? report)
    expect(core.undone).toBe(1)
  })

  test('leaves another file alone when the message of the last import is undone', async () => {
    await store.applyImport()
    const undo = store.toasts().find((toast) => toast.undo !== undefined)?.undo
    store.leaveImport()
    await store.openImport('file')
    undo?.()
    await vi.waitFor(() => expect(core.undone).toBe(1), 60_000)
    expect(store.importing().preview?.token).toBe('opened')
    expect(core.cancelled).toBe(1)
  })
})
