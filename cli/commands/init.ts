import { fail, succeed } from '../../shared/failure.ts'
import { checkNewPassword } from '../../shared/rules.ts'
import { keyfilePath, keyfileToBe } from '../core/keyfile.ts'
import { askNewPassword, givenPassword } from '../core/password.ts'
import { usage } from '../failure.ts'
import { defineCommand } from '../line/command.ts'
import { readStatus } from './status.ts'

export const init = defineCommand({
  name: 'init',
  group: 'vault',
  summary: 'Make a vault',
  details: [
    'Asks for a password twice, or takes it from --password-stdin or --password-file. Nobody can open the vault without it, and nobody can find it out for you.',
    'With --keyfile FILE the vault needs that file too, whenever it is unlocked. The file is made when it is not there; keep a copy of it elsewhere.',
    'The new vault is unlocked. A vault that is there already is left as it is (exit code 5).',
  ],
  arguments: {},
  options: {},
  examples: [
    { line: 'coffer init', about: 'Make the vault, typing its password' },
    { line: 'coffer init --keyfile /media/stick/coffer.keyfile', about: 'A vault that also needs a file to open' },
    { line: 'coffer init --home ~/work-vault', about: 'A second vault, in a place of its own' },
  ],
  async run(context) {
    const { home, hasVault } = context.locate()
    if (hasVault) return fail({ kind: 'vault-exists', message: `There is a vault in ${home} already.` })
    const given = await givenPassword(context.globals)
    if (!given.ok) return given
    if (given.value === null && !context.terminal.canAsk())
      return usage('A new vault needs a password.', 'Give it with --password-stdin or --password-file FILE.')
    const asked = given.value === null ? await askNewPassword(context.terminal) : succeed(given.value)
    if (!asked.ok) return asked
    const password = asked.value
    const checked = checkNewPassword(password)
    if (!checked.ok) return checked
    const file = keyfilePath(context.globals)
    const keyfile = file === undefined ? succeed(undefined) : keyfileToBe(context, file)
    if (!keyfile.ok) return keyfile
    const done = context.out.progress('Making the vault…')
    const input = keyfile.value === undefined ? { password } : { password, keyfile: keyfile.value }
    const created = await context.core.callAsIs('vault.create', input)
    password.fill(0)
    keyfile.value?.fill(0)
    done()
    if (!created.ok) return created
    if (context.out.json) await context.out.printJson(await readStatus(context))
    context.out.note(`Made a vault in ${home}. It is unlocked.`)
    return succeed(0)
  },
})
