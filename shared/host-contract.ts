/**
 * What the core and the shell say to each other over the utility process's own channel. The shell is Electron's main
 * process: windows, tray, clipboard, power events. Only `clipboard.write` carries a value, and `keychain` messages the
 * secret of one key slot.
 */
import type { Settings, VaultState } from './model.ts'

/** Core → shell. */
export type CoreMessage =
  /** The core listens on its socket and will serve ports. */
  | { readonly kind: 'ready'; readonly state: VaultState }
  | { readonly kind: 'state'; readonly state: VaultState }
  /** End this core and start a fresh one: the only way to lock. */
  | { readonly kind: 'lock' }
  /** Somebody used the vault: restarts the idle clock. */
  | { readonly kind: 'activity' }
  | { readonly kind: 'settings'; readonly settings: Settings }
  /** Put `text` on the clipboard and clear it after `clearAfterMs` if it is still there. Answered by `clipboard.done`. */
  | {
      readonly kind: 'clipboard.write'
      readonly id: number
      readonly text: string
      readonly clearAfterMs: number
      /** See `clipboardPadding`. */
      readonly padding: Uint8Array
    }
  /** Ask the user for a file: a new one to save to, one that is there, or a folder. Answered by `answer`. */
  | {
      readonly kind: 'file.choose'
      readonly id: number
      readonly purpose: 'save' | 'open' | 'folder'
      readonly title: string
      /** A name for a new file, or the path where the dialog begins; empty for neither. */
      readonly suggestedName: string
      /** Without dots; empty for any file. */
      readonly extensions: readonly string[]
    }
  /** Base64 of a slot's secret, to be sealed by the OS keychain, or what the keychain sealed, to be opened by it. */
  | { readonly kind: 'keychain.protect'; readonly id: number; readonly text: string }
  | { readonly kind: 'keychain.reveal'; readonly id: number; readonly text: string }
  /** The name of the keychain that protects here; a failure where there is none that deserves the name. */
  | { readonly kind: 'keychain.backend'; readonly id: number }
  /** Save what the page prints (its print style sheet shows the recovery kit alone) as a PDF the user names. */
  | { readonly kind: 'page.savePdf'; readonly id: number; readonly suggestedName: string }
  /** Something waits for the user who may not be looking: a quiet notification of the OS. No names of secrets, no values. */
  | { readonly kind: 'notify'; readonly title: string; readonly body: string }
  /** How many secrets need somebody, for the tray, and when more will; null: nothing known. */
  | { readonly kind: 'due'; readonly count: number; readonly nextAt: number | null }
  /** A program asked to see the window (`coffer://…`, the tray, a second start). */
  | { readonly kind: 'show' }
  /** Could not start at all; the shell shows `message` and quits. */
  | { readonly kind: 'fatal'; readonly message: string }

/** Shell → core. A `port` message is followed by the transferred MessagePort itself. */
export type ShellMessage =
  | { readonly kind: 'port' }
  | { readonly kind: 'clipboard.done'; readonly id: number; readonly failure: string | null }
  /** What was asked for: a path (null when the user chose none), a keychain text; `failure` when it could not be done. */
  | { readonly kind: 'answer'; readonly id: number; readonly text: string | null; readonly failure: string | null }
  | { readonly kind: 'clipboard.cleared'; readonly cleared: boolean; readonly message: string }
  /** A link that names this secret was opened. */
  | { readonly kind: 'link'; readonly name: string }
  /** Close the database and exit with 0. */
  | { readonly kind: 'quit' }

/**
 * Makes a message with a value so large that Chromium's allocator maps memory for it alone, and unmaps it when the
 * message is read. A small one leaves its buffers in the shell, unerased, until they are used again.
 */
export const clipboardPadding = (): Uint8Array => new Uint8Array(1_048_576)
