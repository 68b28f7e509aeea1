import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createRefresh, type PageContents, patienceMs } from '../../../main/refresh.ts'

const empty = 'app://empty/'

/** A window's contents as Electron's behave: another site is another process, the same site the same one. */
function contents() {
  let pid = 100
  let site = 'app://bundle'
  let gone: (event: unknown, details: { reason: string }) => void = () => {}
  let arrived: (event: unknown, url: string) => void = () => {}
  const on = (event: string, listener: (event: unknown, about: never) => void) => {
    if (event === 'did-navigate') arrived = listener as typeof arrived
    else gone = listener as typeof gone
  }
  const page = {
    loads: [] as string[],
    killed: [] as number[],
    crashes: 0,
    /** Milliseconds until a load is committed; null when the page does not let go. */
    commitMs: 10 as number | null,
    goesTo: (url: string) => arrived(null, url),
    end: (reason: string) => {
      pid = 0
      gone(null, { reason })
    },
    contents: {
      /** What it promises is worth as little as with Electron: the page before may fulfil it. */
      loadURL: async (url) => {
        page.loads.push(url)
        if (page.commitMs === null) return
        setTimeout(() => {
          const next = `${new URL(url).protocol}//${new URL(url).host}`
          if (next !== site || pid === 0) pid += 100
          site = next
          arrived(null, url)
        }, page.commitMs)
      },
      getOSProcessId: () => pid,
      forcefullyCrashRenderer: () => {
        page.crashes++
        page.end('killed')
      },
      isDestroyed: () => false,
      navigationHistory: { clear: vi.fn() },
      on,
    } satisfies PageContents,
  }
  return page
}

describe('a fresh page', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())
  const start = (page: ReturnType<typeof contents>) => {
    const ended: string[] = []
    const refresh = createRefresh(page.contents, empty, {
      killRenderer: (pid) => page.killed.push(pid),
      isPage: (url) => url.startsWith('app://bundle/'),
      onPageEnded: (reason, missing) => ended.push(missing === null ? reason : `${reason}: ${missing}`),
    })
    return { refresh, ended }
  }
  const settle = async (work: Promise<void>) => {
    await vi.advanceTimersByTimeAsync(30_000)
    await work
  }

  test('comes over an empty one, and the old process is killed without a crash of the window', async () => {
    const page = contents()
    const { refresh, ended } = start(page)
    await settle(refresh.replace('app://bundle/'))
    expect(page.loads).toEqual([empty, 'app://bundle/'])
    expect(page.killed).toEqual([100])
    expect(page.crashes).toBe(0)
    expect(page.contents.navigationHistory.clear).toHaveBeenCalledTimes(1)
    expect(ended).toEqual([])
  })

  test('is forced when the old page does not let go', async () => {
    const page = contents()
    const { refresh, ended } = start(page)
    page.commitMs = null
    const done = refresh.replace('app://bundle/')
    await vi.advanceTimersByTimeAsync(patienceMs - 1)
    expect(page.crashes).toBe(0)
    page.commitMs = 10
    await settle(done)
    expect(page.crashes).toBe(1)
    expect(page.loads.at(-1)).toBe('app://bundle/')
    expect(ended).toEqual([])
  })

  test('clears the history when it is there, and not before', async () => {
    const page = contents()
    const { refresh } = start(page)
    const done = refresh.replace('app://bundle/')
    await vi.advanceTimersByTimeAsync(19)
    expect(page.contents.navigationHistory.clear).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await done
    expect(page.contents.navigationHistory.clear).toHaveBeenCalledTimes(1)
  })

  test('that does not come counts as ended', async () => {
    const page = contents()
    const { refresh, ended } = start(page)
    page.commitMs = null
    await settle(refresh.open('app://bundle/'))
    expect(ended).toEqual(['late: app://bundle/'])
    await settle(refresh.replace('app://bundle/?notice=idle'))
    expect(ended).toEqual(['late: app://bundle/', 'late: app://bundle/?notice=idle'])
  })

  test('is made once for calls that come together, and is the one asked for last', async () => {
    const page = contents()
    const { refresh } = start(page)
    const first = refresh.replace('app://bundle/')
    const second = refresh.replace('app://bundle/?notice=clipboard-kept')
    await settle(Promise.all([first, second]).then(() => {}))
    expect(page.loads).toEqual([empty, 'app://bundle/?notice=clipboard-kept'])
    expect(page.killed).toEqual([100])
  })

  test('is made again for a call that comes while it loads', async () => {
    const page = contents()
    const { refresh } = start(page)
    const first = refresh.replace('app://bundle/')
    await vi.advanceTimersByTimeAsync(15)
    expect(page.loads).toHaveLength(2)
    const second = refresh.replace('app://bundle/?notice=idle')
    await settle(Promise.all([first, second]).then(() => {}))
    expect(page.loads).toEqual([empty, 'app://bundle/', empty, 'app://bundle/?notice=idle'])
    expect(page.killed).toEqual([100, 300])
  })

  test('comes over a blank page in a window that a debugger drives, and nobody takes that for leaving', async () => {
    const page = contents()
    const { refresh, ended } = start(page)
    await settle(refresh.openDriven('app://bundle/'))
    expect(page.loads).toEqual(['about:blank', 'app://bundle/'])
    expect(ended).toEqual([])
    page.goesTo('about:blank')
    expect(ended).toEqual(['left'])
  })

  test('is asked for when the page has gone to another, and only then', async () => {
    const page = contents()
    const { ended } = start(page)
    page.goesTo('app://bundle/')
    page.goesTo('app://bundle/?notice=idle')
    expect(ended).toEqual([])
    page.goesTo('about:blank')
    expect(ended).toEqual(['left'])
  })

  test('replaces a page whose process is gone already, and kills nobody for it', async () => {
    const page = contents()
    const { refresh, ended } = start(page)
    page.end('oom')
    expect(ended).toEqual(['oom'])
    await settle(refresh.replace('app://bundle/?notice=page-ended'))
    expect(page.loads).toEqual(['app://bundle/?notice=page-ended'])
    expect(page.killed).toEqual([])
    expect(page.crashes).toBe(0)
  })
})
