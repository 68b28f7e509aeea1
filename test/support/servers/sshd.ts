/** OpenSSH's server of the test's own, on loopback, for one account. */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ordinaryUser } from '../ordinary-user.ts'
import { freePort, greets, startServer } from './private-server.ts'

export interface Sshd {
  readonly port: number
  /** The account that may log in. */
  readonly username: string
  /** The host key as known_hosts writes it: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string
  /** `SHA256:…` of the host key. */
  readonly hostKeyFingerprint: string
  /** Replaces what may log in; lines of authorized_keys. */
  authorise(publicLines: readonly string[]): void
  stop(): Promise<void>
}

/** It runs as the account it serves, so it needs no right of root and can let in nobody else. */
export async function startSshd(): Promise<Sshd> {
  const user = ordinaryUser()
  const folder = mkdtempSync(join(tmpdir(), 'coffer-sshd-'))
  const own = (path: string) => (user === undefined ? undefined : chownSync(path, user.uid, user.gid))
  const hostKeyFile = join(folder, 'host-key')
  const keysFile = join(folder, 'authorized_keys')
  const config = join(folder, 'config')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKeyFile])
  const port = await freePort()
  writeFileSync(keysFile, '', { mode: 0o600 })
  writeFileSync(config, configuration({ port, hostKeyFile, keysFile, pidFile: join(folder, 'pid') }))
  for (const path of [folder, hostKeyFile, keysFile, config]) own(path)
  chmodSync(folder, 0o700)
  const server = await startServer({
    folder,
    command: '/usr/sbin/sshd',
    args: ['-D', '-e', '-f', config],
    account: user === undefined ? null : { uid: user.uid, gid: user.gid },
    isReady: () => greets(port),
  })
  const [kind = '', blob = ''] = readFileSync(`${hostKeyFile}.pub`, 'utf8').split(' ')
  const [, hostKeyFingerprint = ''] = execFileSync('ssh-keygen', ['-l', '-f', hostKeyFile], { encoding: 'utf8' }).split(
    ' ',
  )
  return {
    port,
    username: user?.name ?? userInfo().username,
    hostKey: `${kind} ${blob}`,
    hostKeyFingerprint,
    authorise: (lines) => writeFileSync(keysFile, lines.map((line) => `${line}\n`).join('')),
    stop: server.stop,
  }
}

const configuration = (files: { port: number; hostKeyFile: string; keysFile: string; pidFile: string }): string =>
  [
    `Port ${files.port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${files.hostKeyFile}`,
    `AuthorizedKeysFile ${files.keysFile}`,
    `PidFile ${files.pidFile}`,
    'PubkeyAuthentication yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'MaxStartups 100',
    '',
  ].join('\n')
