import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findReferences, lineOf, parseReference } from '../../../cli/references/reference.ts'

const whole = { key: null, stage: null, versionId: null }

function only(text: string) {
  const parsed = parseReference(text)
  return parsed.ok ? parsed.value : parsed.failure.message
}

describe('a reference', () => {
  test.each([
    ['coffer://a', { name: 'a', ...whole }],
    ['coffer://prod/billing/db.v2+x=1@eu-west_1', { name: 'prod/billing/db.v2+x=1@eu-west_1', ...whole }],
    ['coffer://rds!cluster-1', { name: 'rds!cluster-1', ...whole }],
    ['coffer://a#password', { name: 'a', ...whole, key: 'password' }],
    ['coffer://a?stage=AWSPREVIOUS', { name: 'a', ...whole, stage: 'AWSPREVIOUS' }],
    ['coffer://a?version=0123456789', { name: 'a', ...whole, versionId: '0123456789' }],
    ['coffer://a#k?stage=my-label', { name: 'a', key: 'k', stage: 'my-label', versionId: null }],
    ['coffer://a?stage=my-label#k', { name: 'a', key: 'k', stage: 'my-label', versionId: null }],
    ['coffer://a#with%20space%C3%A9', { name: 'a', ...whole, key: 'with spaceé' }],
    ['{{ coffer://a#k }}', { name: 'a', ...whole, key: 'k' }],
    ['{{coffer://a}}', { name: 'a', ...whole }],
  ])('%s is read', (text, reference) => {
    expect(only(text)).toEqual(reference)
  })

  test.each([
    ['coffer://', 'A reference names a secret: coffer://NAME.'],
    ['coffer://#k', 'A reference names a secret: coffer://NAME.'],
    ['coffer://a#', 'A reference has a key after its "#".'],
    ['coffer://a#%ZZ', 'A reference has %XX in its key that stands for no character.'],
    ['coffer://a?', 'A reference has ?stage=LABEL or ?version=ID after its "?".'],
    ['coffer://a?stage=', 'A reference has ?stage=LABEL or ?version=ID after its "?".'],
    ['coffer://a?other=x', 'A reference has ?stage=LABEL or ?version=ID after its "?".'],
    [`coffer://${'a'.repeat(513)}`, 'The name in a reference has at most 512 characters.'],
    ['coffer://a b', 'This is not a reference: coffer://NAME[#KEY].'],
    ['text', 'This is not a reference: coffer://NAME[#KEY].'],
  ])('%s is refused', (text, message) => {
    expect(only(text)).toBe(message)
  })
})

describe('references in text', () => {
  const spans = (text: string) => {
    const found = findReferences(text)
    return found.ok ? found.value.map(({ start, end }) => text.slice(start, end)) : found.failure
  }

  test.each([
    ['none', []],
    ['a=coffer://x', ['coffer://x']],
    ['"coffer://x#k", coffer://y', ['coffer://x#k', 'coffer://y']],
    ['postgres://u:coffer://x#k@host/db', ['coffer://x#k']],
    ['coffer://x#k:5432', ['coffer://x#k']],
    ['{{ coffer://x }}y', ['{{ coffer://x }}']],
    ['{{coffer://x#k}}{{coffer://y}}', ['{{coffer://x#k}}', '{{coffer://y}}']],
    ['{{ coffer://x and more }}', ['coffer://x']],
    ['{ coffer://x }', ['coffer://x']],
  ])('of %j are %j', (text, expected) => {
    expect(spans(text)).toEqual(expected)
  })

  test('tell where the first bad one stands', () => {
    expect(spans('a\nb coffer://x coffer://?')).toEqual({ start: 15, message: expect.any(String) })
    expect(lineOf('a\nb coffer://x coffer://?', 15)).toBe(2)
  })

  test('never overlap and are in order, in any text', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('coffer://', 'a', '#k', '?stage=x', '{{', '}}', ' ', '\n', '/', '%41'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('')
        const found = findReferences(text)
        if (!found.ok) expect(text.startsWith('coffer://', found.failure.start)).toBe(true)
        if (!found.ok) return
        let at = 0
        for (const { start, end } of found.value) {
          expect(start).toBeGreaterThanOrEqual(at)
          expect(text.slice(start, end)).toContain('coffer://')
          at = end
        }
      }),
      { numRuns: process.env.SLOW === '1' ? 50_000 : 1_000 },
    )
  })
})
