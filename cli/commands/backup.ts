import { resolve } from 'node:path'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { RestorePreview } from '../../shared/model.ts'
import type { Context } from '../context.ts'
import { givenPassword } from '../core/password.ts'
import { type CliFailure, type Outcome, usage } from '../failure.ts'
import { defineCommand, flag, one, optional } from '../line/command.ts'
import { counted, layTable, localTime } from '../terminal/style.ts'

export const backup = defineCommand({
  name: 'backup',
  group: 'care',
  summary: 'Make a backup of the vault, now',
  details: [
    'The backup is encrypted and opens with the same password; it is read back and checked after it is written. Its path is printed. Coffer also makes backups by itself when something changed, at most one an hour.',
  ],
  arguments: { file: optional('FILE', 'Where to write; the vault has a folder for backups', 'file') },
  options: { list: flag('List the backups that are there instead') },
  examples: [
    { line: 'coffer backup', about: "In the vault's own folder" },
    { line: 'coffer backup /media/stick/vault.cofferbackup', about: 'On another disk' },
    { line: 'coffer backup --list', about: 'What could be restored' },
  ],
  async run(context, { args: { file }, options }) {
    if (options.list) return file === undefined ? listBackups(context) : usage('--list goes without a FILE.')
    const done = context.out.progress('Writing the backup and reading it back…')
    const answer = await context.core.call('backups.create', file === undefined ? {} : { path: resolve(file) })
    done()
    if (!answer.ok) return answer
    if (context.out.json) await context.out.printJson(answer.value)
    else await context.out.data(`${answer.value.path}\n`)
    return succeed(0)
  },
})

async function listBackups({ core, out }: Context): Promise<Outcome> {
  const answer = await core.callAsIs('backups.list', {})
  if (!answer.ok) return answer
  const rows = answer.value.map(({ createdAt, generation, sizeBytes, automatic, path }) => [
    localTime(createdAt),
    String(generation),
    sizeBytes.toLocaleString('en'),
    automatic ? 'automatic' : 'by hand',
    path,
  ])
  const columns = [{ title: 'MADE' }, { title: 'SAVE' }, { title: 'BYTES' }, { title: 'HOW' }, { title: 'FILE' }]
  if (out.json) await out.printJson({ backups: answer.value })
  else if (rows.length > 0) await out.data(layTable(columns, rows, out.style))
  return succeed(0)
}

export const restoreBackup = defineCommand({
  name: 'restore-backup',
  group: 'care',
  summary: 'Restore the vault from a backup',
  details: [
    'Opens and checks the whole backup first and says what it holds. A vault that is there is moved aside, whole, and its new name is told. The vault must be locked.',
    "The password is the one the vault had when the backup was made. Restoring a backup of a vault that still lives makes a separate vault of it, with keys of its own, so that the two can't be mistaken for one another.",
  ],
  arguments: { file: one('FILE', 'The backup', 'file') },
  options: { 'dry-run': flag('Check the backup and say what it holds; change nothing') },
  examples: [
    { line: 'coffer restore-backup vault.cofferbackup --dry-run', about: 'Look first' },
    { line: 'coffer restore-backup vault.cofferbackup', about: 'Asks before it does anything' },
  ],
  async run(context, { args: { file }, options }) {
    const path = resolve(file)
    const password = await backupPassword(context)
    if (!password.ok) return password
    try {
      const preview = await withProgress(context, 'Checking the backup…', () =>
        context.core.callAsIs('backups.preview', { path, password: password.value.slice() }),
      )
      if (!preview.ok) return preview
      if (options['dry-run'] && context.out.json) await context.out.printJson(preview.value)
      else context.out.note(inWords(preview.value))
      if (options['dry-run']) return succeed(0)
      const sure = await confirmed(context)
      return sure.ok ? await restore(context, path, password.value) : sure
    } finally {
      password.value.fill(0)
    }
  },
})

async function backupPassword({ globals, terminal }: Context): Promise<Result<Uint8Array, CliFailure>> {
  const given = await givenPassword(globals)
  if (!given.ok) return given
  if (given.value !== null) return succeed(given.value)
  if (terminal.canAsk()) return terminal.ask('Password of the backup: ')
  return usage('A backup needs its password.', 'Give it with --password-stdin or --password-file FILE.')
}

/** Somebody who gave the password by a file or a pipe has decided already. */
async function confirmed({ globals, terminal }: Context): Promise<Result<null, CliFailure>> {
  if (globals['password-stdin'] || globals['password-file'] !== undefined) return succeed(null)
  const asked = await terminal.ask('Restore it? [y/N] ', { echo: true })
  if (!asked.ok) return asked
  const isYes = /^y(es)?$/i.test(Buffer.from(asked.value).toString('latin1').trim())
  return isYes ? succeed(null) : fail({ kind: 'interrupted', message: 'Nothing was restored.' })
}

async function restore(context: Context, path: string, password: Uint8Array): Promise<Outcome> {
  const answer = await withProgress(context, 'Restoring…', () =>
    context.core.callAsIs('backups.restore', { path, password }),
  )
  if (!answer.ok) return answer
  if (context.out.json) await context.out.printJson(answer.value)
  context.out.note('The vault is restored, and locked.')
  if (answer.value.aside !== null) context.out.note(`The one that was there is ${answer.value.aside}`)
  return succeed(0)
}

async function withProgress<T>({ out }: Context, sentence: string, body: () => Promise<T>): Promise<T> {
  const done = out.progress(sentence)
  try {
    return await body()
  } finally {
    done()
  }
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
