/** What the servers of tests share: a loopback port, an account without rights, an end by process id. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Database servers refuse to run as root; null when the tests run as an ordinary account anyway. */
export const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null

export const giveToNobody = (path: string): void => {
  if (nobody !== null) chownSync(path, nobody.uid, nobody.gid)
}

/** A new folder that the server may write to. */
export function makeServerFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `coffer-${name}-`))
  giveToNobody(folder)
  return folder
}

export function makeFolder(path: string): string {
  mkdirSync(path, { mode: 0o700 })
  giveToNobody(path)
  return path
}

/**
 * A port nobody listens on, below those that systems hand out by themselves: nobody is given it before the server that it is
 * for begins to listen.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 16_000)
    if (await isFree(port)) return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

export interface ServerProcess {
  readonly process: ChildProcess
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

interface Start {
  readonly folder: string
  readonly command: string
  readonly args: readonly string[]
  readonly account?: { readonly uid: number; readonly gid: number } | null
  /** Whether it answers by now. */
  readonly isReady: () => boolean | Promise<boolean>
  /** Ends it without waiting for its clients; SIGTERM when absent. */
  readonly endSignal?: NodeJS.Signals
}

/** Starts it and waits until it answers; throws what it wrote when it ends before that. */
export async function startServer(start: Start): Promise<ServerProcess> {
  const account = start.account === undefined ? nobody : start.account
  const child = spawn(start.command, [...start.args], {
    ...account,
    cwd: start.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let written = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    written = `${written}${chunk.toString()}`.slice(-4_000)
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const deadline = Date.now() + 120_000
  while (!(await start.isReady())) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${start.command} did not start: ${written}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    process: child,
    async stop() {
      if (child.exitCode === null) child.kill(start.endSignal ?? 'SIGTERM')
      await ended
      rmSync(start.folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

/** Whether something on this port speaks first, as SSH and MySQL servers do. */
export const greets = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (isUp: boolean) => {
      socket.destroy()
      resolve(isUp)
    }
    socket.setTimeout(1_000, () => answer(false))
    socket.once('data', () => answer(true))
    socket.once('error', () => answer(false))
  })
