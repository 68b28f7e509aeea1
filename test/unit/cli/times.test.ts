import { describe, expect, test } from 'vitest'
import { parseUntil } from '../../../cli/values/times.ts'

const now = Date.parse('2026-11-24T12:00:00')
const until = (text: string) => {
  const parsed = parseUntil('--until', text, now)
  return parsed.ok ? new Date(parsed.value).toISOString() : parsed.failure.message
}
const local = (text: string) => new Date(text).toISOString()

describe('until when', () => {
  test.each([
    ['90m', local('2026-11-24T13:30:00')],
    ['8h', local('2026-11-24T20:00:00')],
    ['2w', local('2026-12-08T12:00:00')],
    ['2026-12-31', local('2026-12-31T23:59:59.999')],
    ['2026-12-31 08:30', local('2026-12-31T08:30:00')],
    ['2026-12-31T08:30:00Z', '2026-12-31T08:30:00.000Z'],
  ])('%s is %s', (text, at) => {
    expect(until(text)).toBe(at)
  })

  test('is not in the past', () => {
    for (const text of ['0h', '2026-11-23', '2020-01-01T00:00']) expect(until(text)).toBe('--until is in the past.')
  })

  test.each(['', 'soon', '8', '8x', '-8h', '1e3h', '2026-13-45', '31.12.2026'])('%j is refused', (text) => {
    expect(until(text)).toMatch(/^--until is a date such as/)
  })
})
