import { describe, expect, test } from 'vitest'
import { loadOf, titleOfDay, yearFrom } from '../../../../renderer/lib/calendar.ts'

const day = (rotations: number, expiries: number) => ({ day: '2026-11-24', rotations, expiries, names: [] })

describe('the year', () => {
  const months = yearFrom(Date.UTC(2027, 10, 24, 23, 59))

  test('has twelve months from the present one, over the turn of the year', () => {
    expect(months.map(({ id }) => id)).toEqual([
      ...['2027-11', '2027-12', '2028-01', '2028-02', '2028-03', '2028-04'],
      ...['2028-05', '2028-06', '2028-07', '2028-08', '2028-09', '2028-10'],
    ])
    expect(months[0]?.title).toBe('November 2027')
  })

  test('has weeks of seven days from Monday, and the leap day', () => {
    const february = months[3]?.weeks ?? []
    expect(february.every((week) => week.length === 7)).toBe(true)
    expect(february[0]).toEqual([
      null,
      '2028-02-01',
      '2028-02-02',
      '2028-02-03',
      '2028-02-04',
      '2028-02-05',
      '2028-02-06',
    ])
    expect(february.flat().filter((each) => each !== null)).toHaveLength(29)
  })

  test('names a day whatever the time zone of the computer', () => {
    expect(titleOfDay('2026-11-24')).toBe('24 November 2026')
  })
})

test.each([
  [undefined, 0],
  [day(0, 0), 0],
  [day(1, 0), 1],
  [day(1, 1), 2],
  [day(2, 1), 2],
  [day(4, 0), 3],
  [day(3, 4), 3],
  [day(8, 0), 4],
])('the load of %o is %i', (given, load) => {
  expect(loadOf(given)).toBe(load)
})
