/**
 * What is typed or pasted at a prompt in raw mode, byte by byte: Enter ends it, Backspace and Ctrl-U take back, Ctrl-C
 * and Ctrl-D give up. Terminals mark a paste when asked to, so the lines of a pasted key do not end the input.
 */
export interface LineEditor {
  /** Answers how the input stands, and keeps what follows its end for the next prompt. */
  push(bytes: Uint8Array): 'open' | 'done' | 'interrupted'
  /** The bytes of the line, once; the editor forgets and wipes them. */
  take(): Uint8Array
  /** What came after the end of the line. */
  rest(): Uint8Array
}

/** Asks the terminal to mark a paste; and to stop doing so. */
export const pasteMarks = { on: '\x1b[?2004h', off: '\x1b[?2004l' } as const

const key = {
  interrupt: 0x03,
  end: 0x04,
  backspace: 0x08,
  newline: 0x0a,
  enter: 0x0d,
  kill: 0x15,
  escape: 0x1b,
} as const
const del = 0x7f
const pasteStart = '[200~'
const pasteEnd = '[201~'

/** `pastedLines`: a line end inside a paste belongs to the input (a value) or ends it (a password). */
export function createLineEditor({ pastedLines }: { readonly pastedLines: boolean }): LineEditor {
  const line: number[] = []
  let state: 'open' | 'done' | 'interrupted' = 'open'
  let sequenceSoFar: string | null = null
  let inPaste = false
  let afterReturn = false
  let rest: Uint8Array = new Uint8Array(0)

  const inEscape = (text: string, byte: number) => {
    const sequence = text + String.fromCharCode(byte)
    // CSI ends with 0x40–0x7e after its bracket, everything else after one byte.
    const isOver = sequence.startsWith('[') ? sequence.length > 1 && byte >= 0x40 && byte <= 0x7e : true
    sequenceSoFar = isOver ? null : sequence
    if (sequence === pasteStart) inPaste = true
    if (sequence === pasteEnd) inPaste = false
  }

  const lineEnd = (byte: number) => {
    const isSecondHalf = byte === key.newline && afterReturn
    afterReturn = byte === key.enter
    if (!(inPaste && pastedLines)) state = 'done'
    // Terminals paste a line end as a return, some as return and newline: the text had newlines.
    else if (!isSecondHalf) line.push(key.newline)
  }

  const eraseCharacter = () => {
    let erased = line.pop()
    while (erased !== undefined && erased >= 0x80 && erased < 0xc0) erased = line.pop()
  }

  const typed = (byte: number) => {
    if (byte === key.interrupt) state = 'interrupted'
    else if (byte === key.end) state = line.length === 0 ? 'interrupted' : state
    else if (byte === del || byte === key.backspace) eraseCharacter()
    else if (byte === key.kill) line.fill(0).splice(0)
    else if (byte === 0x09 || byte >= 0x20) line.push(byte)
  }

  return {
    push(bytes) {
      for (const [at, byte] of bytes.entries()) {
        if (sequenceSoFar !== null) inEscape(sequenceSoFar, byte)
        else if (byte === key.escape) sequenceSoFar = ''
        else if (byte === key.enter || byte === key.newline) lineEnd(byte)
        else if (inPaste) line.push(byte)
        else typed(byte)
        if (byte !== key.enter) afterReturn = false
        if (state === 'open') continue
        const isPair = byte === key.enter && bytes[at + 1] === key.newline
        rest = bytes.slice(at + (isPair ? 2 : 1))
        break
      }
      return state
    },
    take() {
      const bytes = Uint8Array.from(line)
      line.fill(0).splice(0)
      return bytes
    },
    rest: () => rest,
  }
}
