import { succeed } from '../../shared/failure.ts'
import type { DoctorFinding } from '../../shared/model.ts'
import { exitCodes } from '../failure.ts'
import { defineCommand } from '../line/command.ts'
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
  examples: [{ line: 'coffer doctor', about: 'Unlock first to have the inside checked too' }],
  async run({ core, out }) {
    const done = out.progress('Looking…')
    const answer = await core.callAsIs('doctor.run', {})
    done()
    if (!answer.ok) return answer
    if (out.json) await out.printJson({ findings: answer.value })
    else await out.data(answer.value.map((finding) => inWords(finding, out.style)).join(''))
    return succeed(answer.value.some(({ level }) => level === 'error') ? exitCodes.damaged : exitCodes.ok)
  },
})

function inWords({ level, title, detail, fix }: DoctorFinding, style: Style): string {
  const marks = { ok: style.green('ok     '), warning: style.yellow('warning'), error: style.bold('BROKEN ') }
  const advice = fix === '' ? '' : `         ${printable(fix)}\n`
  return `${marks[level]}  ${printable(title)}: ${printable(detail)}\n${advice}`
}
