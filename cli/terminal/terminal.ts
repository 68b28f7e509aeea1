/** The person at the terminal, if there is one: prompts that show nothing of what is typed, and always clean up. */
import { closeSync, openSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { CliFailure } from '../failure.ts'
import { createLineEditor, pasteMarks } from './line-editor.ts'
import { printable } from './style.ts'

export interface Terminal {
  /** Data goes to a screen. */
  readonly stdoutIsTerminal: boolean
  readonly stdinIsTerminal: boolean
  /** Somebody can see a question and answer it, also while standard input is a pipe. */
  canAsk(): boolean
  /** The caller owns the bytes and wipes them. */
  ask(question: string, options?: AskOptions): Promise<Result<Uint8Array, CliFailure>>
}

export interface AskOptions {
  /** See createLineEditor. */
  readonly pastedLines?: boolean
  /** Show the answer once it is given; for what is no secret. */
  readonly echo?: boolean
}

const interrupted: CliFailure = { kind: 'interrupted', message: 'Interrupted.' }

export function createTerminal(): Terminal {
  const stdinIsTerminal = process.stdin.isTTY === true
  const stderrIsTerminal = process.stderr.isTTY === true
  /** Typed ahead of the next prompt. */
  let ahead: Uint8Array = new Uint8Array(0)

  const canAsk = () => stderrIsTerminal && (stdinIsTerminal || hasControllingTerminal())

  async function ask(
    question: string,
    { pastedLines = false, echo = false }: AskOptions,
  ): Promise<Result<Uint8Array, CliFailure>> {
    const input = openInput(stdinIsTerminal)
    if (input === null) return fail({ kind: 'usage', message: 'There is no terminal to ask on.' })
    const editor = createLineEditor({ pastedLines })
    // First the mode, then the question: what is typed at once must not be echoed.
    input.stream.setRawMode(true)
    process.stderr.write(`${question}${pasteMarks.on}`)
    try {
      let state = editor.push(ahead)
      while (state === 'open') state = await readInto(input.stream, editor)
      ahead = editor.rest()
      const line = editor.take()
      if (echo) process.stderr.write(printable(Buffer.from(line).toString('utf8')))
      return state === 'done' ? succeed(line) : fail(interrupted)
    } finally {
      input.stream.setRawMode(false)
      process.stderr.write(`${pasteMarks.off}\n`)
      input.close()
    }
  }

  return {
    stdoutIsTerminal: process.stdout.isTTY === true,
    stdinIsTerminal,
    canAsk,
    ask: (question, options = {}) => ask(question, options),
  }
}

type Editor = ReturnType<typeof createLineEditor>

/** One chunk of input. The end of the terminal is a Ctrl-C: nobody is there any more. */
function readInto(stream: ReadStream, editor: Editor): Promise<'open' | 'done' | 'interrupted'> {
  return new Promise((resolve) => {
    const settle = (state: 'open' | 'done' | 'interrupted') => {
      stream.off('data', onData).off('end', onEnd).off('error', onEnd).pause()
      resolve(state)
    }
    const onData = (chunk: Buffer) => {
      const state = editor.push(chunk)
      chunk.fill(0)
      settle(state)
    }
    const onEnd = () => settle('interrupted')
    stream.on('data', onData).on('end', onEnd).on('error', onEnd).resume()
  })
}

interface TerminalInput {
  readonly stream: ReadStream
  readonly close: () => void
}

function openInput(stdinIsTerminal: boolean): TerminalInput | null {
  if (stdinIsTerminal) return { stream: process.stdin, close: () => process.stdin.pause() }
  const descriptor = openControllingTerminal()
  if (descriptor === null) return null
  const stream = new ReadStream(descriptor)
  return { stream, close: () => stream.destroy() }
}

/** The terminal behind a redirected standard input; the caller closes it. */
function openControllingTerminal(): number | null {
  if (process.platform === 'win32') return null
  try {
    return openSync('/dev/tty', 'r+')
  } catch {
    return null
  }
}

function hasControllingTerminal(): boolean {
  const descriptor = openControllingTerminal()
  if (descriptor !== null) closeSync(descriptor)
  return descriptor !== null
}
