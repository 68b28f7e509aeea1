import { succeed } from '../../shared/failure.ts'
import { givesPassword } from '../core/password.ts'
import { defineCommand } from '../line/command.ts'
import { readStatus } from './status.ts'

export const unlock = defineCommand({
  name: 'unlock',
  group: 'vault',
  summary: 'Unlock the vault',
  details: [
    'Starts Coffer in the background, without a window, if it does not run. The vault stays unlocked for every program of yours until `coffer lock`, or until it locks itself after a while without use.',
  ],
  arguments: {},
  options: {},
  examples: [
    { line: 'coffer unlock', about: 'Type the password' },
    { line: 'coffer unlock --password-stdin < /run/secrets/coffer', about: 'On a machine where nobody types' },
  ],
  async run(context) {
    const before = await context.core.callAsIs('app.status', {}, { start: context.locate().hasVault })
    if (before.ok && before.value.vault.state === 'unlocked' && !givesPassword(context.globals)) {
      context.out.note('The vault is unlocked already.')
    } else {
      const unlocked = await context.core.unlock()
      if (!unlocked.ok) return unlocked
      context.out.note('The vault is unlocked.')
    }
    if (context.out.json) await context.out.printJson(await readStatus(context))
    return succeed(0)
  },
})
