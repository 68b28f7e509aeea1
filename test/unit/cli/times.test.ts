import { describe, expect, test } from 'vitest'
import { parseSince, parseUntil } from '../../../cli/values/times.ts'

const now = Date.parse('2026-11-24T12:00:00')
/** Days of 24 hours, whatever the clocks do meanwhile. */
const day = 86_400_000
const until = (text: string) => {
  const parsed = parseUntil('--until', text, now)
  return parsed.ok ? new Date(parsed.value).toISOString() : parsed.failure.message
}
const local = (text: string) => new Date(text).toISOString()

describe('until when', () => {
  test.each([
    ['90m', local('2026-11-24T13:30:00')],
    ['18:00', local('2026-11-24T18:00:00')],
    ['12:00', local('2026-11-25T12:00:00')],
    ['8:15', local('2026-11-25T08:15:00')],
    ['8h', local('2026-11-24T20:00:00')],
    ['2w', new Date(now + 14 * day).toISOString()],
    ['2026-12-31', local('2026-12-31T23:59:59.999')],
    ['2026-12-31 08:30', local('2026-12-31T08:30:00')],
    ['2026-12-31T08:30:00Z', '2026-12-31T08:30:00.000Z'],
  ])('%s is %s', (text, at) => {
    expect(until(text)).toBe(at)
  })

  test('is not in the past', () => {
    for (const text of ['0h', '2026-11-23', '2020-01-01T00:00']) expect(until(text)).toBe('--until is in the past.')
  })

  test.each([
    '',
    'soon',
    '8',
    '8x',
    '-8h',
    '1e3h',
    '2026-13-45',
    '2026-02-30',
    '31.12.2026',
    '25:00',
    '12:60',
    '2026-12-31T99:00',
  ])('%j is refused', (text) => {
    expect(until(text)).toMatch(/^--until is a date such as/)
  })
})

describe('since when', () => {
  test.each([
    ['90m', local('2026-11-24T10:30:00')],
    ['30d', new Date(now - 30 * day).toISOString()],
    ['18:00', local('2026-11-23T18:00:00')],
    ['12:00', local('2026-11-24T12:00:00')],
    ['2026-11-20', local('2026-11-20T00:00:00')],
    ['2026-11-20 08:30', local('2026-11-20T08:30:00')],
  ])('%s is %s', (text, at) => {
    const parsed = parseSince('--since', text, now)
    expect(parsed.ok && new Date(parsed.value).toISOString()).toBe(at)
  })

  test('says what it takes', () => {
    expect(parseSince('--since', 'noon', now)).toMatchObject({ failure: { kind: 'usage' } })
  })
})
