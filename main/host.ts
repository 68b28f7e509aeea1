/** Answers what the core says to the shell (shared/host-contract.ts). Values pass through here on the way to copy. */
import { assertNever } from '../shared/failure.ts'
import type { CoreMessage, ShellMessage } from '../shared/host-contract.ts'
import type { ClipboardWriter } from './clipboard.ts'
import type { FileDialogs, ShellAnswer } from './dialogs.ts'
import type { Keychain } from './keychain.ts'
import type { VaultWatch } from './vault-watch.ts'

export interface HostActions {
  readonly send: (message: ShellMessage) => void
  readonly clipboard: ClipboardWriter
  readonly vault: VaultWatch
  readonly onActivity: () => void
  readonly lock: () => void
  readonly files: FileDialogs
  readonly keychain: Keychain
  readonly notify: (title: string, body: string) => void
  readonly onDue: (count: number, nextAt: number | null) => void
  readonly show: () => void
  readonly fatal: (message: string) => void
}

export function createHost(actions: HostActions): (message: CoreMessage) => void {
  const copy = async ({ id, text, clearAfterMs }: CoreMessage & { kind: 'clipboard.write' }) => {
    const failure = await actions.clipboard.write(text, clearAfterMs)
    actions.send({ kind: 'clipboard.done', id, failure })
  }
  const answer = (id: number, { text, failure }: ShellAnswer) => actions.send({ kind: 'answer', id, text, failure })
  return (message) => {
    switch (message.kind) {
      case 'ready':
      case 'state':
        return actions.vault.onState(message.state)
      case 'settings':
        return actions.vault.onSettings(message.settings)
      case 'activity':
        return actions.onActivity()
      case 'lock':
        return actions.lock()
      case 'clipboard.write':
        return void copy(message)
      case 'file.choose':
        return void actions.files.choose(message).then((chosen) => answer(message.id, chosen))
      case 'page.savePdf':
        return void actions.files.savePdf(message.suggestedName).then((chosen) => answer(message.id, chosen))
      case 'keychain.backend':
        return void actions.keychain.backend().then((done) => answer(message.id, done))
      case 'keychain.protect':
        return void actions.keychain.protect(message.text).then((done) => answer(message.id, done))
      case 'keychain.reveal':
        return void actions.keychain.reveal(message.text).then((done) => answer(message.id, done))
      case 'notify':
        return actions.notify(message.title, message.body)
      case 'due':
        return actions.onDue(message.count, message.nextAt)
      case 'show':
        return actions.show()
      case 'fatal':
        return actions.fatal(message.message)
      default:
        return assertNever(message)
    }
  }
}
