import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLink, linkedName } from '../../../main/deep-link.ts'

describe('a link', () => {
  test.each([
    ['coffer://prod/billing/db', 'prod/billing/db'],
    ['coffer://lone', 'lone'],
    ['coffer://lone/', 'lone'],
    ['coffer:///rooted/name', '/rooted/name'],
    ['COFFER://Prod/DB', 'Prod/DB'],
    ['coffer://me%40host/a%2Bb', 'me@host/a+b'],
    ['coffer://me@host/a+b', 'me@host/a+b'],
  ])('%s opens %s', (link, name) => {
    expect(isLink(link)).toBe(true)
    expect(linkedName(link)).toBe(name)
  })

  test.each([
    'coffer://',
    'coffer:prod/db',
    'coffer:/prod/db',
    'coffer://prod/db?version=1',
    'coffer://prod/db#password',
    'coffer://prod/db --remote-debugging-port=1',
    'coffer://prod%00db',
    'coffer://%E0%A4%A',
    'coffer://a b',
    'coffer://<script>',
    'https://prod/db',
    ` coffer://prod/db`,
    `coffer://${'x'.repeat(600)}`,
  ])('%s opens nothing', (link) => {
    expect(linkedName(link)).toBeNull()
  })

  test('opens a name that could be a secret’s, whatever is written in it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const name = linkedName(`coffer://${text}`)
        if (name !== null) expect(name).toMatch(/^[A-Za-z0-9/_+=.@-]{1,512}$/)
      }),
    )
  })
})
