import { expect, test } from 'vitest'
import { factRows, spellOut } from '../../../../renderer/lib/facts.ts'

test('facts become rows with titles; the summary is left out', () => {
  const rows = factRows(
    { summary: 'ed25519', publicKey: 'ssh-ed25519 AAAA', bits: 256, dbname: 'x' },
    { dbname: 'Database' },
  )
  expect(rows.map(({ title, text, isCode }) => [title, text, isCode])).toEqual([
    ['Public key', 'ssh-ed25519 AAAA', true],
    ['Bits', '256', false],
    ['Database', 'x', false],
  ])
})

test('a moment is shown as a date', () => {
  const [row] = factRows({ expiresAt: new Date(2027, 0, 5, 12).getTime() }, {})
  expect(row?.text).toMatch(/5 Jan 2027/)
})

test.each([
  ['publicKey', 'Public key'],
  ['client_id', 'Client id'],
  ['issuer', 'Issuer'],
  ['sha-256', 'Sha 256'],
])('%j is spelled out as %j', (key, title) => {
  expect(spellOut(key)).toBe(title)
})
