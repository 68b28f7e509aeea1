/** Real keys, made by OpenSSH's own program. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export interface MadeKey {
  /** The private key as ssh-keygen wrote it, with its last line end. */
  readonly text: string
  /** `SHA256:…`, as ssh-keygen prints it. */
  readonly fingerprint: string
}

/** An Ed25519 key without a passphrase. Its files do not stay in `folder`. */
export function makeSshKey(folder: string, comment: string): MadeKey {
  const file = join(folder, 'id_ed25519')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file])
  const [, fingerprint = ''] = execFileSync('ssh-keygen', ['-l', '-f', file], { encoding: 'utf8' }).split(' ')
  const text = readFileSync(file, 'utf8')
  for (const each of [file, `${file}.pub`]) rmSync(each)
  return { text, fingerprint }
}

export interface MadePair extends MadeKey {
  /** As authorized_keys has it, with the comment. */
  readonly publicLine: string
  /** The public key's own file, in `folder`; the private one's is gone. */
  readonly publicFile: string
}

/** A key of any kind, by ssh-keygen's own options: `['-t', 'rsa', '-b', '2048']`. Without a passphrase unless `-N` says one. */
export function makeKeyPair(folder: string, name: string, options: readonly string[]): MadePair {
  const file = join(folder, name)
  const passphrase = options.includes('-N') ? [] : ['-N', '']
  execFileSync('ssh-keygen', ['-q', '-C', name, ...passphrase, '-f', file, ...options])
  const publicFile = `${file}.pub`
  const [, fingerprint = ''] = execFileSync('ssh-keygen', ['-l', '-f', publicFile], { encoding: 'utf8' }).split(' ')
  const text = readFileSync(file, 'utf8')
  rmSync(file)
  return { text, fingerprint, publicLine: readFileSync(publicFile, 'utf8').trim(), publicFile }
}
