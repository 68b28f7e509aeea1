import { type Result, succeed } from '../../shared/failure.ts'
import type { DoctorFinding } from '../../shared/model.ts'
import type { Context } from '../context.ts'
import { givesPassword } from '../core/password.ts'
import { type CliFailure, exitCodeOf, exitCodes, hintOf } from '../failure.ts'
import { defineCommand } from '../line/command.ts'
import { during } from '../terminal/progress.ts'
import type { Style } from '../terminal/style.ts'
import { printable } from '../terminal/style.ts'

export const doctor = defineCommand({
  name: 'doctor',
  group: 'care',
  summary: 'Look for what could go wrong, with a fix for each finding',
  details: [
    'Looks at the file, its permissions, its backups, the space left and the parts Coffer is made of; of an unlocked vault also at its keys and the integrity of everything in it. Prints no value and no name of a secret. The exit code is 9 when something is broken, and 0 with warnings.',
  ],
  arguments: {},
  options: {},
  examples: [
    { line: 'coffer doctor', about: 'Unlock first to have the inside checked too' },
    { line: 'coffer doctor --json --password-file ~/.vault-password', about: 'Every night' },
  ],
  async run(context) {
    const { core, out } = context
    const opened = await openIfAsked(context)
    if (!opened.ok) return opened
    const answer = await during(context, 'Looking…', core.callAsIs('doctor.run', {}))
    if (!answer.ok) return answer
    const findings = [...opened.value, ...answer.value]
    if (out.json) await out.printJson({ findings })
    else await out.data(findings.map((finding) => inWords(finding, out.style)).join(''))
    return succeed(findings.some(({ level }) => level === 'error') ? exitCodes.damaged : exitCodes.ok)
  },
})

/** With a password the inside is looked at as well; that it does not open any more is a finding, too. */
async function openIfAsked({ core, globals }: Context): Promise<Result<readonly DoctorFinding[], CliFailure>> {
  if (!givesPassword(globals)) return succeed([])
  const unlocked = await core.unlock()
  if (unlocked.ok) return succeed([])
  const { failure } = unlocked
  if (exitCodeOf(failure) !== exitCodes.damaged) return unlocked
  const finding = { id: 'vault.open', level: 'error', title: 'Vault', detail: failure.message } as const
  return succeed([{ ...finding, fix: hintOf(failure) ?? '' }])
}

function inWords({ level, title, detail, fix }: DoctorFinding, style: Style): string {
  const marks = { ok: style.green('ok     '), warning: style.yellow('warning'), error: style.bold('BROKEN ') }
  const advice = fix === '' ? '' : `         ${printable(fix)}\n`
  return `${marks[level]}  ${printable(title)}: ${printable(detail.replaceAll('\n', ' '))}\n${advice}`
}
