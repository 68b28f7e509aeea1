/** The code of an MFA device, where a profile needs one. */
import { type Result, succeed } from '../../shared/failure.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'
import { value } from '../line/command.ts'

export const mfaOption = value('CODE', 'The code of your MFA device, where the profile needs one')

export type MfaInput = { readonly mfaCode?: string }

/** Calls with the code that was given; asks for one when it is needed and somebody is there, once. */
export async function withMfa<T>(
  { terminal }: Pick<Context, 'terminal'>,
  given: string | undefined,
  call: (input: MfaInput) => Promise<Result<T, CliFailure>>,
): Promise<Result<T, CliFailure>> {
  const code = given === undefined ? succeed({}) : readCode(given)
  if (!code.ok) return code
  const first = await call(code.value)
  if (first.ok || first.failure.kind !== 'mfa-needed' || !terminal.canAsk()) return first
  // A code is good for half a minute and once, so that it shows on the screen gives nothing away.
  const typed = await terminal.ask(`Code of ${first.failure.serial}: `, { echo: true })
  if (!typed.ok) return typed
  const read = readCode(Buffer.from(typed.value).toString('latin1').trim())
  return read.ok ? call(read.value) : read
}

function readCode(text: string): Result<MfaInput, CliFailure> {
  return /^\d{6,8}$/.test(text) ? succeed({ mfaCode: text }) : usage('The code of an MFA device is six digits.')
}
