/** Runs a user's program: no shell, values on stdin only, an end to its time, and to whatever it started. */
import { spawn, spawnSync } from 'node:child_process'

export interface ProgramRun {
  /** The program and its arguments. */
  readonly argv: readonly string[]
  /** Written to stdin, which is then closed. */
  readonly input: Uint8Array
  readonly timeoutMs: number
  /** More than this on stdout ends the program. */
  readonly outputLimitBytes: number
  readonly signal: AbortSignal
}

/** `output` is the caller's to wipe. What the program writes to stderr is thrown away: it may hold a value. */
export type ProgramEnd =
  | { readonly kind: 'exit'; readonly code: number; readonly output: Buffer }
  | { readonly kind: 'not-started'; readonly code: string }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'too-long' | 'too-much' | 'cancelled' }

/** Between the request to end and the end that cannot be refused. */
const graceMs = 2_000

/** What was written before the end is read by then. */
const leftoverMs = 500

/** The process group of its own goes with the program, also what it left running when it ended. */
export function runProgram({ argv, input, timeoutMs, outputLimitBytes, signal }: ProgramRun): Promise<ProgramEnd> {
  const [command = '', ...args] = argv
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' })
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const chunks: Buffer[] = []
    let size = 0
    let why: 'too-long' | 'too-much' | 'cancelled' | null = null
    let force: NodeJS.Timeout | undefined
    const stop = (reason: typeof why) => {
      why ??= reason
      endGroup(child.pid, 'SIGTERM')
      force ??= setTimeout(() => endGroup(child.pid, 'SIGKILL'), graceMs)
    }
    const cancel = () => stop('cancelled')
    const timer = setTimeout(() => stop('too-long'), timeoutMs)
    signal.addEventListener('abort', cancel)
    const finish = (end: ProgramEnd) => {
      for (const each of [timer, force]) clearTimeout(each)
      signal.removeEventListener('abort', cancel)
      if (end.kind !== 'exit') for (const chunk of chunks) chunk.fill(0)
      resolve(end)
    }
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= outputLimitBytes) chunks.push(chunk)
      else stop('too-much')
    })
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) finish({ kind: 'not-started', code: error.code ?? 'unknown' })
    })
    // Whatever it left behind would hold the pipe open; it has no business after its step. What left the group as well
    // gets a moment to let go, then the pipe is closed.
    child.once('exit', () => {
      endGroup(child.pid, 'SIGKILL')
      setTimeout(() => child.stdout.destroy(), leftoverMs).unref()
    })
    child.once('close', (code, killedBy) => finish(why === null ? endOf(code, killedBy, chunks) : { kind: why }))
    // A program need not read what it is given.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

function endOf(code: number | null, killedBy: string | null, chunks: Buffer[]): ProgramEnd {
  if (code === null) return { kind: 'signal', signal: killedBy ?? 'unknown' }
  const output = Buffer.concat(chunks)
  for (const chunk of chunks) chunk.fill(0)
  return { kind: 'exit', code, output }
}

function endGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
    return
  }
  try {
    process.kill(-pid, signal)
  } catch {
    // Nobody of the group is left.
  }
}
