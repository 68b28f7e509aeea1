/** Passwords of commands that hand them to the core themselves: the one there is, and a new one. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import { checkNewPassword } from '../../shared/rules.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'
import { value } from '../line/command.ts'
import { readLimited } from '../values/files.ts'
import { askNewPassword, givenPassword, withoutLineEnd } from './password.ts'

const mostBytes = 8_192

/** As --password-stdin or --password-file give it, or typed. The caller wipes it. */
export async function readPassword(
  { globals, terminal }: Context,
  question: string,
): Promise<Result<Uint8Array, CliFailure>> {
  const given = await givenPassword(globals)
  if (!given.ok) return given
  if (given.value !== null) return succeed(given.value)
  if (terminal.canAsk()) return terminal.ask(question)
  return fail({ kind: 'locked', message: 'There is no password and no terminal to ask for it.' })
}

export const newPasswordOption = value('FILE', 'Read the new password from a file, instead of typing it twice', {
  completes: 'file',
})

/** From `file`, or typed twice. The caller wipes it. */
export async function readNewPassword(
  { terminal }: Context,
  file: string | undefined,
): Promise<Result<Uint8Array, CliFailure>> {
  if (file === undefined && !terminal.canAsk())
    return usage('There is no new password and no terminal to ask for it.', 'Give it with --new-password-file FILE.')
  const read =
    file === undefined ? await askNewPassword(terminal, 'Nothing was changed.') : readLimited(file, mostBytes)
  if (!read.ok) return read
  const password = file === undefined ? read.value : withoutLineEnd(read.value)
  const checked = checkNewPassword(password)
  return checked.ok ? succeed(password) : fail(checked.failure)
}
