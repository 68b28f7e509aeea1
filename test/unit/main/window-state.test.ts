import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseWindowState, readWindowState, smallestSize, writeWindowState } from '../../../main/window-state.ts'

const screen = { x: 0, y: 0, width: 1_920, height: 1_080 }
const fresh = { bounds: null, maximized: false }

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-window-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the remembered window', () => {
  const table: readonly (readonly [sentence: string, content: unknown, expected: unknown])[] = [
    [
      'is placed where it was',
      { x: 10, y: 20, width: 900, height: 600, maximized: true },
      { bounds: { x: 10, y: 20, width: 900, height: 600 }, maximized: true },
    ],
    [
      'is not smaller than usable',
      { x: 10, y: 20, width: 1, height: 1 },
      { bounds: { x: 10, y: 20, ...smallestSize }, maximized: false },
    ],
    ['is placed anew when its display is gone', { x: 5_000, y: 0, width: 900, height: 600 }, fresh],
    ['is placed anew when its title bar is above the display', { x: 0, y: -400, width: 900, height: 600 }, fresh],
    ['ignores numbers that are none', { x: '1', y: 0, width: 900, height: 600 }, fresh],
    ['ignores fractions', { x: 0.5, y: 0, width: 900, height: 600 }, fresh],
    ['ignores absurd sizes', { x: 0, y: 0, width: 10 ** 9, height: 600 }, fresh],
    ['ignores what is no object', [1, 2], fresh],
    ['ignores nothing', null, fresh],
  ]
  for (const [sentence, content, expected] of table) {
    test(sentence, () => expect(parseWindowState(content, [screen])).toEqual(expected))
  }

  test('comes back from its file, which is its user’s alone', () => {
    const file = join(folder, 'window.json')
    const state = { bounds: { x: 1, y: 2, width: 900, height: 700 }, maximized: false }
    writeWindowState(file, state)
    expect(readWindowState(file, [screen])).toEqual(state)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(existsSync(`${file}.new`)).toBe(false)
  })

  test('survives a missing, broken or huge file and a folder that is not there', () => {
    expect(readWindowState(join(folder, 'none'), [screen])).toEqual(fresh)
    for (const content of ['', '{', '"x"', ' '.repeat(5_000), '\0']) {
      writeFileSync(join(folder, 'broken'), content)
      expect(readWindowState(join(folder, 'broken'), [screen])).toEqual(fresh)
    }
    writeWindowState(join(folder, 'no', 'such', 'folder'), { bounds: screen, maximized: false })
  })

  test('is reachable by the mouse whatever the file says', () => {
    fc.assert(
      fc.property(
        fc.record({ x: fc.integer(), y: fc.integer(), width: fc.integer(), height: fc.integer() }),
        (content) => {
          const { bounds } = parseWindowState(content, [screen])
          if (bounds === null) return
          expect(bounds.x).toBeLessThan(screen.width)
          expect(bounds.x + bounds.width).toBeGreaterThan(0)
          expect(bounds.y).toBeGreaterThanOrEqual(-120)
        },
      ),
    )
  })
})
