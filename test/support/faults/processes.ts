/** Starts and ends the processes of the fault suite, and reads what they recorded. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VaultModel } from '../vault-model.ts'
import { follow, type Step } from './life.ts'
import type { WorkerTask } from './worker.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const workerFile = join(import.meta.dirname, 'worker.ts')

/** Deep runs take the full numbers of the security reference; the usual ones fit ten minutes. */
export const isFull = process.env.FULL === '1'
export const sized = (usual: number, full: number): number => (isFull ? full : usual)

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcess
  /** Resolves at a line of stdout that begins like this, or when the process ended before. */
  line(start: string): Promise<boolean>
  readonly ended: Promise<Ended>
}

/** Runs a TypeScript file of ours in the Node that runs this test. */
export function start(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const waiting: { readonly start: string; readonly resolve: (came: boolean) => void }[] = []
  const hasLine = (text: string) => stdout.split('\n').some((line) => line.startsWith(text))
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    for (const { start: text, resolve } of waiting) if (hasLine(text)) resolve(true)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      for (const { resolve: answer } of waiting) answer(false)
      resolve({ code, signal, stderr })
    })
  })
  const line = (text: string) =>
    hasLine(text) ? Promise.resolve(true) : new Promise<boolean>((resolve) => waiting.push({ start: text, resolve }))
  return { process: child, line, ended }
}

export const startWorker = (task: WorkerTask, env: Readonly<Record<string, string>> = {}): Running =>
  start(workerFile, [JSON.stringify(task)], env)

export interface RecordedLife {
  /** In order; `ok` null for the one that was under way at the end; `failure` of one that was refused. */
  readonly steps: readonly { readonly step: Step; readonly ok: boolean | null; readonly failure?: string }[]
  /** Failures before the first step. */
  readonly refusals: readonly string[]
}

export function parseRecord(text: string): RecordedLife {
  const steps: { step: Step; ok: boolean | null; failure?: string }[] = []
  const refusals: string[] = []
  for (const line of text.split('\n')) {
    const last = steps.at(-1)
    if (line.startsWith('> ') && line.endsWith('}')) steps.push({ step: JSON.parse(line.slice(2)), ok: null })
    else if (line === '<' && last !== undefined) last.ok = true
    else if (line.startsWith('! ') && last !== undefined) Object.assign(last, { ok: false, failure: line.slice(2) })
    else if (line.startsWith('? ')) refusals.push(line.slice(2))
  }
  return { steps, refusals }
}

export const readRecord = (path: string): RecordedLife =>
  parseRecord(existsSync(path) ? readFileSync(path, 'utf8') : '')

/** Moves the model over what was acknowledged and answers the step that was under way, if any. */
export function followRecord(model: VaultModel, { steps }: RecordedLife): Step | null {
  for (const { step, ok } of steps) if (ok === true) follow(model, step)
  const last = steps.at(-1)
  return last !== undefined && last.ok === null ? last.step : null
}

const shimSource = join(root, 'scripts', 'faults', 'shim.c')
const shimFolder = join(root, '.cache', 'faults')
export const shimFile = join(shimFolder, 'shim.so')

/** Compiles the layer below the program; why not, or null. */
export function buildShim(): string | null {
  if (process.platform !== 'linux') return 'the layer below the program is for Linux'
  mkdirSync(shimFolder, { recursive: true })
  const built = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-o', shimFile, shimSource, '-ldl', '-lpthread'])
  if (built.error !== undefined) return 'gcc is missing; install gcc and libc6-dev'
  return built.status === 0 ? null : `gcc: ${built.stderr.toString().slice(0, 200)}`
}
