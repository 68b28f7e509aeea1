import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ClearOutcome, createClipboardWriter } from '../../../main/clipboard.ts'
import type { ClipboardBackend } from '../../../main/clipboard-backend.ts'

/** A system clipboard that can be told to misbehave. */
function memoryClipboard() {
  const board = {
    text: '',
    refuseClear: false,
    refuseWrite: false,
    reads: [] as Uint8Array[],
    backend: {
      write: async (text) => {
        await Promise.resolve()
        if (board.refuseWrite) throw new Error(text)
        board.text = text
      },
      read: async () => {
        const bytes = new TextEncoder().encode(board.text)
        board.reads.push(bytes)
        return bytes
      },
      clear: async () => {
        if (!board.refuseClear) board.text = ''
      },
    } satisfies ClipboardBackend,
  }
  return board
}

describe('the clipboard writer', () => {
  let board: ReturnType<typeof memoryClipboard>
  let told: ClearOutcome[]
  let wall = 0
  const writer = () =>
    createClipboardWriter({ backend: board.backend, onCleared: (outcome) => told.push(outcome), now: () => wall })
  beforeEach(() => {
    vi.useFakeTimers()
    board = memoryClipboard()
    told = []
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
  })
  test('leaves alone what somebody else put there meanwhile', async () => {
    await writer().write('hunter2', 30_000)
    board.text = 'shopping list'
    await vi.advanceTimersByTimeAsync(30_000)
    expect(board.text).toBe('shopping list')
    expect(told).toMatchObject([{ cleared: true, message: expect.stringContaining('left alone') }])
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
