/**
 * The core's side of the host contract: what it may ask of the shell, and the shell's answers. A core without a shell
 * (tests, a plain process) gets a host that never answers; what waits for it fails after a while.
 */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import { type CoreMessage, clipboardPadding, type ShellMessage } from '../../shared/host-contract.ts'

export interface FileQuestion {
  readonly purpose: 'save' | 'open' | 'folder'
  readonly title: string
  readonly suggestedName: string
  readonly extensions: readonly string[]
}

export interface Host {
  send(message: CoreMessage): void
  /** Puts text on the clipboard; resolves when it is there. */
  writeClipboard(text: string, clearAfterMs: number): Promise<Result<null>>
  /** The path the user chose in the OS's dialog; null when none. */
  chooseFile(question: FileQuestion): Promise<Result<string | null>>
  /** Saves what the page prints as a PDF; the path, or null when the user chose none. */
  savePdf(suggestedName: string): Promise<Result<string | null>>
  /** The OS keychain of this user, or why there is none to trust. */
  readonly keychain: {
    backend(): Promise<Result<string>>
    protect(secret: Uint8Array): Promise<Result<string>>
    /** The bytes that were protected; the caller wipes them. */
    reveal(blob: string): Promise<Result<Uint8Array>>
  }
  /** Feeds an answer of the shell; messages that are not answers are ignored. */
  receive(message: ShellMessage): void
}

const clipboardTimeoutMs = 5_000
/** The keychain may ask the user for its own password. */
const keychainTimeoutMs = 120_000
/** A person looks for a folder. */
const dialogTimeoutMs = 600_000

type Answer = { readonly text: string | null; readonly failure: string | null }

const noKeychain = 'The keychain did not answer.'

export function createHost(send: (message: CoreMessage) => void): Host {
  const waiting = new Map<number, (answer: Answer) => void>()
  let lastId = 0

  function ask(
    timeoutMs: number,
    tooLate: string,
    message: (id: number) => CoreMessage,
  ): Promise<Result<string | null>> {
    lastId += 1
    const id = lastId
    return new Promise((resolve) => {
      const settle = ({ text, failure }: Answer) => {
        clearTimeout(timer)
        waiting.delete(id)
        resolve(failure === null ? succeed(text) : fail({ kind: 'unavailable', message: failure }))
      }
      const timer = setTimeout(() => settle({ text: null, failure: tooLate }), timeoutMs)
      timer.unref()
      waiting.set(id, settle)
      send(message(id))
    })
  }

  async function askText(message: (id: number) => CoreMessage): Promise<Result<string>> {
    const answer = await ask(keychainTimeoutMs, noKeychain, message)
    if (!answer.ok) return answer
    return answer.value === null ? fail({ kind: 'unavailable', message: noKeychain }) : succeed(answer.value)
  }

  return {
    send,
    async writeClipboard(text, clearAfterMs) {
      const tooLate = 'The clipboard did not answer. Nothing was copied.'
      const written = await ask(clipboardTimeoutMs, tooLate, (id) => ({
        kind: 'clipboard.write',
        id,
        text,
        clearAfterMs,
        padding: clipboardPadding(),
      }))
      return written.ok ? succeed(null) : written
    },
    chooseFile: (question) =>
      ask(dialogTimeoutMs, 'Nothing was chosen in time.', (id) => ({ kind: 'file.choose', id, ...question })),
    savePdf: (suggestedName) =>
      ask(dialogTimeoutMs, 'Nothing was chosen in time.', (id) => ({ kind: 'page.savePdf', id, suggestedName })),
    keychain: {
      backend: () => askText((id) => ({ kind: 'keychain.backend', id })),
      protect: (secret) =>
        askText((id) => ({ kind: 'keychain.protect', id, text: Buffer.from(secret).toString('base64') })),
      async reveal(blob) {
        const text = await askText((id) => ({ kind: 'keychain.reveal', id, text: blob }))
        return text.ok ? succeed(new Uint8Array(Buffer.from(text.value, 'base64'))) : text
      },
    },
    receive(message) {
      if (message.kind === 'clipboard.done') waiting.get(message.id)?.({ text: null, failure: message.failure })
      if (message.kind === 'answer') waiting.get(message.id)?.(message)
    },
  }
}
