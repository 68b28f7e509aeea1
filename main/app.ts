/** The composition root of the shell: every part is made and joined here. */
import { existsSync } from 'node:fs'
import * as electron from 'electron'
import { app, type MessagePortMain, nativeTheme, powerMonitor, safeStorage } from 'electron'
import type { HomePaths } from '../shared/home.ts'
import type { CoreMessage } from '../shared/host-contract.ts'
import type { PageNotice } from '../shared/page-notice.ts'
import { type ClearOutcome, type ClipboardWriter, createClipboardWriter, noClipboard } from './clipboard.ts'
import { type ClipboardModule, createClipboardBackend } from './clipboard-backend.ts'
import type { Log } from './core/log.ts'
import { createCoreProcess } from './core-process.ts'
import { createDialogs, noDialogs } from './dialogs.ts'
import { createDueWatch, type DueWatch } from './due-watch.ts'
import { createEnding } from './ending.ts'
import { type Face, noFace, openFace } from './face.ts'
import { withdrawMode } from './first-instance.ts'
import { forkCore } from './fork-core.ts'
import { createHost } from './host.ts'
import { createIdleLock, type IdleLock } from './idle.ts'
import { createKeychain } from './keychain.ts'
import { killNow } from './kill.ts'
import type { Mode, SecondStartEffect } from './launch.ts'
import { watchLockTriggers } from './lock-triggers.ts'
import { createLocking, type Locking } from './locking.ts'
import { notify } from './notify.ts'
import { createPortGiver } from './ports.ts'
import { scrubMemory } from './scrub.ts'
import { tellCannotStart, tellCoreKeepsEnding } from './tell.ts'
import { createVaultWatch, type VaultWatch } from './vault-watch.ts'

export interface ShellOptions {
  readonly paths: HomePaths
  readonly mode: Mode
  /** Address of the developer's page server; null in every other run. */
  readonly devUrl: string | null
  readonly log: Log
}

export interface Shell {
  readonly secondStart: (effect: SecondStartEffect) => void
  /** Shows a secret, once the vault is unlocked. */
  readonly openLink: (name: string) => void
  /** Kills the core without ceremony, for an app that is about to crash. */
  readonly abandon: () => void
}

/** Call once, when Electron is ready. */
export function startShell({ paths, mode, devUrl, log }: ShellOptions): Shell {
  let face: Face = noFace
  const core = createCoreProcess<MessagePortMain>({
    fork: () => forkCore(paths.home, devUrl !== null, log),
    killNow,
    onMessage: (message) => host(message),
    onUnexpectedEnd: () => forget('core-ended'),
    onGivenUp: () => {
      forget('core-ended')
      void tellCoreKeepsEnding(mode).then((again) => (again ? core.start() : ending.end(1)))
    },
    log,
    now: () => performance.now(),
  })
  const clipboard = createClipboard(mode, (outcome) => core.send({ kind: 'clipboard.cleared', ...outcome }))
  const leave = () => {
    face.saveState()
    withdrawMode(paths.profile)
  }
  const ending = createEnding({ app, clipboard, stopCore: core.stop, leave })
  const idle = createSystemIdleLock(() => lock('idle'))
  const due = createDueWatch({ show: (count) => face.showDue(count), notify, now: Date.now })
  const vault = watchVault(() => face, idle, due)
  const host: (message: CoreMessage) => void = createHost({
    send: core.send,
    clipboard,
    vault,
    onActivity: idle.touch,
    lock: () => lock(null),
    files: mode === 'window' ? createDialogs(() => face.print()) : noDialogs,
    keychain: createKeychain(safeStorage, process.platform),
    notify: (title, body) => notify(title, body),
    onDue: due.onDue,
    show: () => face.show(),
    fatal: (message) => ending.end(1, () => tellCannotStart(mode, message)),
  })

  const { lock, forget }: Locking = createLocking({
    replaceCore: core.replace,
    vault,
    face: () => face,
    clipboard,
    isEnding: ending.begun,
    scrub: () => scrubMemory(0),
    log,
  })

  lockWithSystem(vault, clipboard, lock, () => ending.end(0))
  if (mode !== 'window') core.start()
  else {
    const giveToCore = (port: MessagePortMain) => core.send({ kind: 'port' }, [port])
    const ports = createPortGiver(giveToCore, log)
    const quit = () => ending.end(0)
    const closeToTray = () => !ending.begun() && vault.settings().closeToTray
    const awaitsUnlock = devUrl === null && existsSync(paths.vault)
    const page = { windowState: paths.windowState, vaultPath: paths.vault, awaitsUnlock, devUrl, onPainted: core.start }
    const open = { ...page, ports, log, closeToTray, onInput: idle.touch }
    face = openFace({ ...open, lock: () => lock(null), quit })
  }
  return {
    secondStart: (effect) => {
      if (effect === 'show-window') face.show()
      if (effect === 'hand-over') ending.end(0)
    },
    openLink: (name) => {
      core.send({ kind: 'link', name })
      face.show()
    },
    abandon: core.kill,
  }
}

function watchVault(face: () => Face, idle: IdleLock, due: DueWatch): VaultWatch {
  return createVaultWatch({
    watchIdle: idle.watch,
    showUnlocked: (unlocked) => {
      face().showUnlocked(unlocked)
      due.onUnlocked(unlocked)
    },
    apply: ({ theme, blockScreenCapture }) => {
      nativeTheme.themeSource = theme
      face().blockCapture(blockScreenCapture)
    },
  })
}

function createClipboard(mode: Mode, onCleared: (outcome: ClearOutcome) => void): ClipboardWriter {
  if (mode === 'background') return noClipboard
  /** Not a named import: before Electron 44 the module has no ClipboardItem, and importing it by name would fail. */
  const backend = createClipboardBackend(electron as unknown as ClipboardModule, process.platform)
  return createClipboardWriter({ backend, onCleared, afterClear: scrubMemory })
}

function createSystemIdleLock(lock: () => void): IdleLock {
  return createIdleLock({
    now: () => ({ monotonicMs: performance.now(), wallMs: Date.now() }),
    systemIdleMs: () => powerMonitor.getSystemIdleTime() * 1_000,
    lock,
  })
}

function lockWithSystem(
  vault: VaultWatch,
  clipboard: ClipboardWriter,
  lock: (notice: PageNotice) => void,
  quit: () => void,
): void {
  watchLockTriggers(powerMonitor, {
    onSuspend: () => vault.settings().lockOnSuspend && lock('suspend'),
    onScreenLock: () => vault.settings().lockOnScreenLock && lock('screen-lock'),
    onResume: () => void clipboard.clearIfDue(),
    onShutdown: quit,
  })
}
