import { accessSync, constants, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { CliFailure } from '../failure.ts'
import { defineCommand, optional } from '../line/command.ts'
import { during } from '../terminal/progress.ts'
import { layTable, localTime } from '../terminal/style.ts'
import { reasonOf } from '../values/files.ts'

export const backup = defineCommand({
  name: 'backup',
  group: 'care',
  summary: 'Make a backup of the vault, now',
  details: [
    'The backup is encrypted and opens with the same password; it is read back and checked after it is written. Its path is printed. A file that is there is left as it is (exit code 5); into a folder it goes under a name with the time. Coffer also makes backups by itself when something changed, at most one an hour.',
  ],
  arguments: { file: optional('FILE', 'Where to write; the vault has a folder for backups', 'file') },
  options: {},
  examples: [
    { line: 'coffer backup', about: "In the vault's own folder" },
    { line: 'coffer backup /media/stick/vault.cofferbackup', about: 'On another disk' },
  ],
  async run(context, { args: { file } }) {
    const { core, out } = context
    const path = file === undefined ? succeed(undefined) : pathOf(file)
    if (!path.ok) return path
    const input = path.value === undefined ? {} : { path: path.value }
    const made = await during(context, 'Writing the backup and reading it back…', core.call('backups.create', input))
    if (!made.ok) return made
    if (out.json) await out.printJson(made.value)
    else await out.data(`${made.value.path}\n`)
    return succeed(0)
  },
})

/** Absolute: the core has a folder of its own. What this user cannot write is said before the vault is copied. */
function pathOf(file: string): Result<string, CliFailure> {
  const path = resolve(file)
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  const time = new Date().toISOString().replace(/\.\d+/, '').replaceAll(':', '-')
  const target = isFolder ? join(path, `coffer-${time}.cofferbackup`) : path
  try {
    accessSync(dirname(target), constants.W_OK)
    return succeed(target)
  } catch (error) {
    const why = reasonOf(error).replace('file', 'folder')
    return fail({ kind: 'file', message: `${dirname(target)} cannot be written to: ${why}.` })
  }
}

export const backupLs = defineCommand({
  name: 'backup ls',
  group: 'care',
  summary: "List the backups in the vault's own folder",
  details: ['Newest first. Needs no password: it reads what the files say of themselves, and restoring checks it.'],
  arguments: {},
  options: {},
  examples: [{ line: 'coffer backup ls', about: 'What could be restored' }],
  async run({ core, out }) {
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
  },
})
