/** A program run in our place: its signals, its exit code, its output with the secrets masked. No shell is between. */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { fail, succeed } from '../../shared/failure.ts'
import type { Outcome } from '../failure.ts'
import { createMasker, maskPatterns } from './mask.ts'
import { takeSignals } from './signals.ts'

export interface ChildOptions {
  readonly command: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Given on standard input instead of ours. */
  readonly stdin: Uint8Array | null
  /** Masked in what the program prints on a terminal; null to leave its output alone. */
  readonly masked: readonly Uint8Array[] | null
}

/** Answers the program's exit code, 128 + N when signal N ended it, 126 or 127 when it could not be run. */
export function runChild({ command, env, stdin, masked }: ChildOptions): Promise<Outcome> {
  const [program = '', ...args] = command
  const pipes = {
    stdout: masked !== null && process.stdout.isTTY === true,
    stderr: masked !== null && process.stderr.isTTY === true,
  }
  const signals = passSignals()
  const child = spawn(program, args, {
    env,
    stdio: [stdin === null ? 'inherit' : 'pipe', pipes.stdout ? 'pipe' : 'inherit', pipes.stderr ? 'pipe' : 'inherit'],
  })
  signals.to(child)
  const patterns = maskPatterns(masked ?? [])
  const shown = [show(child.stdout, process.stdout, patterns), show(child.stderr, process.stderr, patterns)]
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(stdin ?? undefined, () => stdin?.fill(0))
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      signals.stop()
      resolve(cannotRun(program, error.code))
    })
    // `close` comes after the last of its output.
    child.once('close', async (code, signal) => {
      await Promise.all(shown)
      signals.stop()
      resolve(succeed(signal === null ? (code ?? 1) : 128 + constants.signals[signal]))
    })
  })
}

function cannotRun(program: string, code: string | undefined): Outcome {
  if (code === 'ENOENT') {
    process.stderr.write(`coffer: there is no program ${program}.\n`)
    return succeed(127)
  }
  if (code === 'EACCES') {
    process.stderr.write(`coffer: ${program} is not a program that may be run.\n`)
    return succeed(126)
  }
  return fail({ kind: 'file', message: `${program} cannot be run: ${code ?? 'unknown'}.` })
}

/** Resolves when all of it is written. */
async function show(from: Readable | null, to: NodeJS.WriteStream, patterns: readonly Uint8Array[]): Promise<void> {
  if (from === null) return
  const masker = createMasker(patterns)
  const write = (bytes: Uint8Array) => new Promise((resolve) => to.write(bytes, resolve))
  for await (const chunk of from as AsyncIterable<Buffer>) await write(masker.push(chunk))
  await write(masker.end())
}

const passed = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGINT'] as const

/**
 * Signals to us are for the program; we end when it does. A Ctrl-C goes to both from the terminal itself, so that one is
 * passed on only where there is no terminal. Listens before there is a program: what comes early is passed on late.
 */
function passSignals(): { to(child: ChildProcess): void; stop(): void } {
  const fromTerminal = process.stdin.isTTY === true
  const early: NodeJS.Signals[] = []
  let child: ChildProcess | null = null
  const stop = takeSignals(passed, (signal) => {
    const isTyped = fromTerminal && (signal === 'SIGINT' || signal === 'SIGQUIT')
    if (isTyped) return
    if (child === null) early.push(signal)
    else child.kill(signal)
  })
  return {
    stop,
    to(started) {
      child = started
      for (const signal of early) started.kill(signal)
    },
  }
}
