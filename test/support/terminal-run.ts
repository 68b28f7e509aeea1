/** Runs a command line with pipes, or on a pseudo-terminal with somebody typing. */
import { spawn } from 'node:child_process'

export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

const limitMs = 180_000

/** Never throws for what the command does. A session of its own, so there is no terminal to ask on. */
export function runPiped(command: string, env: NodeJS.ProcessEnv, cwd: string): Promise<Ran> {
  const child = spawn('/bin/sh', ['-c', command], { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('latin1')))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('latin1')))
  return new Promise((resolve) => {
    // The group, or a program that waits for somebody keeps the pipes open.
    const late = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), limitMs)
    child.on('close', (code) => {
      clearTimeout(late)
      resolve({ stdout: utf8(stdout), stderr: utf8(stderr), exitCode: code ?? -1 })
    })
  })
}

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8')

export interface Typed {
  readonly prompt: string
  /** Followed by Enter, unless it is `^C` or `^D`. */
  readonly answer: string
  readonly isShown: boolean
}

const controls: Readonly<Record<string, string>> = { '^C': '\x03', '^D': '\x04' }

/** The screen is in `stdout`: both streams, without the terminal's own commands, with plain line ends. */
export function runOnTerminal(
  command: string,
  typed: readonly Typed[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Ran> {
  // `script` gives the command a pseudo-terminal and passes its exit code on.
  const child = spawn('script', ['-qefc', command, '/dev/null'], { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] })
  let screen = ''
  const waiting = [...typed]
  let seenUpTo = 0
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString('latin1')
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const at = screen.indexOf(next.prompt, seenUpTo)
      if (at < 0) break
      seenUpTo = at + next.prompt.length
      waiting.shift()
      child.stdin.write(controls[next.answer] ?? `${next.answer}\r`)
    }
  })
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill('SIGKILL'), limitMs)
    child.on('close', (code) => {
      clearTimeout(late)
      resolve({ stdout: plain(utf8(screen)), stderr: '', exitCode: code ?? -1 })
    })
  })
}

const controlSequence = `${String.fromCharCode(27)}\\[`
const takenAway = new RegExp(`[^\\n]*\\r${controlSequence}K`, 'g')
const sequences = new RegExp(`${controlSequence}[0-9;?]*[A-Za-z]`, 'g')

/** What stays on the screen: a line that was taken away again is gone. */
const plain = (screen: string): string => screen.replaceAll('\r\n', '\n').replace(takenAway, '').replace(sequences, '')
