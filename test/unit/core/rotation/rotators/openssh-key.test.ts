/** New keys, read by OpenSSH's own program and by Coffer's reader. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { readKeyFile } from '../../../../../main/core/kinds/ssh-key.ts'
import { makeSshKeyPair, type SshKeyType } from '../../../../../main/core/rotation/rotators/ssh/openssh-key.ts'
import { requires } from '../../../../support/provisions.ts'

const { describe, test } = requires('openssh')
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-keys-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const kinds: readonly (readonly [name: string, wanted: SshKeyType, listed: string])[] = [
  ['Ed25519', { type: 'ed25519' }, '256 ED25519'],
  ['RSA of 2048 bits', { type: 'rsa', bits: 2048 }, '2048 RSA'],
  ['RSA of 3072 bits', { type: 'rsa', bits: 3072 }, '3072 RSA'],
  ['ECDSA on P-256', { type: 'ecdsa', bits: 256 }, '256 ECDSA'],
  ['ECDSA on P-384', { type: 'ecdsa', bits: 384 }, '384 ECDSA'],
  ['ECDSA on P-521', { type: 'ecdsa', bits: 521 }, '521 ECDSA'],
]

describe('a new SSH key', () => {
  for (const [name, wanted, listed] of kinds) {
    test(`${name}: ssh-keygen reads both halves, and they belong together`, async () => {
      const pair = await makeSshKeyPair(wanted, 'ada@example.org deploy')
      const file = join(folder, name.replace(/\W/g, ''))
      writeFileSync(file, pair.privateText, { mode: 0o600 })
      expect(execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }).trim()).toBe(pair.publicLine)
      writeFileSync(`${file}.pub`, `${pair.publicLine}\n`)
      const [bits, , ...rest] = execFileSync('ssh-keygen', ['-l', '-f', `${file}.pub`], { encoding: 'utf8' })
        .trim()
        .split(' ')
      expect(`${bits} ${rest.at(-1)?.slice(1, -1)}`).toBe(listed)
    })

    test(`${name}: can sign, and the signature holds`, async () => {
      const pair = await makeSshKeyPair(wanted, 'c')
      const file = join(folder, `sign-${name.replace(/\W/g, '')}`)
      writeFileSync(file, pair.privateText, { mode: 0o600 })
      writeFileSync(`${file}.allowed`, `c ${pair.publicLine}\n`)
      const signature = execFileSync('ssh-keygen', ['-Y', 'sign', '-n', 'file', '-f', file], {
        input: 'message',
        stdio: 'pipe',
      })
      writeFileSync(`${file}.sig`, signature)
      const verify = ['-Y', 'verify', '-n', 'file', '-I', 'c', '-f', `${file}.allowed`, '-s', `${file}.sig`]
      expect(execFileSync('ssh-keygen', verify, { input: 'message', encoding: 'utf8' })).toContain(
        'Good "file" signature',
      )
    })

    test(`${name}: Coffer reads type, bits and comment from it`, async () => {
      const pair = await makeSshKeyPair(wanted, 'ada@example.org')
      const key = readKeyFile(pair.privateText)
      const bits = 'bits' in wanted ? wanted.bits : 256
      expect(key).toMatchObject({ encrypted: false, type: wanted.type, bits, comment: 'ada@example.org' })
    })
  }

  test('is another one each time', async () => {
    const [one, other] = [await makeSshKeyPair({ type: 'ed25519' }, ''), await makeSshKeyPair({ type: 'ed25519' }, '')]
    expect(one.publicLine).not.toBe(other.publicLine)
    expect(one.publicLine.split(' ')).toHaveLength(2)
  })
})
