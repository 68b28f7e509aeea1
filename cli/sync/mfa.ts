/** The code of an MFA device, where a profile needs one. */
import { type Result, succeed } from '../../shared/failure.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'
import { value } from '../line/command.ts'

export const mfaOption = value('CODE', 'The code of your MFA device, where the profile needs one')

export type MfaInput = { readonly mfaCode?: string }

/** Wrong ones and those of several devices together. */
const mostAsked = 4

/** Calls with the code that was given; asks for one when it is needed and somebody is there, and for each device. */
export async function withMfa<T>(
  { terminal }: Pick<Context, 'terminal'>,
  given: string | undefined,
  call: (input: MfaInput) => Promise<Result<T, CliFailure>>,
): Promise<Result<T, CliFailure>> {
  const code = given === undefined ? succeed({}) : readCode(given)
  if (!code.ok) return code
  const asked = new Set<string>()
  let answer = await call(code.value)
  for (let times = 0; times < mostAsked && terminal.canAsk(); times += 1) {
    if (answer.ok || answer.failure.kind !== 'mfa-needed') return answer
    const { serial } = answer.failure
    const question = asked.has(serial) ? `Not accepted. The next code of ${serial}: ` : `Code of ${serial}: `
    asked.add(serial)
    // A code is good for half a minute and once, so that it shows on the screen gives nothing away.
    const typed = await terminal.ask(question, { echo: true })
    if (!typed.ok) return typed
    const read = readCode(Buffer.from(typed.value).toString('latin1').trim())
    if (!read.ok) return read
    answer = await call(read.value)
  }
  return answer
}

function readCode(text: string): Result<MfaInput, CliFailure> {
  return /^\d{6,8}$/.test(text) ? succeed({ mfaCode: text }) : usage('The code of an MFA device is six digits.')
}
