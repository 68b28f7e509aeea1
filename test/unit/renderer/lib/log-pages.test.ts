import { expect, test } from 'vitest'
import { renewPage } from '../../../../renderer/lib/log-pages.ts'

const page = (numbers: readonly number[], next: number | null) => ({
  entries: numbers.map((number) => ({ number })),
  next,
})

test.each([
  ['nothing shown yet', page([], null), page([9, 8, 7], 7), page([9, 8, 7], 7)],
  ['nothing new', page([9, 8, 7], 7), page([9, 8, 7], 7), page([9, 8, 7], 7)],
  ['a page shown and something new', page([9, 8, 7], 7), page([10, 9, 8], 8), page([10, 9, 8], 8)],
  ['older ones shown', page([9, 8, 7, 5, 2], null), page([12, 9, 8], 8), page([12, 9, 8, 7, 5, 2], null)],
  ['older ones shown of many', page([9, 8, 7, 5], 5), page([12, 9, 8], 8), page([12, 9, 8, 7, 5], 5)],
  ['more new ones than a page', page([9, 8, 7, 5], 5), page([14, 13, 12], 12), page([14, 13, 12], 12)],
] as const)('the newest page again, with %s', (_, shown, newest, result) => {
  expect(renewPage(shown, newest)).toEqual(result)
})
