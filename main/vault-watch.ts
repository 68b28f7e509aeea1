/** What the shell knows of the vault, told by the core: whether it is open, and the settings it holds. */
import type { Settings, VaultState } from '../shared/model.ts'

/** Before the first unlock the settings are unknown, and the cautious choice stands for them. */
type ShellSettings = Pick<Settings, 'autoLockMinutes' | 'lockOnSuspend' | 'lockOnScreenLock' | 'closeToTray'>
const cautious: ShellSettings = { autoLockMinutes: 10, lockOnSuspend: true, lockOnScreenLock: true, closeToTray: false }

export interface VaultWatch {
  /** As last told; a lock does not forget them. */
  readonly settings: () => ShellSettings
  readonly onState: (state: VaultState) => void
  readonly onSettings: (settings: Settings) => void
  /** The core is gone or going. */
  readonly onGone: () => void
}

export interface VaultWatchOptions {
  /** Lock after so long without use; 0 stops watching. */
  readonly watchIdle: (limitMs: number) => void
  readonly showUnlocked: (unlocked: boolean) => void
  readonly apply: (settings: Settings) => void
}

export function createVaultWatch({ watchIdle, showUnlocked, apply }: VaultWatchOptions): VaultWatch {
  let settings: ShellSettings = cautious
  let unlocked = false
  const update = () => {
    showUnlocked(unlocked)
    watchIdle(unlocked ? settings.autoLockMinutes * 60_000 : 0)
  }
  return {
    settings: () => settings,
    onState: ({ state }) => {
      unlocked = state === 'unlocked'
      update()
    },
    onSettings: (told) => {
      settings = told
      apply(told)
      update()
    },
    onGone: () => {
      unlocked = false
      update()
    },
  }
}
