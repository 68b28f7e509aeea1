import { describe, expect, test, vi } from 'vitest'
import type { ClearOutcome } from '../../../main/clipboard.ts'
import { createLocking } from '../../../main/locking.ts'

function situation({ outcome = null, ending = false }: { outcome?: ClearOutcome | null; ending?: boolean } = {}) {
  const happened: string[] = []
  const locking = createLocking({
    replaceCore: () => happened.push('core'),
    vault: {
      settings: () => ({ autoLockMinutes: 10, lockOnSuspend: true, lockOnScreenLock: true, closeToTray: false }),
      onState: () => {},
      onSettings: () => {},
      onGone: () => happened.push('vault'),
    },
    face: () => ({
      refresh: async (notice) => {
        happened.push(`page:${notice}`)
      },
    }),
    clipboard: {
      write: async () => null,
      clear: async () => {
        happened.push('clipboard')
        return outcome
      },
      clearIfDue: async () => {},
    },
    isEnding: () => ending,
    scrub: () => happened.push('scrub'),
    log: { info: (event) => happened.push(event), error: () => {} },
  })
  return { locking, happened }
}

describe('a lock', () => {
  test('ends the core first, then the page, and clears the clipboard', () => {
    const { locking, happened } = situation()
    locking.lock('idle')
    expect(happened).toEqual(['lock', 'core', 'vault', 'page:idle', 'clipboard'])
  })
  test('scrubs this process when the page is gone and the clipboard clear', async () => {
    const { locking, happened } = situation()
    locking.lock(null)
    await vi.waitFor(() => expect(happened.at(-1)).toBe('scrub'), 60_000)
    expect(happened.indexOf('scrub')).toBeGreaterThan(happened.indexOf('clipboard'))
  })
  test('says nothing of itself when the user asked for it', () => {
    const { locking, happened } = situation()
    locking.lock(null)
    expect(happened).toContain('page:null')
  })
  test('tells the user when the clipboard could not be cleared', async () => {
    const { locking, happened } = situation({ outcome: { cleared: false, message: '' } })
    locking.lock(null)
    await vi.waitFor(() => expect(happened).toContain('page:clipboard-kept'), 60_000)
  })
  test('does nothing in an app that is ending', () => {
    const { locking, happened } = situation({ ending: true })
    locking.lock('suspend')
    expect(happened).toEqual([])
  })
  test('after the core has ended by itself does the rest and kills nothing', () => {
    const { locking, happened } = situation()
    locking.forget('core-ended')
    expect(happened).toEqual(['vault', 'page:core-ended', 'clipboard'])
  })
})
