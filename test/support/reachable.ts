/** The built app and its runtime, where another account can read them: a checkout may lie in a private home folder. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { OrdinaryUser } from './ordinary-user.ts'
import { root } from './repository.ts'

export interface ReachableApp {
  /** The folder to start as the app. */
  readonly root: string
  readonly executable: string
  /** A folder to remove afterwards; null when the checkout itself could be used. */
  readonly copy: string | null
}

/** What the built app needs beside Electron. */
const parts = [
  'package.json',
  'out',
  'test/support/hold-ready.cjs',
  ...['better-sqlite3', 'koffi', '@koromix', 'libsodium-sumo', 'libsodium-wrappers-sumo'].map(
    (name) => `node_modules/${name}`,
  ),
]

/** An account by its numbers: all that reading a file asks for. */
type Account = Pick<OrdinaryUser, 'uid' | 'gid'>

/** The runtime alone, for a plain Node under another account. `copy` as in ReachableApp. */
export function reachableRuntime(account: Account, executable: string): Pick<ReachableApp, 'executable' | 'copy'> {
  if (canRead(account, executable)) return { executable, copy: null }
  const copy = openFolder()
  return { executable: copyRuntime(copy, executable), copy }
}

/** @param user undefined for the account of the tests, which reaches everything */
export function reachableApp(user: OrdinaryUser | undefined, executable: string): ReachableApp {
  const needed = [join(root, 'package.json'), executable]
  if (user === undefined || needed.every((file) => canRead(user, file))) return { root, executable, copy: null }
  const copy = openFolder()
  for (const part of parts) copyInto(copy, root, part)
  return { root: copy, executable: copyRuntime(copy, executable), copy }
}

function openFolder(): string {
  const folder = mkdtempSync('/tmp/coffer-copy-')
  chmodSync(folder, 0o755)
  return folder
}

function copyRuntime(folder: string, executable: string): string {
  const dist = dirname(executable)
  copyInto(join(folder, 'electron'), dirname(dist), basename(dist))
  return join(folder, 'electron', basename(dist), basename(executable))
}

const canRead = ({ uid, gid }: Account, file: string): boolean =>
  spawnSync('setpriv', [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', 'test', '-r', file]).status === 0

/** By hard links where the file system allows, since the runtime alone is 250 MB. */
function copyInto(folder: string, from: string, part: string): void {
  const target = join(folder, part)
  mkdirSync(dirname(target), { recursive: true })
  const linked = spawnSync('cp', ['--archive', '--link', join(from, part), target])
  if (linked.status !== 0) cpSync(join(from, part), target, { recursive: true, force: true })
}
