/** A real core of its own process, as a plain Node program, for tests that talk to it over its socket. */
import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const source = join(root, 'main', 'core', 'index.ts')
/** What ships; `npm test` builds it first. */
export const builtCore = join(root, 'out', 'main', 'core.js')
const startLimitMs = 120_000

export interface CoreProcess {
  /** Resolves when a core listens: between two there is a moment without one. */
  listening(): Promise<void>
  /** Of the core that runs now; a lock ends one and starts the next, as the shell does. */
  pid(): number
  stop(): Promise<void>
}

/** Resolves when the core listens. The caller stops it and removes the home. `env` is added to this process's own. */
export async function startCoreProcess(
  home: string,
  env: NodeJS.ProcessEnv = {},
  entry: string = source,
): Promise<CoreProcess> {
  let stopping = false
  let child = await startOne(home, env, entry)
  /** The one that runs, or is about to. */
  let latest: Promise<ChildProcess | null> = Promise.resolve(child)
  const watch = (started: ChildProcess) => {
    started.once('exit', async (code) => {
      if (stopping || code !== 0) return
      const starting = startOne(home, env, entry)
      latest = starting.catch(() => null)
      child = await starting
      if (!stopping) watch(child)
    })
  }
  watch(child)
  return {
    listening: () => untilListening(join(home, 'run', 'core.sock')),
    pid: () => child.pid ?? -1,
    async stop() {
      stopping = true
      const current = await latest
      if (current === null || current.exitCode !== null || current.signalCode !== null) return
      await new Promise((resolve) => {
        current.once('exit', resolve)
        current.kill()
      })
    },
  }
}

async function untilListening(path: string): Promise<void> {
  const deadline = Date.now() + startLimitMs
  while (Date.now() < deadline) {
    const isThere = await new Promise((resolve) => {
      const probe = connect(path)
      probe.once('connect', () => resolve(true))
      probe.once('error', () => resolve(false))
      probe.once('connect', () => probe.destroy())
    })
    if (isThere) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('no core listens')
}

function startOne(home: string, env: NodeJS.ProcessEnv, entry: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [entry, `--home=${home}`, '--app-version=1.2.3'], {
    env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let said = ''
    const late = setTimeout(() => reject(new Error(`the core did not start: ${said}`)), startLimitMs)
    const settle = (settled: () => void) => {
      clearTimeout(late)
      settled()
    }
    child.stderr.on('data', (chunk: Buffer) => (said += chunk))
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk
      if (said.includes('coffer core listening')) settle(() => resolve(child))
    })
    child.once('exit', (code) => settle(() => reject(new Error(`the core ended with ${code}: ${said}`))))
  })
}
