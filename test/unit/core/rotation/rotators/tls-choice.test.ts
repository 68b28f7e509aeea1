import { describe, expect, test } from 'vitest'
import { isLoopback, tlsChoices } from '../../../../../main/core/rotation/rotators/database/tls-choice.ts'

const modes = (at: { ssl: boolean | null; host: string; ca: string | null }) => tlsChoices(at).map(({ mode }) => mode)

describe('how a connection to a database is protected', () => {
  const remote = 'db.example.org'
  const table: readonly (readonly [string, Parameters<typeof tlsChoices>[0], readonly string[]])[] = [
    ['ssl true: TLS, verified', { ssl: true, host: remote, ca: null }, ['verify']],
    ['ssl absent, over a network: TLS, and never plain text', { ssl: null, host: remote, ca: null }, ['verify']],
    ['ssl false is the word of the user', { ssl: false, host: remote, ca: 'PEM' }, ['plain']],
    [
      'ssl absent on this machine: TLS, then plain text',
      { ssl: null, host: '127.0.0.1', ca: null },
      ['unverified', 'plain'],
    ],
    ['ssl true on this machine: TLS', { ssl: true, host: 'localhost', ca: null }, ['unverified']],
    ['an authority counts on this machine too', { ssl: null, host: '::1', ca: 'PEM' }, ['verify', 'plain']],
  ]
  for (const [title, at, expected] of table) test(title, () => expect(modes(at)).toEqual(expected))

  test('with an authority of the user no other one is trusted, without one those of Node and the system are', () => {
    expect(tlsChoices({ ssl: true, host: remote, ca: 'PEM' })).toEqual([{ mode: 'verify', ca: ['PEM'] }])
    const [choice] = tlsChoices({ ssl: true, host: remote, ca: null })
    expect(choice?.mode === 'verify' && choice.ca.length).toBeGreaterThan(100)
  })

  test('what is this machine and what is not', () => {
    for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '::1', '[::1]', '/run/postgresql'])
      expect([host, isLoopback(host)]).toEqual([host, true])
    for (const host of ['localhost.example.org', '10.0.0.1', '127.0.0.1.nip.io', '::2', 'db', '1127.0.0.1'])
      expect([host, isLoopback(host)]).toEqual([host, false])
  })
})
