import { describe, expect, test } from 'vitest'
import { type CliFailure, exitCodeOf, hintOf, inWords, usage } from '../../../cli/failure.ts'

const message = 'm'
const cases: readonly (readonly [CliFailure, number])[] = [
  [usage('m').failure, 2],
  [{ kind: 'invalid', message, field: 'name' }, 2],
  [{ kind: 'locked', message }, 3],
  [{ kind: 'wrong-password', message }, 3],
  [{ kind: 'throttled', message, retryAfterMs: 1 }, 3],
  [{ kind: 'no-vault', message }, 4],
  [{ kind: 'not-found', message }, 4],
  [{ kind: 'no-field', message, near: [] }, 4],
  [{ kind: 'version-not-found', message }, 4],
  [{ kind: 'stage-not-found', message }, 4],
  [{ kind: 'scheduled-for-deletion', message, deletionAt: 1 }, 4],
  [{ kind: 'vault-exists', message }, 5],
  [{ kind: 'exists', message }, 5],
  [{ kind: 'stale', message, currentVersionId: 'v' }, 5],
  [{ kind: 'token-reused', message }, 5],
  [{ kind: 'refused', message }, 6],
  [{ kind: 'stage-refused', message }, 6],
  [{ kind: 'limit-exceeded', message }, 6],
  [{ kind: 'not-scheduled', message }, 6],
  [{ kind: 'read-only', message }, 6],
  [{ kind: 'unsafe-socket', message }, 6],
  [{ kind: 'conflict', message }, 7],
  [{ kind: 'aws', message, code: 'X' }, 8],
  [{ kind: 'unavailable', message }, 8],
  [{ kind: 'mfa-needed', message, serial: 's' }, 8],
  [{ kind: 'vault-damaged', message, detail: 'd' }, 9],
  [{ kind: 'vault-foreign', message }, 9],
  [{ kind: 'vault-newer', message, format: 2 }, 9],
  [{ kind: 'vault-rolled-back', message, behindBy: 1 }, 9],
  [{ kind: 'vault-busy', message }, 9],
  [{ kind: 'interrupted', message }, 130],
  [{ kind: 'disk-full', message }, 1],
  [{ kind: 'io-error', message, detail: 'd' }, 1],
  [{ kind: 'file', message }, 1],
  [{ kind: 'not-started', message }, 1],
  [{ kind: 'not-running', message }, 1],
  [{ kind: 'core-lost', message }, 1],
  [{ kind: 'bug', message, reference: 'r' }, 1],
]

describe('a failure', () => {
  test.each(cases.map(([failure, code]) => [failure.kind, code, failure] as const))(
    '%s exits with %i',
    (_, code, failure) => {
      expect(exitCodeOf(failure)).toBe(code)
    },
  )

  test('gives a hint as a sentence or not at all', () => {
    for (const [failure] of cases) expect(hintOf(failure) ?? 'None.').toMatch(/^[A-Z].*[.?]$/)
  })
})

test('names are told in words', () => {
  expect([inWords([]), inWords(['a']), inWords(['a', 'b']), inWords(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a or b',
    'a, b or c',
  ])
})
