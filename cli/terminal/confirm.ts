/** A yes before what cannot be taken back by the same command. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'
import { flag } from '../line/command.ts'

export const yesOption = flag('Do it without asking', 'y')

/** `yes` has answered already; where nobody can be asked it has to be there. Anything but y or yes is a no. */
export async function confirm(
  { terminal }: Context,
  question: string,
  yes: boolean,
): Promise<Result<null, CliFailure>> {
  if (yes) return succeed(null)
  if (!terminal.canAsk()) return usage('There is no terminal to ask on, whether to do it.', 'Say --yes to do it.')
  const asked = await terminal.ask(`${question} [y/N] `, { echo: true })
  if (!asked.ok) return asked
  const isYes = /^y(es)?$/i.test(Buffer.from(asked.value).toString('latin1').trim())
  return isYes ? succeed(null) : fail({ kind: 'refused', message: 'You said no. Nothing was changed.' })
}
