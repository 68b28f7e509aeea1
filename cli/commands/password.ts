import { type Result, succeed } from '../../shared/failure.ts'
import type { Context } from '../context.ts'
import { newPasswordOption, readNewPassword, readPassword } from '../core/given-passwords.ts'
import { givenKeyfile, type KeyfileInput, keyfileToBe } from '../core/keyfile.ts'
import { vaultThere } from '../core/vault-there.ts'
import { type CliFailure, usage } from '../failure.ts'
import { defineCommand, flag, value } from '../line/command.ts'
import { during } from '../terminal/progress.ts'

export const password = defineCommand({
  name: 'password',
  group: 'care',
  summary: "Change the vault's password",
  details: [
    'Asks for the password and twice for the new one, or takes them from --password-file (or --password-stdin) and --new-password-file. Takes a moment however large the vault is: only the slot that the password opens is made anew.',
    'A vault that needs a keyfile (--keyfile) goes on to need it, unless --new-keyfile names another or --no-keyfile ends it. Keep a copy of a keyfile elsewhere: without it the password opens nothing.',
    'A recovery key goes on to work. Backups made until now open with the old password; make one with `coffer backup`, and if the old password got known, `coffer rekey` too.',
  ],
  arguments: {},
  options: {
    'new-password-file': newPasswordOption,
    'new-keyfile': value('FILE', 'A keyfile that is needed from now on; made when it is not there', {
      completes: 'file',
    }),
    'no-keyfile': flag('The new password opens the vault alone'),
  },
  examples: [
    { line: 'coffer password', about: 'Type them' },
    { line: 'coffer password --password-file old --new-password-file new', about: 'In a script' },
    {
      line: 'coffer password --new-keyfile /media/stick/coffer.keyfile',
      about: 'From now on the vault needs a file too',
    },
  ],
  async run(context, { options }) {
    const { out } = context
    const there = await vaultThere(context)
    if (!there.ok) return there
    const chosen = chooseKeyfile(options)
    if (!chosen.ok) return chosen
    const current = await readPassword(context, 'Password: ')
    if (!current.ok) return current
    try {
      const changed = await change(context, current.value, options['new-password-file'], chosen.value)
      if (!changed.ok) return changed
      if (out.json) await out.printJson({ changed: true })
      out.note('The password is changed. Backups made until now open with the old one.')
      return succeed(0)
    } finally {
      current.value.fill(0)
    }
  },
})

/** What the vault will need besides its new password: what it needs now, nothing, or the file named. */
type NextKeyfile = { readonly keep: boolean } | { readonly file: string }

function chooseKeyfile(options: {
  readonly 'new-keyfile'?: string | undefined
  readonly 'no-keyfile': boolean
}): Result<NextKeyfile, CliFailure> {
  const file = options['new-keyfile']
  if (file !== undefined && options['no-keyfile']) return usage('Give one of --new-keyfile and --no-keyfile, not both.')
  return succeed(file === undefined ? { keep: !options['no-keyfile'] } : { file })
}

async function change(
  context: Context,
  current: Uint8Array,
  newPasswordFile: string | undefined,
  chosen: NextKeyfile,
): Promise<Result<null, CliFailure>> {
  const old = givenKeyfile(context.globals)
  if (!old.ok) return old
  // Checked before the new one is asked for; the vault is unlocked by it if need be.
  const unlock = context.core.callAsIs('vault.unlock', { password: current, ...old.value })
  const checked = await during(context, 'Checking the password…', unlock)
  if (!checked.ok) return checked
  const next = await readNewPassword(context, newPasswordFile)
  if (!next.ok) return next
  const keyfile = nextKeyfile(context, old.value, chosen)
  if (!keyfile.ok) return keyfile
  const input = {
    current,
    next: next.value,
    ...(old.value.keyfile === undefined ? {} : { currentKeyfile: old.value.keyfile }),
    ...(keyfile.value.keyfile === undefined ? {} : { nextKeyfile: keyfile.value.keyfile }),
  }
  const call = context.core.callAsIs('vault.changePassword', input)
  const changed = await during(context, 'Changing the password…', call)
  for (const secret of [next.value, old.value.keyfile, keyfile.value.keyfile]) secret?.fill(0)
  return changed
}

function nextKeyfile(context: Context, old: KeyfileInput, chosen: NextKeyfile): Result<KeyfileInput, CliFailure> {
  if (!('file' in chosen)) return succeed(chosen.keep ? old : {})
  const made = keyfileToBe(context, chosen.file)
  return made.ok ? succeed({ keyfile: made.value }) : made
}
