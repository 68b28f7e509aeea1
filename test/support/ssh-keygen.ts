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
