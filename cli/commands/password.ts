import { succeed } from '../../shared/failure.ts'
import { newPasswordOption, readNewPassword, readPassword } from '../core/given-passwords.ts'
import { vaultThere } from '../core/vault-there.ts'
import { defineCommand } from '../line/command.ts'
import { during } from '../terminal/progress.ts'

export const password = defineCommand({
  name: 'password',
  group: 'care',
  summary: "Change the vault's password",
  details: [
    'Asks for the password and twice for the new one, or takes them from --password-file (or --password-stdin) and --new-password-file. Takes a moment however large the vault is: only the slot that the password opens is made anew.',
    'A recovery key goes on to work. Backups made until now open with the old password; make one with `coffer backup`, and if the old password got known, `coffer rekey` too.',
  ],
  arguments: {},
  options: { 'new-password-file': newPasswordOption },
  examples: [
    { line: 'coffer password', about: 'Type them' },
    { line: 'coffer password --password-file old --new-password-file new', about: 'In a script' },
  ],
  async run(context, { options }) {
    const { core, out } = context
    const there = await vaultThere(context)
    if (!there.ok) return there
    const current = await readPassword(context, 'Password: ')
    if (!current.ok) return current
    try {
      // Checked before the new one is asked for; the vault is unlocked by it if need be.
      const unlock = core.callAsIs('vault.unlock', { password: current.value })
      const checked = await during(context, 'Checking the password…', unlock)
      if (!checked.ok) return checked
      const next = await readNewPassword(context, options['new-password-file'])
      if (!next.ok) return next
      const input = { current: current.value, next: next.value }
      const changed = await during(context, 'Changing the password…', core.callAsIs('vault.changePassword', input))
      next.value.fill(0)
      if (!changed.ok) return changed
      if (out.json) await out.printJson({ changed: true })
      out.note('The password is changed. Backups made until now open with the old one.')
      return succeed(0)
    } finally {
      current.value.fill(0)
    }
  },
})
