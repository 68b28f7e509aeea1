import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ClearOutcome, createClipboardWriter } from '../../../main/clipboard.ts'
import type { ClipboardBackend, ClipboardBoard } from '../../../main/clipboard-backend.ts'

/** A system clipboard that can be told to misbehave, with a selection beside it as on X11. */
function memoryClipboard() {
  const state = { text: '', selection: '', refuseClear: false, refuseWrite: false, reads: [] as Uint8Array[] }
  const boardOf = (name: 'text' | 'selection', refuses: () => boolean): ClipboardBoard => ({
    read: async () => {
      const bytes = new TextEncoder().encode(state[name])
      state.reads.push(bytes)
      return bytes
    },
    clear: async () => {
      if (!refuses()) state[name] = ''
    },
  })
  const backend: ClipboardBackend = {
    write: async (text) => {
      await Promise.resolve()
      if (state.refuseWrite) throw new Error(text)
      state.text = text
      state.selection = text
    },
    boards: [boardOf('text', () => state.refuseClear), boardOf('selection', () => false)],
  }
  return Object.assign(state, { backend })
}

describe('the clipboard writer', () => {
  let board: ReturnType<typeof memoryClipboard>
  let told: ClearOutcome[]
  let scrubbed: number[]
  let wall = 0
  const writer = () =>
    createClipboardWriter({
      backend: board.backend,
      onCleared: (outcome) => told.push(outcome),
      afterClear: (length) => scrubbed.push(length),
      now: () => wall,
    })
  beforeEach(() => {
    vi.useFakeTimers()
    board = memoryClipboard()
    told = []
    scrubbed = []
    wall = 0
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('puts the text there and takes it away after its time', async () => {
    expect(await writer().write('hunter2', 30_000)).toBeNull()
    expect(board.text).toBe('hunter2')
    await vi.advanceTimersByTimeAsync(29_999)
    expect(board.text).toBe('hunter2')
    await vi.advanceTimersByTimeAsync(1)
    expect(board.text).toBe('')
    expect(told).toMatchObject([{ cleared: true }])
    expect(scrubbed).toEqual([7])
  })
  test('leaves alone what somebody else put there meanwhile', async () => {
    await writer().write('hunter2', 30_000)
    board.text = 'shopping list'
    board.selection = 'a marked word'
    await vi.advanceTimersByTimeAsync(30_000)
    expect([board.text, board.selection]).toEqual(['shopping list', 'a marked word'])
    expect(told).toMatchObject([{ cleared: true, message: expect.stringContaining('left alone') }])
  })
  test('takes it from the selection too, even if the clipboard holds something else by then', async () => {
    const clipboard = writer()
    await clipboard.write('hunter2', 30_000)
    board.text = 'shopping list'
    expect(await clipboard.clear()).toMatchObject({ cleared: true, message: expect.stringContaining('was removed') })
    expect([board.text, board.selection]).toEqual(['shopping list', ''])
  })
  test('says so when the system does not let go of it', async () => {
    board.refuseClear = true
    await writer().write('hunter2', 30_000)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(told).toMatchObject([{ cleared: false, message: expect.stringContaining('still on the clipboard') }])
  })
  test('gives a newer copy its own full time', async () => {
    const clipboard = writer()
    await clipboard.write('one', 30_000)
    await vi.advanceTimersByTimeAsync(20_000)
    await clipboard.write('two', 30_000)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(board.text).toBe('two')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(board.text).toBe('')
    expect(told).toHaveLength(1)
  })
  test('clears at once when asked, once, and without a second message from the timer', async () => {
    const clipboard = writer()
    await clipboard.write('hunter2', 30_000)
    expect(await clipboard.clear()).toMatchObject({ cleared: true })
    expect(board.text).toBe('')
    expect(await clipboard.clear()).toBeNull()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(told).toEqual([])
  })
  test('a lock in the middle of a write clears what the write puts there', async () => {
    const clipboard = writer()
    const writing = clipboard.write('hunter2', 30_000)
    const clearing = clipboard.clear()
    await writing
    expect(await clearing).toMatchObject({ cleared: true })
    expect(board.text).toBe('')
  })
  test('clears late when the computer slept through the time', async () => {
    const clipboard = writer()
    await clipboard.write('hunter2', 30_000)
    wall = 29_999
    await clipboard.clearIfDue()
    expect(board.text).toBe('hunter2')
    wall = 30_000
    await clipboard.clearIfDue()
    expect(board.text).toBe('')
    expect(told).toHaveLength(1)
  })
  test('answers a sentence without the value when the system refuses the text', async () => {
    board.refuseWrite = true
    const failure = await writer().write('hunter2', 30_000)
    expect(failure).toMatch(/^The system .+\.$/)
    expect(failure).not.toContain('hunter2')
  })
  test('wipes every byte it reads back', async () => {
    const clipboard = writer()
    await clipboard.write('hunter2', 30_000)
    await clipboard.clear()
    expect(board.reads.length).toBeGreaterThan(0)
    for (const bytes of board.reads) expect([...bytes].every((byte) => byte === 0)).toBe(true)
  })
})
