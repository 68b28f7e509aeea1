import { fail, succeed } from '../../shared/failure.ts'
import { checkNewPassword } from '../../shared/rules.ts'
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
    'The new vault is unlocked. A vault that is there already is left as it is (exit code 5).',
  ],
  arguments: {},
  options: {},
  examples: [
    { line: 'coffer init', about: 'Make the vault, typing its password' },
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
    const done = context.out.progress('Making the vault…')
    const created = await context.core.callAsIs('vault.create', { password })
    password.fill(0)
    done()
    if (!created.ok) return created
    if (context.out.json) await context.out.printJson(await readStatus(context))
    context.out.note(`Made a vault in ${home}. It is unlocked.`)
    return succeed(0)
  },
})
