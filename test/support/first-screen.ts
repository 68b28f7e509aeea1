/**
 * When a started app shows its first screen, as the app itself is without anything that drives it: a debugger that is
 * attached makes the shell go by an empty page and a process more. Chromium's own trace says when it painted.
 */
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

export interface Start {
  readonly executable: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Where the trace is written for a moment; must not exist. */
  readonly traceFile: string
}

interface TraceEvent {
  readonly name: string
  /** On the clock of `process.hrtime`. */
  readonly ts: number
}

/** How long is looked; a screen that comes later is an error. */
const traceSeconds = 5
const writingLimitMs = 20_000

/** From the start of the process to the paint of its largest text, in ms. The app is ended again. */
export async function msToFirstScreen({ executable, args, env, traceFile }: Start): Promise<number> {
  const traced = [
    '--trace-startup=loading',
    `--trace-startup-file=${traceFile}`,
    `--trace-startup-duration=${traceSeconds}`,
    '--trace-startup-format=json',
  ]
  const startedAt = process.hrtime.bigint()
  const app = spawn(executable, [...traced, ...args], { env, stdio: 'ignore' })
  const ended = new Promise((resolve) => app.once('exit', resolve))
  try {
    const events = await readTrace(traceFile)
    const paints = events.filter(({ name }) => name === 'largestContentfulPaint::Candidate').map(({ ts }) => ts)
    if (paints.length === 0) throw new Error(`no screen within ${traceSeconds} s`)
    return Math.max(...paints) / 1_000 - Number(startedAt) / 1_000_000
  } finally {
    app.kill('SIGTERM')
    await ended
    rmSync(traceFile, { force: true })
  }
}

/** The trace is there once it is whole JSON. */
async function readTrace(file: string): Promise<readonly TraceEvent[]> {
  for (let waitedMs = 0; waitedMs < writingLimitMs; waitedMs += 100) {
    await wait(100)
    const events = wholeTrace(file)
    if (events !== null) return events
  }
  throw new Error('no trace was written')
}

function wholeTrace(file: string): readonly TraceEvent[] | null {
  try {
    const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as { readonly traceEvents: readonly TraceEvent[] }
    return traceEvents
  } catch {
    return null
  }
}
