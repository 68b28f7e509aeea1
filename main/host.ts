/** Answers what the core says to the shell (shared/host-contract.ts). Values pass through here on the way to copy. */
import { assertNever } from '../shared/failure.ts'
import type { CoreMessage, ShellMessage } from '../shared/host-contract.ts'
import type { ClipboardWriter } from './clipboard.ts'
import type { Chosen, FileDialogs } from './dialogs.ts'
import type { VaultWatch } from './vault-watch.ts'

export interface HostActions {
  readonly send: (message: ShellMessage) => void
  readonly clipboard: ClipboardWriter
  readonly vault: VaultWatch
  readonly onActivity: () => void
  readonly lock: () => void
  readonly files: FileDialogs
  readonly notify: (title: string, body: string) => void
  readonly show: () => void
  readonly fatal: (message: string) => void
}

export function createHost(actions: HostActions): (message: CoreMessage) => void {
  const copy = async ({ id, text, clearAfterMs }: CoreMessage & { kind: 'clipboard.write' }) => {
    const failure = await actions.clipboard.write(text, clearAfterMs)
    actions.send({ kind: 'clipboard.done', id, failure })
  }
  const answer = (id: number, chosen: Chosen) => actions.send({ kind: 'file.chosen', id, ...chosen })
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
      case 'notify':
        return actions.notify(message.title, message.body)
      case 'show':
        return actions.show()
      case 'fatal':
        return actions.fatal(message.message)
      default:
        return assertNever(message)
    }
  }
}
