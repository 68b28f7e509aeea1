import { fail, succeed } from '../../shared/failure.ts'
import type { SalvageReport } from '../../shared/model.ts'
import { readPassword } from '../core/given-passwords.ts'
import { givenKeyfile } from '../core/keyfile.ts'
import { vaultThere } from '../core/vault-there.ts'
import { exitCodes } from '../failure.ts'
import { defineCommand } from '../line/command.ts'
import { confirm, yesOption } from '../terminal/confirm.ts'
import { during } from '../terminal/progress.ts'
import { counted, layTable, type Style } from '../terminal/style.ts'

export const salvage = defineCommand({
  name: 'salvage',
  group: 'care',
  summary: 'Save what can be read of a damaged vault',
  details: [
    'The last resort; a good backup (`coffer backup ls`, `coffer restore-backup`) is the better way. Reads every row that still opens into a new vault, which takes the place of the damaged one; the damaged file stays beside it, untouched.',
    'Prints what was lost, and its exit code is then 9; it is 0 when nothing was. The new vault is locked and has the password that was given as its only key.',
  ],
  arguments: {},
  options: { yes: yesOption },
  examples: [{ line: 'coffer salvage', about: 'When `coffer doctor` finds the vault damaged' }],
  async run(context, { options }) {
    const { core, out } = context
    const there = await vaultThere(context)
    if (!there.ok) return there
    if (there.value.state === 'unlocked')
      return fail({
        kind: 'refused',
        message: 'The vault is unlocked, so it can be read. Lock it first if it is to be salvaged: coffer lock',
      })
    const password = await readPassword(context, 'Password: ')
    if (!password.ok) return password
    try {
      const sure = await confirm(context, 'Put what can be read in the place of the vault?', options.yes)
      if (!sure.ok) return sure
      const keyfile = givenKeyfile(context.globals)
      if (!keyfile.ok) return keyfile
      const call = core.callAsIs('vault.salvage', { password: password.value, ...keyfile.value })
      const salvaged = await during(context, 'Reading what can be read…', call)
      if (!salvaged.ok) return salvaged
      const { lost, aside } = salvaged.value
      if (out.json) await out.printJson({ lost, aside })
      else await out.data(inWords(lost, out.style))
      out.note(lost.length === 0 ? 'Nothing was lost.' : `${counted(lost.length, 'row')} could not be read.`)
      out.note(`The vault is locked. The damaged file is ${aside}`)
      return succeed(lost.length === 0 ? exitCodes.ok : exitCodes.damaged)
    } finally {
      password.value.fill(0)
    }
  },
})

function inWords(lost: SalvageReport['lost'], style: Style): string {
  if (lost.length === 0) return ''
  const columns = [{ title: 'LOST' }, { title: 'SECRET' }, { title: 'VERSION' }]
  const rows = lost.map(({ what, name, versionId }) => [what, name ?? 'unknown', versionId ?? ''])
  return layTable(columns, rows, style)
}
