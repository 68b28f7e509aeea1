/**
 * Syncs that run by themselves, for the targets that say so: some seconds after the last change, every so many minutes,
 * and when a network is there again. What they cannot do without a person waits for one.
 */
import { networkInterfaces } from 'node:os'
import type { Result } from '../../../shared/failure.ts'
import type { SyncRun, Target } from '../../../shared/sync-model.ts'
import type { Turns } from './turns.ts'

export interface AutomaticOptions {
  readonly targets: () => readonly Target[]
  readonly run: (by: 'save' | 'timer' | 'network', targets: readonly string[]) => Promise<Result<readonly SyncRun[]>>
  readonly turns: Turns
  readonly now: () => number
  /** Whether the machine has an address of its own to reach others from. */
  readonly isOnline?: () => boolean
}

export interface Automatic {
  /** Somebody changed a secret in the vault; one who does while a sync runs has the next one. */
  nudge(): void
  networkReturned(): void
  close(): void
}

/** Several saves in a row are one sync. */
export const quietMs = 5_000
export const tickMs = 20_000

export function startAutomatic(options: AutomaticOptions): Automatic {
  const { targets, run, turns, now, isOnline = hasAddress } = options
  let quiet: NodeJS.Timeout | undefined
  let wasOnline = isOnline()
  const ranAt = new Map<string, number>()
  const begin = (by: 'save' | 'timer' | 'network', wanted: (target: Target) => boolean): void => {
    const names = targets()
      .filter(wanted)
      .map(({ name }) => name)
    if (names.length === 0) return
    for (const name of names) ranAt.set(name, now())
    void run(by, names)
  }
  /** A last run in the future was by a clock that was ahead: to wait for it could mean days of silence. */
  const isDue = ({ name, automatic: { everyMinutes }, addedAt }: Target): boolean =>
    everyMinutes > 0 && Math.abs(now() - (ranAt.get(name) ?? addedAt)) >= everyMinutes * 60_000
  const networkReturned = (): void => begin('network', ({ automatic }) => automatic.onNetworkReturn)
  const tick = (): void => {
    const online = isOnline()
    if (online && !wasOnline) networkReturned()
    wasOnline = online
    if (online && !turns.isBusy()) begin('timer', isDue)
  }
  const ticking = setInterval(tick, tickMs).unref()
  return {
    nudge: () => {
      if (!targets().some(({ automatic }) => automatic.onSave)) return
      clearTimeout(quiet)
      quiet = setTimeout(() => begin('save', ({ automatic }) => automatic.onSave), quietMs).unref()
    },
    networkReturned,
    close: () => {
      clearTimeout(quiet)
      clearInterval(ticking)
    },
  }
}

const hasAddress = (): boolean =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal) ?? false)
