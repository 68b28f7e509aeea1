import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { Context } from '../context.ts'
import { newPasswordOption, readNewPassword } from '../core/given-passwords.ts'
import { vaultThere } from '../core/vault-there.ts'
import { type CliFailure, usage } from '../failure.ts'
import { defineCommand, value } from '../line/command.ts'
import { during } from '../terminal/progress.ts'
import { readStdin } from '../terminal/stdin.ts'
import { readLimited } from '../values/files.ts'
import { findRecoveryKey } from '../values/recovery-kit.ts'

/** A kit with notes on it. */
const mostBytes = 8_192

export const recover = defineCommand({
  name: 'recover',
  group: 'care',
  summary: 'Open the vault with its recovery key and give it a new password',
  details: [
    'For when the password is forgotten. The recovery key is on the recovery kit; case, spaces and dashes do not matter. It is typed, or read from standard input or --key-file, where the whole kit may stand.',
    'The vault is unlocked afterwards, and the key goes on to work.',
  ],
  arguments: {},
  options: {
    'key-file': value('FILE', 'Read the recovery key from a file', { completes: 'file' }),
    'new-password-file': newPasswordOption,
  },
  examples: [
    { line: 'coffer recover', about: 'Type the key and a new password' },
    { line: 'coffer recover --key-file kit.txt --new-password-file new', about: 'In a script' },
  ],
  async run(context, { options }) {
    const there = await vaultThere(context)
    if (!there.ok) return there
    if (there.value.state === 'unlocked')
      return fail({ kind: 'refused', message: 'The vault is unlocked. Change its password with `coffer password`.' })
    const recoveryKey = await readRecoveryKey(context, options['key-file'])
    if (!recoveryKey.ok) return recoveryKey
    const next = await readNewPassword(context, options['new-password-file'])
    if (!next.ok) return next
    const input = { recoveryKey: recoveryKey.value, next: next.value }
    const recovered = await during(context, 'Opening the vault…', context.core.callAsIs('vault.recover', input))
    next.value.fill(0)
    if (!recovered.ok) return recovered
    if (context.out.json) await context.out.printJson({ recovered: true })
    context.out.note('The vault has the new password, and is unlocked.')
    return succeed(0)
  },
})

async function readRecoveryKey(context: Context, file: string | undefined): Promise<Result<string, CliFailure>> {
  const read = await readBytes(context, file)
  if (!read.ok) return read
  const recoveryKey = findRecoveryKey(Buffer.from(read.value).toString('utf8'))
  read.value.fill(0)
  if (recoveryKey !== null) return succeed(recoveryKey)
  return usage('That is not a recovery key: it has 28 letters and digits, in seven groups of four.')
}

async function readBytes(
  { terminal, globals }: Context,
  file: string | undefined,
): Promise<Result<Uint8Array, CliFailure>> {
  if (file !== undefined) return readLimited(file, mostBytes)
  if (globals['password-stdin'])
    return usage('Standard input brings the recovery key; give a new password by its file.')
  return terminal.stdinIsTerminal ? terminal.ask('Recovery key: ') : readStdin(mostBytes)
}
