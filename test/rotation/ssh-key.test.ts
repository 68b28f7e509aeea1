/** Keys are rotated at OpenSSH's own server. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { sshKeyRotator } from '../../main/core/rotation/rotators/ssh-key.ts'
import type { Result } from '../../shared/failure.ts'
import { requires } from '../support/provisions.ts'
import { drive } from '../support/rotation/steps.ts'
import { type Sshd, startSshd } from '../support/servers/sshd.ts'
import { unwrap } from '../support/vault.ts'

const { describe, test } = requires('openssh', 'sshd', 'sandbox-user')

let folder = ''
let server: Sshd
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-ssh-'))
  server = await startSshd()
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

let made = 0
/** A key by ssh-keygen and its public line. */
function makeKey(options: readonly string[]): { text: string; publicLine: string } {
  made += 1
  const file = join(folder, `key-${made}`)
  execFileSync('ssh-keygen', ['-q', ...(options.includes('-N') ? [] : ['-N', '']), '-f', file, ...options])
  return { text: readFileSync(file, 'utf8'), publicLine: readFileSync(`${file}.pub`, 'utf8').trim() }
}

const check = (hostKey: string | null = server.hostKey) => ({
  host: '127.0.0.1',
  port: server.port,
  user: server.username,
  hostKey,
})
const messageOf = (result: Result<unknown>): string =>
  result.ok ? 'ok' : `${result.failure.kind}: ${result.failure.message}`

/** What OpenSSH's own client says of a key. */
function sshLetsIn(text: string): boolean {
  const file = join(folder, 'try')
  writeFileSync(file, text, { mode: 0o600 })
  const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'BatchMode=yes', 'IdentitiesOnly=yes']
  const words = ['-F', '/dev/null', ...options.flatMap((one) => ['-o', one]), '-i', file, '-p', String(server.port)]
  try {
    execFileSync('ssh', [...words, `${server.username}@127.0.0.1`, 'true'], {
      stdio: 'ignore',
      env: { PATH: process.env.PATH },
    })
    return true
  } catch {
    return false
  }
}

const kinds: readonly (readonly [name: string, options: readonly string[]])[] = [
  ['ed25519', ['-t', 'ed25519', '-C', 'ada@laptop']],
  ['rsa 2048', ['-t', 'rsa', '-b', '2048', '-C', 'ada@laptop']],
  ['rsa in PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM', '-C', '']],
  ['ecdsa 384', ['-t', 'ecdsa', '-b', '384', '-C', 'ada@laptop']],
]

describe('an SSH key', () => {
  for (const [name, options] of kinds) {
    test(`${name}: a new one of the same type is shown, waited for, tried and taken`, async () => {
      const old = makeKey(options)
      server.authorise([old.publicLine])
      const steps = drive(sshKeyRotator, { kind: 'ssh-key', check: check() }, { current: old.text })
      unwrap(await steps.create())
      const waits = unwrap(await steps.set())
      const shown = waits?.waitsForUser.show ?? ''
      const [algorithm, , comment = ''] = shown.split(' ')
      expect(algorithm).toBe(old.publicLine.split(' ')[0])
      expect(comment).toBe(old.publicLine.split(' ')[2] ?? '')
      expect(messageOf(await steps.test())).toMatch(/^refused: .*does not let .* in with the new key yet/)
      server.authorise([old.publicLine, shown])
      expect(messageOf(await steps.test())).toBe('ok')
      expect(steps.notes.get('oldKeyWorks')).toBe(true)
      expect(sshLetsIn(steps.pending ?? '')).toBe(true)
      expect(messageOf(await steps.finish())).toBe('ok')
      expect(steps.notes.get('removeFromServers')).toMatch(/^SHA256:/)
    })
  }

  test('that is installed already is not waited for', async () => {
    const old = makeKey(['-t', 'ed25519'])
    const steps = drive(sshKeyRotator, { kind: 'ssh-key', check: check() }, { current: old.text })
    unwrap(await steps.create())
    const shown = unwrap(await steps.set())?.waitsForUser.show ?? ''
    server.authorise([shown])
    expect(unwrap(await steps.set())).toBeNull()
    expect(messageOf(await steps.test())).toBe('ok')
    expect(steps.notes.get('oldKeyWorks')).toBe(false)
  })

  test('is not tried at a server that shows another host key', async () => {
    const old = makeKey(['-t', 'ed25519'])
    const other = makeKey(['-t', 'ed25519']).publicLine
    for (const hostKey of [other, 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']) {
      const steps = drive(sshKeyRotator, { kind: 'ssh-key', check: check(hostKey) }, { current: old.text })
      unwrap(await steps.create())
      server.authorise([unwrap(await steps.set())?.waitsForUser.show ?? ''])
      expect(messageOf(await steps.test())).toContain(`showed the host key ${server.hostKeyFingerprint}`)
    }
  })

  test('is tried at the host key that was seen first where none is pinned', async () => {
    const old = makeKey(['-t', 'ed25519'])
    const steps = drive(sshKeyRotator, { kind: 'ssh-key', check: check(null) }, { current: old.text })
    unwrap(await steps.create())
    server.authorise([unwrap(await steps.set())?.waitsForUser.show ?? ''])
    expect(messageOf(await steps.test())).toBe('ok')
    expect(steps.notes.get('hostKey')).toBe(server.hostKeyFingerprint)
    steps.notes.set('hostKey', 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')
    expect(messageOf(await steps.test())).toMatch(/^refused: .*not the one expected/)
  })

  test('by fingerprint pins as well as by key', async () => {
    const steps = drive(
      sshKeyRotator,
      { kind: 'ssh-key', check: check(server.hostKeyFingerprint) },
      { current: makeKey(['-t', 'ed25519']).text },
    )
    unwrap(await steps.create())
    server.authorise([unwrap(await steps.set())?.waitsForUser.show ?? ''])
    expect(messageOf(await steps.test())).toBe('ok')
  })

  test('cannot be tried where no server is, which may pass', async () => {
    const draft = { kind: 'ssh-key', check: { host: '127.0.0.1', port: 1, user: 'ada' } } as const
    const steps = drive(sshKeyRotator, draft, { current: makeKey(['-t', 'ed25519']).text })
    unwrap(await steps.create())
    expect(messageOf(await steps.test())).toMatch(/^unavailable: 127\.0\.0\.1:1: .*ECONNREFUSED/)
  })

  test('with a passphrase, of an old type, or none at all is refused with the way out', async () => {
    const create = async (current: string) =>
      messageOf(await drive(sshKeyRotator, { kind: 'ssh-key' }, { current }).create())
    expect(await create(makeKey(['-t', 'ed25519', '-N', 'secret-words']).text)).toMatch(/passphrase.*without one/)
    expect(await create('not a key')).toMatch(/cannot be read as a private key/)
  })

  test('can be the first of a secret, and without a check the word of the user counts', async () => {
    const steps = drive(sshKeyRotator, { kind: 'ssh-key' }, { current: null })
    unwrap(await steps.create())
    expect(unwrap(await steps.set())?.waitsForUser.show).toMatch(/^ssh-ed25519 AAAA\S+ prod\/thing$/)
    expect(messageOf(await steps.test())).toBe('ok')
    expect(messageOf(await steps.finish())).toBe('ok')
  })
})
