/** The OS's reasons to lock. Electron tells suspend everywhere, a locked screen on macOS and Windows only. */
import type { PowerMonitor } from 'electron'
import { busesOf, watchScreenLock } from './screen-lock.ts'

export interface LockTriggers {
  readonly onSuspend: () => unknown
  readonly onScreenLock: () => unknown
  /** The computer woke up: timers stood still meanwhile. */
  readonly onResume: () => void
  /** The session ends: there is little time left. */
  readonly onShutdown: () => void
}

export function watchLockTriggers(monitor: PowerMonitor, triggers: LockTriggers): void {
  monitor.on('suspend', triggers.onSuspend)
  monitor.on('resume', triggers.onResume)
  monitor.on('lock-screen', triggers.onScreenLock)
  /** Fast user switching (macOS). */
  monitor.on('user-did-resign-active', triggers.onScreenLock)
  monitor.on('shutdown', triggers.onShutdown)
  const uid = process.getuid?.()
  if (process.platform === 'linux' && uid !== undefined) {
    watchScreenLock(busesOf(process.env, uid), uid, triggers.onScreenLock)
  }
}
