/**
 * The core's side of the host contract: what it may ask of the shell, and the shell's answers. A core without a shell
 * (tests, a plain process) gets a host that has no clipboard and whose `lock` is the caller's.
 */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { CoreMessage, ShellMessage } from '../../shared/host-contract.ts'

export interface Host {
  send(message: CoreMessage): void
  /** Puts text on the clipboard; resolves when it is there. */
  writeClipboard(text: string, clearAfterMs: number): Promise<Result<null>>
  /** Feeds an answer of the shell; messages that are not answers are ignored. */
  receive(message: ShellMessage): void
}

const clipboardTimeoutMs = 5_000

export function createHost(send: (message: CoreMessage) => void): Host {
  const waiting = new Map<number, (failure: string | null) => void>()
  let lastId = 0
  return {
    send,
    writeClipboard(text, clearAfterMs) {
      lastId += 1
      const id = lastId
      return new Promise((resolve) => {
        const settle = (failure: string | null) => {
          clearTimeout(timer)
          waiting.delete(id)
          resolve(failure === null ? succeed(null) : fail({ kind: 'unavailable', message: failure }))
        }
        const timer = setTimeout(() => settle('The clipboard did not answer. Nothing was copied.'), clipboardTimeoutMs)
        waiting.set(id, settle)
        send({ kind: 'clipboard.write', id, text, clearAfterMs })
      })
    },
    receive(message) {
      if (message.kind === 'clipboard.done') waiting.get(message.id)?.(message.failure)
    },
  }
}
