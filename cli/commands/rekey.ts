import { succeed } from '../../shared/failure.ts'
import { readPassword } from '../core/given-passwords.ts'
import { givenKeyfile } from '../core/keyfile.ts'
import { vaultThere } from '../core/vault-there.ts'
import { defineCommand } from '../line/command.ts'
import { confirm, yesOption } from '../terminal/confirm.ts'
import { during } from '../terminal/progress.ts'

/** The core is killed at once; a machine that needs longer has other troubles. */
const endMs = 5_000

export const rekey = defineCommand({
  name: 'rekey',
  group: 'care',
  summary: 'Seal everything anew under fresh keys',
  details: [
    'For when somebody may have got at the keys: a copy of the vault with a password that became known, a machine that was not yours for a while. Changing the password does not take back what an old copy and the old password open; this gives the vault new keys, in a new file.',
    'The password stays, and a keyfile with it. Recovery keys and other ways in are gone: make a new kit with `coffer recovery-kit`. The old file is kept beside the new one, so delete it when all is well. The vault is locked at the end.',
  ],
  arguments: {},
  options: { yes: yesOption },
  examples: [{ line: 'coffer rekey', about: 'Asks for the password, then before it begins' }],
  async run(context, { options }) {
    const { core, out } = context
    const there = await vaultThere(context)
    if (!there.ok) return there
    const password = await readPassword(context, 'Password: ')
    if (!password.ok) return password
    try {
      const keyfile = givenKeyfile(context.globals)
      if (!keyfile.ok) return keyfile
      const input = { password: password.value, ...keyfile.value }
      const unlocked = await during(context, 'Checking the password…', core.callAsIs('vault.unlock', input))
      if (!unlocked.ok) return unlocked
      const sure = await confirm(context, 'Seal everything anew? Recovery keys end.', options.yes)
      if (!sure.ok) return sure
      const rekeyed = await during(context, 'Sealing everything anew…', core.callAsIs('vault.rekey', input))
      if (!rekeyed.ok) return rekeyed
      await core.ended(endMs)
      if (out.json) await out.printJson(rekeyed.value)
      else await out.data(`${rekeyed.value.aside}\n`)
      out.note('The vault has new keys, and is locked. The old file is the one above; delete it when all is well.')
      return succeed(0)
    } finally {
      password.value.fill(0)
    }
  },
})
