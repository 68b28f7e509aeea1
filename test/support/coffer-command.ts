/** The `coffer` command as people have it: the bundle, on the host's Node, found on the PATH. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
/** The tests themselves run in Electron's Node. */
const node = process.env.npm_node_execpath ?? 'node'

/** Builds what is stale. */
export function buildCli(): void {
  execFileSync(node, [join(root, 'cli', 'bin', 'coffer.mjs'), '--version'], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** An environment whose `coffer` uses the vault in DIR/home. */
export function cofferEnvironment(dir: string): NodeJS.ProcessEnv {
  const command = join(dir, 'bin', 'coffer')
  mkdirSync(join(dir, 'bin'))
  writeFileSync(command, `#!/bin/sh\nexec "${node}" "${root}/out/cli/index.js" "$@"\n`)
  chmodSync(command, 0o755)
  const { ELECTRON_RUN_AS_NODE: _, NO_COLOR: __, XDG_RUNTIME_DIR: ___, ...env } = process.env
  return {
    ...env,
    PATH: `${join(dir, 'bin')}:${process.env.PATH}`,
    COFFER_HOME: join(dir, 'home'),
    HOME: dir,
    TERM: 'xterm',
    TZ: 'UTC',
  }
}
