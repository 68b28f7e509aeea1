/** Processes of an app that the terminal started: nothing of them is our child, so they are found by their home. */
import { readdirSync, readFileSync } from 'node:fs'

/** Of every process that was given `--home=HOME` (Linux). */
export function pidsOfHome(home: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes(`--home=${home}`))
    .map(Number)
}

function commandLine(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}

/** Ends them, and waits until they are gone. */
export async function endAppOf(home: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const deadline = Date.now() + 60_000
  for (let pids = pidsOfHome(home); pids.length > 0; pids = pidsOfHome(home)) {
    const late = Date.now() > deadline
    for (const pid of pids) tryKill(pid, late ? 'SIGKILL' : signal)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function tryKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself meanwhile.
  }
}
