import { describe, expect, test } from 'vitest'
import { describeError } from '../../../main/crash-rules.ts'

describe('what the log learns of an exception', () => {
  test('is its class, its code and where it was', () => {
    const error = Object.assign(new RangeError('marker-value'), { code: 'ENOSPC' })
    const fields = describeError(error)
    expect(fields).toMatchObject({ kind: 'RangeError', code: 'ENOSPC' })
    expect(fields.where).toMatch(/^crash-rules\.test\.ts:\d+$/)
  })
  test('is never what it said, however the message is made up', () => {
    const messages = ['marker', '\n    at marker (/marker/marker.js:1:2)', 'marker.js:3:4)']
    for (const message of messages) {
      const error = new Error(message)
      error.cause = 'marker'
      expect(JSON.stringify(describeError(error))).not.toContain('marker')
    }
  })
  test('is only the type of what is no error', () => {
    for (const [thrown, kind] of [
      ['marker', 'string'],
      [undefined, 'undefined'],
      [{ marker: 1 }, 'object'],
    ] as const) {
      expect(describeError(thrown)).toEqual({ kind })
    }
  })
})
