/** The `coffer` command beside a running app, on the app's home and as the app's account. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { appEnv, reachable } from './app.ts'
import type { OrdinaryUser } from './ordinary-user.ts'

export interface Ran {
  readonly stdout: Buffer
  readonly stderr: string
  readonly exitCode: number | null
}

export interface TerminalOptions {
  readonly home: string
  readonly user?: OrdinaryUser | undefined
  readonly input?: string | Buffer
}

/** Runs the built bundle; a session of its own, so there is no terminal to ask on. */
export function coffer(words: readonly string[], { home, user, input }: TerminalOptions): Promise<Ran> {
  const { root, executable } = reachable(user)
  const command = [executable, join(root, 'out', 'cli', 'index.js'), ...words]
  const [program = '', ...args] = user === undefined ? command : [...asUser(user), ...command]
  const env = {
    ...appEnv(),
    COFFER_HOME: home,
    ELECTRON_RUN_AS_NODE: '1',
    ELECTRON_OVERRIDE_DIST_PATH: distOf(executable),
  }
  const child = spawn(program, args, { cwd: '/', env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const out: Buffer[] = []
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  return new Promise((resolve) => {
    child.on('close', (exitCode) => resolve({ stdout: Buffer.concat(out), stderr, exitCode }))
  })
}

const distOf = (executable: string): string => join(executable, '..')

const asUser = ({ uid, gid }: OrdinaryUser): readonly string[] => [
  'setpriv',
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--init-groups',
  '--inh-caps=-all',
]
