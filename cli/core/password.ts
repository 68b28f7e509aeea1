/** Where a password comes from: a pipe, a file or the keyboard, never the command line. */
import { type Result, succeed } from '../../shared/failure.ts'
import { type CliFailure, usage } from '../failure.ts'
import type { GlobalValues } from '../line/command.ts'
import { readStdin } from '../terminal/stdin.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { readLimited } from '../values/files.ts'

/** Larger than any password, small enough to notice a wrong file. */
const mostBytes = 8_192

/** True when a password can be had without a person. */
export const givesPassword = (globals: GlobalValues): boolean =>
  globals['password-stdin'] || globals['password-file'] !== undefined

/** The bytes, the caller's to wipe; null when nobody gives one. One line end at its end is not part of it. */
export async function givenPassword(globals: GlobalValues): Promise<Result<Uint8Array | null, CliFailure>> {
  const file = globals['password-file']
  if (globals['password-stdin'] && file !== undefined)
    return usage('Give one of --password-stdin and --password-file, not both.')
  if (!givesPassword(globals)) return succeed(null)
  const read = file === undefined ? await readStdin(mostBytes) : readLimited(file, mostBytes)
  if (!read.ok) return read
  const password = withoutLineEnd(read.value)
  return password.length === 0 ? usage('The password is empty.') : succeed(password)
}

/** A copy without the last "\n" or "\r\n"; the bytes given are wiped. */
export function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  if (bytes[end - 1] === 0x0a) end -= bytes[end - 2] === 0x0d ? 2 : 1
  const stripped = Uint8Array.from(bytes.subarray(0, end))
  bytes.fill(0)
  return stripped
}

/** A new password, typed twice. `undone` ends the sentence that says they differ. */
export async function askNewPassword(
  terminal: Terminal,
  undone = 'Nothing was made.',
): Promise<Result<Uint8Array, CliFailure>> {
  const first = await terminal.ask('New password for the vault: ')
  if (!first.ok) return first
  if (first.value.length === 0) return usage('The password is empty.')
  const second = await terminal.ask('The same again: ')
  if (!second.ok) return second
  const same = Buffer.compare(first.value, second.value) === 0
  second.value.fill(0)
  if (same) return first
  first.value.fill(0)
  return usage(`The two passwords differ. ${undone}`)
}
