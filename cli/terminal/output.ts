/** Data on stdout, everything else on stderr, colours only where they are wanted. */
import { createStyle, type Style } from './style.ts'

export interface Output {
  readonly json: boolean
  /** Of stdout. */
  readonly style: Style
  readonly isTerminal: boolean
  /** Resolves when the bytes are out of this process. */
  data(bytes: Uint8Array | string): Promise<void>
  printJson(value: unknown): Promise<void>
  /** One sentence for the person; not with --quiet, and not with --json, whose stderr is for the error alone. */
  note(sentence: string): void
  /** A transient line while something takes long, on a terminal only; the returned function takes it away. */
  progress(sentence: string): () => void
  /** The same with a sentence that changes; null where there is no terminal to show it on. */
  live(): Live | null
  error(text: string): void
}

export interface Live {
  /** Characters that fit the line. */
  readonly columns: number
  show(sentence: string): void
  end(): void
}

export interface OutputOptions {
  readonly json: boolean
  readonly quiet: boolean
  readonly noColor: boolean
}

export function createOutput({ json, quiet, noColor }: OutputOptions): Output {
  const isTerminal = process.stdout.isTTY === true
  const mayColour = !noColor && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  const data = (bytes: Uint8Array | string) =>
    new Promise<void>((resolve) => {
      process.stdout.write(bytes, () => resolve())
    })
  return {
    json,
    isTerminal,
    style: createStyle(isTerminal && mayColour),
    data,
    printJson: (value) => data(`${JSON.stringify(value, null, 2)}\n`),
    note: (sentence) => {
      if (!quiet && !json) process.stderr.write(`${sentence}\n`)
    },
    progress: (sentence) => {
      if (quiet || json || process.stderr.isTTY !== true) return () => undefined
      process.stderr.write(sentence)
      return () => void process.stderr.write('\r\x1b[K')
    },
    live: () => (quiet || json || process.stderr.isTTY !== true ? null : liveLine()),
    error: (text) => void process.stderr.write(text),
  }
}

const eraseLine = '\r\x1b[K'

function liveLine(): Live {
  // One less than there are: a character in the last column makes some terminals go on below.
  const columns = Math.max(20, (process.stderr.columns || 80) - 1)
  let shown = ''
  return {
    columns,
    show(sentence) {
      if (sentence === shown) return
      process.stderr.write(`${shown === '' ? '' : eraseLine}${sentence.slice(0, columns)}`)
      shown = sentence
    },
    end() {
      if (shown !== '') process.stderr.write(eraseLine)
      shown = ''
    },
  }
}
