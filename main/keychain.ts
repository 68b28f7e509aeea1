/**
 * The OS keychain, for a key slot that opens without a password. It is opt-in and never the only way in. On Linux
 * Electron falls back to `basic_text`, which protects nothing: that is no keychain.
 */
import type { SafeStorage } from 'electron'
import type { ShellAnswer } from './dialogs.ts'

export interface Keychain {
  /** The name of the keychain, or why there is none to trust. */
  readonly backend: () => Promise<ShellAnswer>
  /** Both take and give base64. */
  readonly protect: (text: string) => Promise<ShellAnswer>
  readonly reveal: (text: string) => Promise<ShellAnswer>
}

type Storage = Pick<
  SafeStorage,
  'isEncryptionAvailable' | 'encryptString' | 'decryptString' | 'getSelectedStorageBackend'
> &
  Partial<Pick<SafeStorage, 'encryptStringAsync' | 'decryptStringAsync'>>

const names: Readonly<Record<string, string>> = { darwin: 'Keychain', win32: 'Windows DPAPI' }
const untrusted = new Set(['basic_text', 'unknown'])
const none =
  'This desktop has no keychain that protects anything: start a Secret Service (GNOME Keyring, KWallet) first.'

export function createKeychain(storage: Storage, platform: string): Keychain {
  async function backend(): Promise<ShellAnswer> {
    if (!storage.isEncryptionAvailable()) return refuse(none)
    if (platform !== 'linux') return { text: names[platform] ?? platform, failure: null }
    const selected = storage.getSelectedStorageBackend()
    return untrusted.has(selected) ? refuse(none) : { text: selected, failure: null }
  }

  async function withKeychain(work: () => Promise<string>, refusal: string): Promise<ShellAnswer> {
    const available = await backend()
    if (available.failure !== null) return available
    try {
      return { text: await work(), failure: null }
    } catch {
      return refuse(refusal)
    }
  }

  return {
    backend,
    protect: (text) =>
      withKeychain(async () => {
        const sealed = (await storage.encryptStringAsync?.(text)) ?? storage.encryptString(text)
        return sealed.toString('base64')
      }, 'The keychain refused to keep the key.'),
    reveal: (text) =>
      withKeychain(async () => {
        const blob = Buffer.from(text, 'base64')
        const opened = await storage.decryptStringAsync?.(blob)
        return opened?.result ?? storage.decryptString(blob)
      }, 'The keychain could not open the key. Use your password.'),
  }
}

const refuse = (failure: string): ShellAnswer => ({ text: null, failure })
