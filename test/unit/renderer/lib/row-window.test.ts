import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placedRows, type RowLayout, topToShow, totalHeight } from '../../../../renderer/lib/row-window.ts'

const layout: RowLayout = { count: 1_000, rowHeight: 36, overscan: 2, paddingStart: 4, paddingEnd: 12 }
const indexes = (given: Partial<RowLayout>, top: number, height: number): readonly number[] =>
  placedRows({ ...layout, ...given }, { top, height }).map(({ index }) => index)

describe('rows in the page', () => {
  test('are those that can be seen, and two beyond', () => {
    expect(indexes({}, 0, 100)).toEqual([0, 1, 2, 3, 4])
    expect(indexes({}, 360, 100)).toEqual([7, 8, 9, 10, 11, 12, 13, 14])
    expect(placedRows(layout, { top: 0, height: 10 })[1]).toEqual({ index: 1, top: 40 })
  })

  test('end with the last', () => {
    expect(indexes({ count: 3 }, 0, 500)).toEqual([0, 1, 2])
    expect(indexes({ count: 0 }, 0, 500)).toEqual([])
    expect(indexes({}, totalHeight(layout) - 100, 100).at(-1)).toBe(999)
  })

  test('are none before it is known how much can be seen', () => {
    expect(indexes({}, 0, 0)).toEqual([])
  })

  test('are there when fewer are left than it is scrolled to', () => {
    expect(indexes({ count: 3 }, 20_000, 500)).toEqual([0, 1, 2])
  })

  test('hold every row that can be seen', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(12_000), fc.integer({ min: 1, max: 900 }), (count, wanted, height) => {
        const top = Math.min(wanted, Math.max(0, totalHeight({ ...layout, count }) - height))
        const there = new Set(indexes({ count }, top, height))
        for (let index = 0; index < count; index += 1) {
          const start = 4 + index * 36
          if (start < top + height && start + 36 > top) expect(there.has(index)).toBe(true)
        }
      }),
    )
  })
})

describe('showing a row', () => {
  test.each([
    ['that is seen does not scroll', 5, 36, 36],
    ['above scrolls up to it', 5, 900, 180],
    ['below scrolls down to it', 50, 0, 4 + 51 * 36 + 12 - 400],
    ['the first scrolls to the top', 0, 20, 0],
  ])('%s', (_what, index, top, expected) => {
    expect(topToShow(layout, { top, height: 400 }, index)).toBe(expected)
  })

  test('lets it be seen as a whole', () => {
    fc.assert(
      fc.property(fc.nat(999), fc.nat(30_000), fc.integer({ min: 60, max: 900 }), (index, top, height) => {
        const there = topToShow(layout, { top, height }, index)
        const start = 4 + index * 36
        expect(there <= start && start + 36 <= there + height).toBe(true)
      }),
    )
  })
})
