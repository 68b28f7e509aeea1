import { resolve } from 'node:path'
import type { CallInput } from '../../shared/contract.ts'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { RestorePreview } from '../../shared/model.ts'
import type { Context } from '../context.ts'
import { givenKeyfile } from '../core/keyfile.ts'
import { givenPassword } from '../core/password.ts'
import { type CliFailure, type Outcome, usage } from '../failure.ts'
import { defineCommand, flag, one } from '../line/command.ts'
import { confirm, yesOption } from '../terminal/confirm.ts'
import { during } from '../terminal/progress.ts'
import { counted, localTime } from '../terminal/style.ts'

export const restoreBackup = defineCommand({
  name: 'restore-backup',
  group: 'care',
  summary: 'Restore the vault from a backup',
  details: [
    'Opens and checks the whole backup first and says what it holds; on a terminal it then asks. A vault that is there is moved aside, whole, and its new name is told. The vault must be locked.',
    "The password (and the keyfile) is the one the vault had when the backup was made. Restoring a backup of a vault that still lives makes a separate vault of it, with keys of its own, so that the two can't be mistaken for one another.",
  ],
  arguments: { file: one('FILE', 'The backup', 'file') },
  options: { 'dry-run': flag('Check the backup and say what it holds; change nothing'), yes: yesOption },
  examples: [
    { line: 'coffer restore-backup vault.cofferbackup --dry-run', about: 'Look first' },
    { line: 'coffer restore-backup vault.cofferbackup', about: 'Asks before it does anything' },
  ],
  async run(context, { args: { file }, options }) {
    const isDry = options['dry-run']
    const locked = isDry ? succeed(null) : await checkLocked(context)
    if (!locked.ok) return locked
    const path = resolve(file)
    const password = await backupPassword(context)
    if (!password.ok) return password
    try {
      const keyfile = givenKeyfile(context.globals)
      if (!keyfile.ok) return keyfile
      const input = { path, password: password.value, ...keyfile.value }
      const call = context.core.callAsIs('backups.preview', input)
      const preview = await during(context, 'Checking the backup…', call)
      if (!preview.ok) return preview
      if (isDry) return await show(context, preview.value)
      context.out.note(inWords(preview.value))
      // Where nobody can be asked, the password was given on purpose.
      const sure = await confirm(context, 'Restore it?', options.yes || !context.terminal.canAsk())
      return sure.ok ? await restore(context, input) : sure
    } finally {
      password.value.fill(0)
    }
  },
})

/** Before a password is typed in vain. */
async function checkLocked({ core }: Context): Promise<Result<null, CliFailure>> {
  const status = await core.callAsIs('app.status', {}, { start: false })
  if (status.ok && status.value.vault.state === 'unlocked')
    return fail({ kind: 'refused', message: 'A backup takes the place of the vault, so lock it first: coffer lock' })
  return succeed(null)
}

async function backupPassword({ globals, terminal }: Context): Promise<Result<Uint8Array, CliFailure>> {
  const given = await givenPassword(globals)
  if (!given.ok) return given
  if (given.value !== null) return succeed(given.value)
  if (terminal.canAsk()) return terminal.ask('Password of the backup: ')
  return usage('A backup needs its password.', 'Give it with --password-stdin or --password-file FILE.')
}

async function show({ out }: Context, preview: RestorePreview): Promise<Outcome> {
  if (out.json) await out.printJson(preview)
  else await out.data(`${inWords(preview)}\n`)
  return succeed(0)
}

async function restore(context: Context, input: CallInput<'backups.restore'>): Promise<Outcome> {
  const answer = await during(context, 'Restoring…', context.core.callAsIs('backups.restore', input))
  if (!answer.ok) return answer
  if (context.out.json) await context.out.printJson(answer.value)
  context.out.note('The vault is restored, and locked.')
  if (answer.value.aside !== null) context.out.note(`The one that was there is ${answer.value.aside}`)
  return succeed(0)
}

function inWords(preview: RestorePreview): string {
  const { createdAt, secrets, versions, replaces, fork, savesBehind } = preview
  return [
    `A backup of ${localTime(createdAt)} with ${counted(secrets, 'secret')} and ${counted(versions, 'version')}.`,
    ...(savesBehind > 0 ? [`The vault was saved ${counted(savesBehind, 'time')} since.`] : []),
    ...(replaces ? ['The vault that is there will be moved aside.'] : []),
    ...(fork ? ['It will be a separate vault with keys of its own.'] : []),
  ].join('\n')
}
