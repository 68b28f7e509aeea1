/** Ends processes of ours at once. A pid that is 0, our own or unknown is never signalled. */
import { app } from 'electron'

export function killNow(pid: number): void {
  if (!Number.isInteger(pid) || pid <= 1 || pid === process.pid) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}

/** Only if Electron still knows the process as a page of ours: its number may belong to somebody else by now. */
export function killRenderer(pid: number): void {
  if (app.getAppMetrics().some((each) => each.pid === pid && each.type === 'Tab')) killNow(pid)
}
